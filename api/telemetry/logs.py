"""The log: a JSON object a line on standard error, Chinese as it is; our own words, of others only their templates.

Libraries write values into their messages, and a value may be somebody's name or number. Of a record that is not ours
only the first line of the template remains, without its arguments, and of an error its type and where it arose. What
is told in detail (debug) without arguments may be no template but a text with values already: its first word remains.
"""

import logging
import sys
from typing import Any, TextIO

import orjson
import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from api.telemetry.frames import told

OURS = "tonghu"


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send every record of the process through this log; `level` is one of logging's names, in small letters."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def formatter() -> logging.Formatter:
    """Make what turns a record, whoever wrote it, into its line."""
    return _Discreet(
        foreign_pre_chain=_processors(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_error, _line],
    )


class _Discreet(structlog.stdlib.ProcessorFormatter):
    """Takes the values out of other people's records before anything is made of them."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] != OURS:
            record = logging.makeLogRecord(record.__dict__)
            whole = record.args or record.levelno >= logging.INFO
            template = str(record.msg).splitlines() if whole else str(record.msg).split(maxsplit=1)
            record.msg, record.args = (template[0] if template else ""), None
            record.stack_info = None
        return super().format(record)


def _processors() -> list[Processor]:
    return [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _without_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["error"] = told(error)
    return event


def _line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return orjson.dumps(dict(event), default=_typed).decode()


def _typed(value: Any) -> str:
    return type(value).__name__
