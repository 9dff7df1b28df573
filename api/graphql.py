"""`/graphql` over HTTP: who asks is settled before the body is parsed, then the document is looked at, then it runs."""

from dataclasses import dataclass
from typing import Any

import orjson
from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response

from api import guard
from api.answers import answered, refused
from api.client import CLIENT
from api.deadline import Pace, within
from api.failures import BadRequestError, failed
from api.identity import PLATFORM, Identity, bearer
from api.language import language
from api.media import Media, media
from api.rates import Charge, Rates
from api.telemetry.observed import OK, Asked, Telemetry
from api.trusted import Trusted
from api.web.pages import graphiql_page
from policies.caller import Caller
from schema.admission import Admitted, NotAdmitted, admit
from schema.cost import REFUSED
from schema.execute import answer as answer_to
from schema.execute import planned
from schema.request_id import numbered
from tenants.house import House

METHODS = ("GET", "POST")
COST = "tonghu-cost"  # a request header: with any value but 0, the answer's `extensions.cost` tells what was charged


@dataclass(frozen=True)
class GraphQLDoor:
    """The HTTP door of the graph; a browser that asks for a page gets GraphiQL."""

    house: House
    identity: Identity
    telemetry: Telemetry
    pace: Pace
    rates: Rates
    trusted: Trusted

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        if request.method == "GET" and _is_of_a_browser(request):
            return graphiql_page()
        tongue = language(request.headers.get("accept-language"))
        with numbered(), self.telemetry.request() as asked:
            form = Media.JSON
            try:
                form = media(request.headers.get("accept"))
                response = await self._answer(request, form, asked)
            except Exception as error:  # noqa: BLE001 (the last door: whatever happened, the client gets an answer)
                asked.outcome = type(error).__name__
                response = refused(failed(error, tongue), form)
            asked.status = response.status_code
            return response

    async def _answer(self, request: Request, form: Media, asked: Asked) -> Response:
        if request.method not in METHODS:
            raise BadRequestError(
                405, "BAD_USER_INPUT", "仅接受 GET 与 POST", "GET and POST are accepted", {"allow": "GET, POST"}
            )
        caller = await self._caller(request, believing=True)
        asked.tenant = caller.tenant  # of a verified token, and in the registry
        reads_only = request.method == "GET"
        sent = guard.queried(request) if reads_only else await guard.posted(request, within=self.pace.body)
        asked.operation = sent.operation_name
        try:
            sent = await self.trusted.found(caller, sent)
            caller, admitted = await self._admitted(request, caller, sent)
        except NotAdmitted as reasons:
            self.rates.charge(caller, REFUSED)
            answer: bytes | dict[str, Any] = {"errors": reasons.errors}
        else:
            if reads_only and admitted.kind is not OperationType.QUERY:
                raise BadRequestError(
                    405, "BAD_USER_INPUT", "GET 只能查询", "A GET is for queries alone", {"allow": "POST"}
                )
            charge = self.rates.charge(caller, admitted.cost)
            self.telemetry.usage.note(caller, admitted.deprecated)
            answer = await within(self.pace.answer, request, self._run(request, caller, sent))
            if request.headers.get(COST, "0") != "0":
                answer = orjson.loads(answer) if isinstance(answer, bytes) else answer
                answer["extensions"] = {"cost": _told(charge)}
        if isinstance(answer, dict):
            asked.outcome = next((_code(error) for error in answer.get("errors", ())), OK)
        return answered(answer, form)

    async def _caller(self, request: Request, *, believing: bool = False) -> Caller:
        headers = request.headers
        token = bearer(headers.get("authorization"))
        return await self.identity.caller(
            token,
            role=headers.get("tonghu-role"),
            accept_language=headers.get("accept-language"),
            client=headers.get(CLIENT),
            believing=believing,
        )

    async def _admitted(self, request: Request, caller: Caller, sent: guard.Sent) -> tuple[Caller, Admitted]:
        """Let a document in, or raise NotAdmitted: by what was believed of the roles nobody is kept out."""
        try:
            return caller, admit(caller, sent.query, sent.variables, sent.operation_name)
        except NotAdmitted:
            if caller.believed is None:
                raise
        caller = await self._caller(request)
        return caller, admit(caller, sent.query, sent.variables, sent.operation_name)

    async def _run(self, request: Request, caller: Caller, sent: guard.Sent) -> bytes | dict[str, Any]:
        """Answer by a plan that asks whether the believed roles stand; else by those that are held now."""
        if caller.believed is not None:
            tenant = await self.house.tenant(caller.tenant)
            body = await planned(
                self.house,
                tenant,
                caller,
                sent.query,
                variables=sent.variables,
                operation_name=sent.operation_name,
            )
            if body is not None:
                return body
            caller = await self._caller(request)
            try:
                admit(caller, sent.query, sent.variables, sent.operation_name)
            except NotAdmitted as reasons:
                return {"errors": reasons.errors}
        return await self._executed(caller, sent)

    async def _executed(self, caller: Caller, sent: guard.Sent) -> bytes | dict[str, Any]:
        tenant = None if caller.tenant == PLATFORM else await self.house.tenant(caller.tenant)
        return await answer_to(
            self.house,
            tenant,
            caller,
            sent.query,
            variables=sent.variables,
            operation_name=sent.operation_name,
        )


def _code(error: dict[str, Any]) -> str:
    return str(error["extensions"]["code"])


def _told(charge: Charge) -> dict[str, int]:
    return {
        "requested": charge.requested,
        "limit": charge.limit,
        "available": charge.available,
        "restoreRate": charge.per_second,
    }


def _is_of_a_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
