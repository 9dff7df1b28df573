import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from api.cli.faults import fault
from api.telemetry.logs import configure, formatter

CANARY = "金丝雀 13900009999"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level, written = list(root.handlers), root.level, io.StringIO()
    configure("debug", written)
    yield written
    root.handlers, root.level = before, level
    structlog.reset_defaults()


def _lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_our_own_words_are_whole_and_in_chinese(stream: io.StringIO) -> None:
    logging.getLogger("tonghu.serving").warning("%s 已重新启动", "内嵌数据库")
    structlog.stdlib.get_logger("tonghu.requests").info("request", tenant="fujian", status=200)
    first, second = _lines(stream)
    assert (first["event"], first["level"], first["logger"]) == ("内嵌数据库 已重新启动", "warning", "tonghu.serving")
    assert (second["event"], second["tenant"], second["status"]) == ("request", "fujian", 200)
    assert "内嵌数据库" in stream.getvalue()
    assert str(first["timestamp"]).endswith("Z")


def test_other_peoples_values_are_left_out(stream: io.StringIO) -> None:
    log = logging.getLogger("uvicorn.error")
    log.error("refused %s", CANARY)
    log.error("first line\n" + CANARY)  # noqa: G003 (as libraries do)
    log.error({"a": "b"})
    log.error("stack", stack_info=True)
    assert [line["event"] for line in _lines(stream)] == ["refused %s", "first line", "{'a': 'b'}", "stack"]
    assert CANARY not in stream.getvalue()


def test_of_an_error_its_type_and_place_remain(stream: io.StringIO) -> None:
    for name in ("tonghu.serving", "uvicorn.error"):
        try:
            try:
                raise KeyError(CANARY)
            except KeyError as cause:
                raise ValueError(CANARY) from cause
        except ValueError:
            logging.getLogger(name).exception("it failed")
    for line in _lines(stream):
        assert str(line["error"]).startswith("ValueError\n")
        assert "KeyError" in str(line["error"])
        assert "test_logs.py" in str(line["error"])
    assert CANARY not in stream.getvalue()


def test_of_what_others_tell_in_detail_without_a_template_the_first_word_remains(stream: io.StringIO) -> None:
    log = logging.getLogger("httpcore2.http11")
    log.debug(f"receive_response_headers.complete return_value={CANARY}")  # noqa: G004 (as libraries do)
    log.debug("sent %s", CANARY)
    log.debug("")
    assert [line["event"] for line in _lines(stream)] == ["receive_response_headers.complete", "sent %s", ""]


async def test_a_task_that_nobody_awaited_tells_nothing(stream: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError(CANARY)

    task = asyncio.create_task(fail(), name=CANARY)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.get_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    )
    (line,) = [line for line in _lines(stream) if line["level"] == "error"]
    assert line["event"] == "Task exception was never retrieved"
    assert "ValueError" in str(line["error"])
    assert CANARY not in stream.getvalue()


def test_a_value_that_is_no_json_is_told_by_its_type() -> None:
    record = logging.LogRecord("tonghu.x", logging.INFO, "", 0, "a", None, None)
    record.__dict__["_logger"], record.__dict__["_name"] = None, "info"
    record.msg = {"event": "a", "held": object()}
    assert json.loads(formatter().format(record))["held"] == "object"


def test_the_command_line_tells_a_fault_without_its_message() -> None:
    try:
        raise LookupError(CANARY)
    except LookupError as error:
        told = fault(error)
    assert "LookupError" in told
    assert "test_logs.py" in told
    assert CANARY not in told
