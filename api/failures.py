"""What an HTTP door answers when a request comes to nothing: a status, and one error as the contract writes it."""

import logging
from dataclasses import dataclass

import orjson
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.tokens.claims import UnauthenticatedError
from api.tokens.oidc import ProviderUnavailableError
from policies.caller import Language
from policies.refusal import Refused
from schema.errors import UNAVAILABLE, fault, unavailable
from tenants.errors import WrongMasterKey

LOG = logging.getLogger("tonghu.serving")
HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
AGAIN = {"retry-after": "1"}  # seconds


@dataclass
class BadRequestError(Exception):
    """A request that is none of GraphQL's: an HTTP status, a code, and the reason in both languages."""

    status: int
    code: str
    zh: str
    en: str


def failed(error: Exception, language: Language) -> Response:
    """Answer a request that ended in this error; one that nobody expected is logged, and its text stays inside."""
    if isinstance(error, WrongMasterKey):
        LOG.critical("%s", error)  # nothing goes on until somebody gives the right one
    if isinstance(error, UNAVAILABLE):
        return _answer(503, unavailable(language), AGAIN)
    told = _told(error)
    if told is None:
        return _answer(500, fault(error, language))
    message = told.zh if language == "zh" else told.en
    headers = {"www-authenticate": "Bearer"} if told.status == 401 else {}
    return _answer(told.status, {"message": message, "extensions": {"code": told.code}}, headers)


def _told(error: Exception) -> BadRequestError | None:
    if isinstance(error, BadRequestError):
        return error
    if isinstance(error, UnauthenticatedError):
        return BadRequestError(401, "UNAUTHENTICATED", "未登录或令牌无效", "No valid token")
    if isinstance(error, Refused):
        refusal = error.refusals[0]
        return BadRequestError(403, refusal.code.value, refusal.zh, refusal.en)
    if isinstance(error, ProviderUnavailableError):
        return BadRequestError(503, "UNAVAILABLE", "身份提供方暂不可用", "The identity provider cannot be reached")
    if isinstance(error, ClientDisconnect):
        return BadRequestError(400, "BAD_USER_INPUT", "请求中断", "The request broke off")
    return None


def _answer(status: int, error: dict[str, object], headers: dict[str, str] | None = None) -> Response:
    body = orjson.dumps({"errors": [error]})
    return Response(body, status_code=status, media_type="application/json", headers=HEADERS | (headers or {}))
