"""What sockets and event streams have in common: who asks, what is answered at once, and what goes on."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLError
from strawberry.types.graphql import OperationType

from alerts.hub import GapError, Hub
from alerts.reader import Reader, SlowError, UnavailableError
from api.identity import PLATFORM, Identity
from api.telemetry.observed import Telemetry
from api.watch import Watch
from policies.caller import Caller, Language
from reads.errors import BadRead
from schema.alert_stream import AlertStream, number
from schema.errors import UNAVAILABLE, fault, presented, unavailable
from schema.execute import READ_AND_WRITE, execute
from schema.subscribe import refused, subscribe, subscribes
from tenants.house import House

Body = Mapping[str, Any]
READ = (OperationType.QUERY,)
KEPT = 1_000  # compiled subscriptions


class AccessEndedError(Exception):
    """The caller would not be let in as the same any more."""


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
    hub: Hub = field(init=False)
    watch: Watch = field(init=False)
    # What the same caller asked before is compiled: a crowd that comes back at once costs one compilation each.
    _compiled: dict[Hashable, AlertStream] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hub", Hub(self.house))
        object.__setattr__(self, "watch", Watch(self.identity))

    async def answer(
        self, caller: Caller, body: Body, last: str | None = None, *, may_write: bool = True
    ) -> Live | dict[str, Any]:
        """Answer a request of GraphQL, or give the subscription that it asks for.

        `last` is the number of the last event that the client says it has; it goes before the document's own. Errors
        of any kind are in the answer.
        """
        with self.telemetry.request() as asked:
            asked.tenant, asked.operation = caller.tenant, body.get("operationName")
            try:
                answer = await self._answer(caller, body, last, READ_AND_WRITE if may_write else READ)
            except UNAVAILABLE:
                answer = {"errors": [unavailable(caller.language)]}
            except Exception as error:  # noqa: BLE001 (the last door: whatever happened, the client gets an answer)
                answer = {"errors": [fault(error, caller.language)]}
            asked.status = 200
            if not isinstance(answer, Live) and (errors := answer.get("errors")):
                asked.outcome = str(errors[0]["extensions"]["code"])
            return answer

    async def _answer(
        self, caller: Caller, body: Body, last: str | None, allowed: Iterable[OperationType]
    ) -> Live | dict[str, Any]:
        tenant = None if caller.tenant == PLATFORM else await self.house.tenant(caller.tenant)
        query, variables, name = body["query"], body.get("variables"), body.get("operationName")
        if not subscribes(query, name):
            return await execute(
                self.house, tenant, caller, query, variables=variables, operation_name=name, allowed=allowed
            )
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
_ENDED = ("令牌已到期，或您的权限已变更", "The token is over, or your access has changed")


def ended(error: Exception, language: Language) -> dict[str, object]:
    """Say why a subscription ended, as an error of GraphQL."""
    english = language == "en"
    if isinstance(error, AccessEndedError):
        return {"message": _ENDED[english], "extensions": {"code": "FORBIDDEN"}}
    if isinstance(error, SlowError):
        return {"message": _SLOW[english], "extensions": {"code": "UNAVAILABLE"}}
    if isinstance(error, UnavailableError):
        return unavailable(language)
    return presented(GraphQLError("ended", original_error=error), language)
