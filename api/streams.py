"""What sockets and event streams have in common: who asks, what is answered at once, and what goes on."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLError, OperationType

from alerts.hub import GapError, Hub
from alerts.reader import Reader, SlowError, UnavailableError
from api.deadline import Allowed, Pace
from api.failures import BadRequestError, failed
from api.guard import Sent
from api.identity import PLATFORM, Identity
from api.leaving import Leaving
from api.rates import Rates
from api.telemetry.observed import Telemetry
from api.trusted import Trusted
from api.watch import Watch
from policies.caller import Caller, Language
from reads.errors import BadRead
from schema.admission import NotAdmitted, admit
from schema.alert_stream import AlertStream, number
from schema.cost import REFUSED
from schema.errors import presented, told, unavailable
from schema.execute import execute
from schema.request_id import numbered
from schema.subscribe import refused, subscribe
from tenants.house import House

KEPT = 1_000  # compiled subscriptions


class AccessEndedError(Exception):
    """The caller would not be let in as the same any more."""


class RestartError(Exception):
    """The process takes its leave."""


@dataclass(frozen=True)
class Live:
    """A subscription that goes on."""

    stream: AlertStream
    reader: Reader


@dataclass(frozen=True)
class Streams:
    """The part of a process that keeps subscriptions open."""

    house: House
    identity: Identity
    telemetry: Telemetry
    pace: Pace
    rates: Rates
    leaving: Leaving
    trusted: Trusted
    nats_url: str | None = field(default=None, repr=False)
    hub: Hub = field(init=False)
    watch: Watch = field(init=False)
    # What the same caller asked before is compiled: a crowd that comes back at once costs one compilation each.
    _compiled: dict[Hashable, AlertStream] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hub", Hub(self.house, self.nats_url))
        object.__setattr__(self, "watch", Watch(self.identity))

    async def answer(
        self, caller: Caller, sent: Sent, last: str | None = None, *, may_write: bool = True
    ) -> Live | dict[str, Any]:
        """Answer a request of GraphQL, or give the subscription that it asks for.

        `last` is the number of the last event that the client says it has; it goes before the document's own. Errors
        of any kind are in the answer, those of limits, cost and time among them.
        """
        with numbered(), self.telemetry.request() as asked:
            asked.tenant, asked.operation = caller.tenant, sent.operation_name
            try:
                with Allowed(self.pace.answer):
                    answer = await self._answer(caller, sent, last, may_write=may_write)
            except Exception as error:  # noqa: BLE001 (the last door: whatever happened, the client gets an answer)
                answer = {"errors": [failed(error, caller.language).error]}
            asked.status = 200
            if not isinstance(answer, Live) and (errors := answer.get("errors")):
                asked.outcome = str(errors[0]["extensions"]["code"])
            return answer

    async def _answer(self, caller: Caller, sent: Sent, last: str | None, *, may_write: bool) -> Live | dict[str, Any]:
        try:
            sent = await self.trusted.found(caller, sent)
            query, variables, name = sent.query, sent.variables, sent.operation_name
            admitted = admit(caller, query, variables, name)
        except NotAdmitted as reasons:
            self.rates.charge(caller, REFUSED)
            return {"errors": reasons.errors}
        if admitted.kind is OperationType.MUTATION and not may_write:
            raise BadRequestError(405, "BAD_USER_INPUT", "GET 不得写入", "A GET writes nothing")
        self.rates.charge(caller, admitted.cost)
        self.telemetry.usage.note(caller, admitted.deprecated)
        tenant = None if caller.tenant == PLATFORM else await self.house.tenant(caller.tenant)
        if admitted.kind is not OperationType.SUBSCRIPTION:
            return await execute(self.house, tenant, caller, query, variables=variables, operation_name=name)
        same = caller, query, name, orjson.dumps(variables)
        stream = self._compiled.get(same) or await subscribe(
            self.house, tenant, caller, query, variables=variables, operation_name=name
        )
        if not isinstance(stream, AlertStream):
            return stream
        self._compiled[same] = stream
        if len(self._compiled) > KEPT:
            del self._compiled[next(iter(self._compiled))]
        try:
            after = stream.after if last is None else number(last)
            return Live(stream, await self.hub.open(stream, after))
        except (GapError, BadRead):
            return refused(caller)

    def leave(self, live: Live) -> None:
        """Let a subscription end."""
        self.hub.leave(live.stream, live.reader)

    async def close(self) -> None:
        """End everything."""
        await self.watch.close()
        await self.hub.close()


_SLOW = ("读取过慢，连接已断开；可从最后收到的编号继续", "You read too slowly; go on from the last number that you got")
_RESTART = (
    "服务即将重启；请重新连接，从最后收到的编号继续",
    "The service restarts; go on from the last number that you got",
)
_ENDED = ("令牌已到期，或您的权限已变更", "The token is over, or your access has changed")


def ended(error: Exception, language: Language) -> dict[str, object]:
    """Say why a subscription ended, as an error of GraphQL."""
    english = language == "en"
    if isinstance(error, AccessEndedError):
        return told("FORBIDDEN", _ENDED[english])
    if isinstance(error, SlowError):
        return told("UNAVAILABLE", _SLOW[english])
    if isinstance(error, RestartError):
        return told("UNAVAILABLE", _RESTART[english])
    if isinstance(error, UnavailableError):
        return unavailable(language)
    return presented(GraphQLError("ended", original_error=error), language)
