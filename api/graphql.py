"""`/graphql` over HTTP: who asks is settled before the body is parsed, then the document runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.failures import HEADERS, BadRequestError, failed
from api.identity import PLATFORM, Identity, bearer
from api.language import language
from api.telemetry.observed import OK, Asked, Telemetry
from api.web.pages import graphiql_page
from policies.caller import Caller
from schema.execute import execute
from tenants.house import House

LARGEST = 256 * 1024  # bytes of a request's body


@dataclass(frozen=True)
class GraphQLDoor:
    """The HTTP door of the graph; a browser that asks for a page gets GraphiQL."""

    house: House
    identity: Identity
    telemetry: Telemetry

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        tongue = language(request.headers.get("accept-language"))
        with self.telemetry.request() as asked:
            try:
                response = await self._answer(request, asked)
            except Exception as error:  # noqa: BLE001 (the last door: whatever happened, the client gets an answer)
                asked.outcome = type(error).__name__
                response = failed(error, tongue)
            asked.status = response.status_code
            return response

    async def _answer(self, request: Request, asked: Asked) -> Response:
        if request.method == "GET":
            return _page(request)
        caller = await self._caller(request)
        asked.tenant = caller.tenant  # of a verified token, and in the registry
        body = await body_of(request)
        asked.operation = body.get("operationName")
        answer = await self._executed(caller, body)
        asked.outcome = next((_code(error) for error in answer.get("errors", ())), OK)
        return Response(orjson.dumps(answer), media_type="application/json", headers=HEADERS)

    async def _caller(self, request: Request) -> Caller:
        headers = request.headers
        token = bearer(headers.get("authorization"))
        return await self.identity.caller(
            token, role=headers.get("tonghu-role"), accept_language=headers.get("accept-language")
        )

    async def _executed(self, caller: Caller, body: dict[str, Any]) -> dict[str, Any]:
        tenant = None if caller.tenant == PLATFORM else await self.house.tenant(caller.tenant)
        return await execute(
            self.house,
            tenant,
            caller,
            body["query"],
            variables=body.get("variables"),
            operation_name=body.get("operationName"),
        )


def _code(error: dict[str, Any]) -> str:
    return str(error["extensions"]["code"])


def _page(request: Request) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        return graphiql_page()
    raise BadRequestError(405, "BAD_USER_INPUT", "请用 POST 提交查询", "Send the operation by POST")


async def body_of(request: Request) -> dict[str, Any]:
    """Read a request of GraphQL from the body of an HTTP request. Raises `BadRequestError`."""
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
    if not isinstance(body, dict) or not well_formed(body):
        zh, en = "请求体不是 GraphQL 请求", "The body is not a GraphQL request in JSON"
        raise BadRequestError(400, "BAD_USER_INPUT", zh, en)
    return body


def well_formed(body: Mapping[str, Any]) -> bool:
    """Tell whether a document comes with an object of variables and a name, or without."""
    return (
        isinstance(body.get("query"), str)
        and isinstance(body.get("variables"), (dict, type(None)))
        and isinstance(body.get("operationName"), (str, type(None)))
    )
