"""How errors leave: expected ones with their code in the caller's language, faults as INTERNAL; all with a request id.

Inner text never leaves: it may hold values of a row. The log has it under the same request id.
"""

import logging
import traceback

import asyncpg
from graphql import GraphQLError, GraphQLSyntaxError

from policies.caller import Language
from reads.errors import BadRead
from schema.faulty import FaultyDocument
from schema.request_id import numbered, request_id
from schema.wording import said
from tenants.errors import NotActive, PoolExhausted, Unreachable, WrongMasterKey

LOG = logging.getLogger("tonghu.schema")

# It may go well in a moment, or at another server: nothing is wrong with what was asked.
UNAVAILABLE = (NotActive, PoolExhausted, Unreachable, WrongMasterKey)

_BUSY = ("服务繁忙，请稍后重试", "The service is busy, try again shortly")
_LATE = ("未能在时限内完成，已取消", "It was not done in time and is cancelled")
_NO_TEXT = ("文本中有 NUL 或不完整的字符", "A text holds a NUL character, or half of one")
_FAULT = ("系统内部错误，请凭请求编号联系运维", "Internal error; quote the request id to the operator")


def presented(error: GraphQLError, language: Language, code: str = "BAD_USER_INPUT") -> dict[str, object]:
    """Give an error as the contract says: message, path, locations, `extensions`; `code` is for request errors."""
    cause = error.original_error
    place = {name: part for name, part in error.formatted.items() if name in ("path", "locations")}
    if isinstance(error, FaultyDocument):
        return place | told(error.code, error.said(language))
    if isinstance(cause, BadRead):
        text = cause.zh if language == "zh" else cause.en
        return place | told(cause.code, text, cause.path)
    in_the_request = error.path is None and isinstance(cause, ValueError)  # a scalar refused what was sent
    if cause is None or in_the_request or isinstance(cause, GraphQLError):
        of_syntax = isinstance(error, GraphQLSyntaxError)
        return place | told("GRAPHQL_PARSE_FAILED" if of_syntax else code, said(error.message, language))
    return place | _of_the_server(cause, language)


def _of_the_server(cause: Exception, language: Language) -> dict[str, object]:
    if isinstance(cause, UNAVAILABLE):
        return unavailable(language)
    if isinstance(cause, asyncpg.CharacterNotInRepertoireError | UnicodeEncodeError):
        # Members that look at their text themselves say where it stands; this is for those that do not.
        return told("BAD_USER_INPUT", _NO_TEXT[language == "en"])
    if isinstance(cause, asyncpg.QueryCanceledError):
        return late(language)
    return fault(cause, language)


def told(code: str, message: str, path: tuple[str, ...] = ()) -> dict[str, object]:
    """Write an error; `path` names the member of the input that is at fault."""
    at = {"path": list(path)} if path else {}
    return {"message": message, "extensions": {"code": code, **at, "requestId": request_id()}}


def unavailable(language: Language) -> dict[str, object]:
    """Say that the service cannot answer just now."""
    return told("UNAVAILABLE", _BUSY[language == "en"])


def late(language: Language) -> dict[str, object]:
    """Say that the answer took too long."""
    return told("TIMEOUT", _LATE[language == "en"])


def fault(cause: Exception, language: Language) -> dict[str, object]:
    """Log a fault without its message, which may quote a row, and say under which request id it is found."""
    with numbered() as number:
        where = "".join(traceback.format_tb(cause.__traceback__))
        LOG.error("request %s failed: %s\n%s", number, type(cause).__name__, where)
        return told("INTERNAL", _FAULT[language == "en"])
