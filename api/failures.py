"""What an HTTP door answers when a request comes to nothing: a status, and one error as the contract writes it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

import asyncpg
from starlette.requests import ClientDisconnect

from api.deadline import TooLate
from api.rates import RateLimited
from api.tokens.claims import NoTokenError, UnauthenticatedError
from api.tokens.oidc import ProviderUnavailableError
from policies.caller import Language
from policies.refusal import ErrorCode, Refused
from schema.errors import UNAVAILABLE, fault, told, unavailable
from schema.errors import late as too_late
from tenants.errors import WrongMasterKey

LOG = logging.getLogger("tonghu.serving")
AGAIN = {"retry-after": "1"}  # seconds


@dataclass
class BadRequestError(Exception):
    """A request that is none of the door's: a status, a code, the reason in both languages, headers, the path."""

    status: int
    code: str
    zh: str
    en: str
    headers: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """What is answered: the status, the one error, and headers that belong to it."""

    status: int
    error: dict[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)


def failed(error: Exception, language: Language) -> Failure:
    """Answer a request that ended in this error; one that nobody expected is logged, and its text stays inside."""
    if isinstance(error, WrongMasterKey):
        LOG.critical("%s", error)  # nothing goes on until somebody gives the right one
    if isinstance(error, UNAVAILABLE):
        return Failure(503, unavailable(language), AGAIN)
    if isinstance(error, TooLate | asyncpg.QueryCanceledError):
        return Failure(504, too_late(language))
    bad = _bad(error)
    if bad is None:
        return Failure(500, fault(error, language))
    return Failure(bad.status, told(bad.code, bad.zh if language == "zh" else bad.en, bad.path), bad.headers)


def _bad(error: Exception) -> BadRequestError | None:
    match error:
        case BadRequestError():
            bad = error
        case UnauthenticatedError():
            # Source: RFC 6750, 3: no reason is given to who has shown no token.
            asked = "Bearer" if isinstance(error, NoTokenError) else 'Bearer error="invalid_token"'
            headers = {"www-authenticate": asked}
            bad = BadRequestError(401, "UNAUTHENTICATED", "未登录或令牌无效", "No valid token", headers)
        case Refused():
            first = error.refusals[0]
            # The list of a request's codes is closed, and knows but one for what was entered.
            status, code = (403, first.code) if first.code is ErrorCode.FORBIDDEN else (400, ErrorCode.BAD_USER_INPUT)
            bad = BadRequestError(status, code.value, first.zh, first.en, path=first.path)
        case RateLimited(after=after):
            zh, en = f"额度已用完，请 {after} 秒后重试", f"The allowance is used up: try again after {after} s"
            bad = BadRequestError(429, "RATE_LIMITED", zh, en, {"retry-after": str(after)})
        case ProviderUnavailableError():
            zh, en = "身份提供方暂不可用", "The identity provider cannot be reached"
            bad = BadRequestError(503, "UNAVAILABLE", zh, en, AGAIN)
        case ClientDisconnect():
            bad = BadRequestError(400, "BAD_USER_INPUT", "请求中断", "The request broke off")
        case _:
            return None
    return bad
