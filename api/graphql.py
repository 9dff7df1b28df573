"""`/graphql` over HTTP: who asks is settled before the body is parsed, then the document runs."""

from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.identity import PLATFORM, Identity, bearer
from api.language import language
from api.tokens.claims import UnauthenticatedError
from api.tokens.oidc import ProviderUnavailableError
from api.web.pages import graphiql_page
from policies.caller import Caller, Language
from policies.refusal import Refused
from schema.execute import execute
from tenants.house import House

LARGEST = 256 * 1024  # bytes of a request's body
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


@dataclass
class BadRequestError(Exception):
    """A request that is none of GraphQL's: an HTTP status, a code, and the reason in both languages."""

    status: int
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class GraphQLDoor:
    """The HTTP door of the graph; a browser that asks for a page gets GraphiQL."""

    house: House
    identity: Identity

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        tongue = language(request.headers.get("accept-language"))
        try:
            if request.method == "GET":
                return _page(request)
            caller = await self._caller(request)
            return await self._answer(caller, await _body(request))
        except UnauthenticatedError:
            return _error(401, "UNAUTHENTICATED", "未登录或令牌无效", "No valid token", tongue)
        except Refused as refused:
            refusal = refused.refusals[0]
            return _error(403, refusal.code.value, refusal.zh, refusal.en, tongue)
        except ProviderUnavailableError:
            return _error(503, "UNAVAILABLE", "身份提供方暂不可用", "The identity provider cannot be reached", tongue)
        except BadRequestError as error:
            return _error(error.status, error.code, error.zh, error.en, tongue)

    async def _caller(self, request: Request) -> Caller:
        headers = request.headers
        token = bearer(headers.get("authorization"))
        return await self.identity.caller(
            token, role=headers.get("tonghu-role"), accept_language=headers.get("accept-language")
        )

    async def _answer(self, caller: Caller, body: dict[str, Any]) -> Response:
        tenant = None if caller.tenant == PLATFORM else await self.house.tenant(caller.tenant)
        answer = await execute(
            self.house,
            tenant,
            caller,
            body.get("query") or "",
            variables=body.get("variables"),
            operation_name=body.get("operationName"),
        )
        return Response(orjson.dumps(answer), media_type="application/json", headers=_HEADERS)


def _page(request: Request) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        return graphiql_page()
    raise BadRequestError(405, "BAD_USER_INPUT", "请用 POST 提交查询", "Send the operation by POST")


async def _body(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise BadRequestError(415, "BAD_USER_INPUT", "仅接受 application/json", "The body must be application/json")
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST:
            raise BadRequestError(413, "TOO_LARGE", "请求体超过 256 KB", "The body is larger than 256 KB")
    try:
        body = orjson.loads(bytes(read))
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict) or not _well_formed(body):
        zh, en = "请求体不是 GraphQL 请求", "The body is not a GraphQL request in JSON"
        raise BadRequestError(400, "BAD_USER_INPUT", zh, en)
    return body


def _well_formed(body: dict[str, Any]) -> bool:
    return (
        isinstance(body.get("query"), str)
        and isinstance(body.get("variables"), (dict, type(None)))
        and isinstance(body.get("operationName"), (str, type(None)))
    )


def _error(status: int, code: str, zh: str, en: str, tongue: Language) -> Response:
    error = {"message": zh if tongue == "zh" else en, "extensions": {"code": code}}
    headers = _HEADERS | ({"www-authenticate": "Bearer"} if status == 401 else {})
    return Response(
        orjson.dumps({"errors": [error]}), status_code=status, media_type="application/json", headers=headers
    )
