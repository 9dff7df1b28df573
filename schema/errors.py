"""How errors leave: expected ones with their code in the caller's language, faults as INTERNAL with a request id.

Inner text never leaves: it may hold values of a row. The log has it under the same request id.
"""

import logging
import traceback
from uuid import uuid4

from graphql import GraphQLError

from policies.caller import Language
from reads.errors import BadRead
from tenants.errors import NotActive, PoolExhausted, Unreachable, WrongMasterKey

LOG = logging.getLogger("tonghu.schema")

# It may go well in a moment, or at another server: nothing is wrong with what was asked.
UNAVAILABLE = (NotActive, PoolExhausted, Unreachable, WrongMasterKey)

_BUSY = ("服务繁忙，请稍后重试", "The service is busy, try again shortly")
_FAULT = ("系统内部错误，请凭请求编号联系运维", "Internal error; quote the request id to the operator")


def presented(error: GraphQLError, language: Language, code: str = "BAD_USER_INPUT") -> dict[str, object]:
    """Give an error as the contract says: message, path, locations, `extensions.code`; `code` is for request errors."""
    formatted: dict[str, object] = dict(error.formatted)
    cause = error.original_error
    if isinstance(cause, BadRead):
        text = cause.zh if language == "zh" else cause.en
        at = {"path": list(cause.path)} if cause.path else {}
        return formatted | {"message": text, "extensions": {"code": cause.code, **at}}
    in_the_request = error.path is None and isinstance(cause, ValueError)  # a scalar refused what was sent
    if cause is None or in_the_request or isinstance(cause, GraphQLError):
        return formatted | {"extensions": {"code": code}}
    if isinstance(cause, UNAVAILABLE):
        return formatted | unavailable(language)
    return formatted | fault(cause, language)


def unavailable(language: Language) -> dict[str, object]:
    """Say that the service cannot answer just now."""
    return {"message": _BUSY[language == "en"], "extensions": {"code": "UNAVAILABLE"}}


def fault(cause: Exception, language: Language) -> dict[str, object]:
    """Log a fault without its message, which may quote a row, and say under which request id it is found."""
    request_id = uuid4().hex
    where = "".join(traceback.format_tb(cause.__traceback__))
    LOG.error("request %s failed: %s\n%s", request_id, type(cause).__name__, where)
    return {"message": _FAULT[language == "en"], "extensions": {"code": "INTERNAL", "requestId": request_id}}
