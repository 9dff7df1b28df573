"""Events as the owner of an endpoint sees them: which of a part of the log it wants, and what of one is shown now.

Both are asked as the owner itself would ask: by the statement of a subscription, and by a query.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from policies.caller import Caller
from schema.admission import NotAdmitted, admit
from schema.alert_stream import AlertStream
from schema.execute import answer
from schema.ids import format_id, split_id
from schema.subscribe import subscribe
from tenants.house import House
from tenants.registry import Tenant

USUAL: Final = "{ id sequence kind severity occurredAt division { code name } subject { id } }"
_WANTED: Final = "subscription($where: AlertWhere) { alerts(where: $where) { id } }"
# Last comes what the owner wrote, which may bring fragments of its own.
_SHOWN: Final = (
    "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Alert { webhookType: kind webhookTimestamp: occurredAt } ...Wanted"
    " } } fragment Wanted on Alert "
)
_KEPT: Final = 200  # compiled subscriptions
_PASSING: Final = frozenset({"UNAVAILABLE", "TIMEOUT", "INTERNAL"})

_compiled: OrderedDict[Hashable, AlertStream] = OrderedDict()


class NotShownError(Exception):
    """Events could not be read just now; the message is the code of the first error."""


@dataclass(frozen=True)
class Shown:
    """What of an event is shown: its kind, when it happened, and what was selected of it."""

    kind: str
    at: str
    data: Mapping[str, Any]


async def wanted(
    house: House, tenant: Tenant, caller: Caller, where: Mapping[str, Any], after: int, upto: int
) -> list[tuple[int, UUID]] | dict[str, Any]:
    """Give number and id of what a part of the log holds that the caller sees and `where` (`AlertWhere`) asks for.

    Where the caller may not ask so, gives the response that says why. Raises `NotShownError`, and as `House.read` does.
    """
    key = (house, tenant, caller, orjson.dumps(where, option=orjson.OPT_SORT_KEYS))
    stream = _compiled.get(key) or await subscribe(house, tenant, caller, _WANTED, variables={"where": dict(where)})
    if not isinstance(stream, AlertStream):
        if (code := _code(stream)) in _PASSING:
            raise NotShownError(code)
        return stream
    _compiled[key] = stream
    _compiled.move_to_end(key)
    if len(_compiled) > _KEPT:
        _compiled.popitem(last=False)
    return [(sequence, _key(payload)) for sequence, payload in await stream.encode(await stream.read(after, upto))]


async def shown(
    house: House, tenant: Tenant, caller: Caller, selection: str | None, events: Sequence[UUID]
) -> list[Shown | None]:
    """Give of each event (its id) what the caller sees now; None for what is not to be seen.

    Of a selection that the caller may not ask for any more only the usual fields are given. Raises `NotShownError`, and
    as `House.together` does: what is told of persons is in the trail before.
    """
    ids = {"ids": [format_id("alert", one) for one in events]}
    answered = await answer(house, tenant, caller, _SHOWN + (selection or USUAL), variables=ids)
    said = orjson.loads(answered) if isinstance(answered, bytes) else answered
    code = _code(said)
    if code in _PASSING or (code and selection is None):
        raise NotShownError(code)
    if code and not (said.get("data") or {}).get("nodes"):
        return await shown(house, tenant, caller, None, events)
    return [
        node and Shown(node.pop("webhookType"), node.pop("webhookTimestamp"), node) for node in said["data"]["nodes"]
    ]


def flaws_of(caller: Caller, selection: str) -> list[dict[str, Any]]:
    """Hold a selection of an alert's fields against what holds for any request of the caller; gives the errors."""
    try:
        admit(caller, _SHOWN + selection, {"ids": [format_id("alert", UUID(int=0))]}, None)
    except NotAdmitted as reasons:
        return reasons.errors
    return []


def _code(said: Mapping[str, Any]) -> str | None:
    """Give the code of the first error of a response."""
    return next((one["extensions"]["code"] for one in said.get("errors", ())), None)


def _key(payload: bytes) -> UUID:
    parts = split_id(orjson.loads(payload)["data"]["alerts"]["id"])
    assert parts is not None
    return parts[1]
