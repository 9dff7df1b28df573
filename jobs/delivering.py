"""Deliveries to one endpoint: what the log has for it, in order, each message as its owner may see it just then."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from alerts import deliveries, endpoints, log
from alerts.deliveries import Delivery, Sent, accepted
from alerts.endpoints import Endpoint
from alerts.messages import message
from alerts.outgoing import Post
from alerts.signing import sign
from policies.caller import Caller
from schema.acting import acting_now
from schema.ids import format_id
from schema.webhook_events import NotShownError, Shown, shown, wanted
from tenants.house import House
from tenants.registry import Tenant

ABREAST: Final = 8  # messages under way to one endpoint
LOT: Final = 32  # messages that are made ready at once
FRESH: Final = 1.0  # seconds for which it is believed what the owner may see: what was not begun by then is asked anew
PART: Final = 1_000  # numbers of the log that are gone through at a time
TURN: Final = 30.0  # seconds after which an endpoint is let go, to be taken up with its keys as they are then
LATER: Final = 30.0  # seconds after which events that could not be read are looked for again


async def deliver(house: House, post: Post, tenant: Tenant, endpoint: UUID) -> int:
    """Send an endpoint what it is to get now; gives how many messages went out, 0 where another process serves it.

    First tries begin in the order of the log, up to `ABREAST` under way at once. What the owner may see is asked before
    each lot, and for each message a second before it goes out at most. Repeating it sends nothing twice, but for what
    was answered and not written down. Raises as `House.read` does, and `TimeoutError` when the endpoint could not be
    held on to.
    """
    sent, until = 0, time.monotonic() + TURN
    async with endpoints.holding(house, tenant, endpoint) as held:
        while held is not None and time.monotonic() < until:
            caller = await acting_now(house, tenant, held.subject, held.role, held.language)
            if caller is None:
                await deliveries.drop_all(house, tenant, held)
                return sent
            try:
                lot = await _lot(house, tenant, held, caller)
                seen = await shown(house, tenant, caller, held.selection, [one.event for one in lot]) if lot else []
            except NotShownError:
                await deliveries.put_off(house, tenant, held, LATER)
                raise
            if not lot:
                return sent
            pairs = list(zip(lot, seen, strict=True))
            tried = await _tried(post, held, [(one, there) for one, there in pairs if there is not None])
            unseen = [one for one, there in pairs if there is None]
            sent += len(tried)
            if not await deliveries.settle(house, tenant, held, tried, unseen):
                return sent
    return sent


async def _lot(house: House, tenant: Tenant, held: Endpoint, caller: Caller) -> list[Delivery]:
    """Give what is to be sent next, going on in the log where less is waiting than may go out."""
    while True:
        most = 1 if held.probing else LOT
        lot = await deliveries.due(house, tenant, held.id, most)
        ends = await log.ends(house, tenant) if len(lot) < most else None
        if ends is None or held.position >= ends.given:
            return lot
        # What the log has dropped is lost to whoever stood still for as long as it is kept.
        after = max(held.position, ends.dropped)
        upto = min(after + PART, ends.given)
        found = await wanted(house, tenant, caller, held.where, after, upto)
        if isinstance(found, dict):
            raise NotShownError("the owner may not ask so any more")  # it stands still, and what comes is not lost
        if not await deliveries.add(house, tenant, held, found, upto):
            return []


async def _tried(post: Post, held: Endpoint, lot: Sequence[tuple[Delivery, Shown]]) -> list[Sent]:
    """Send a lot, each as soon as one of those before it was answered; what is not accepted lets no more begin."""
    waiting, tried, until = deque(lot), list[Sent](), time.monotonic() + FRESH

    async def send() -> None:
        while waiting and time.monotonic() < until:
            one, there = waiting.popleft()
            at, body = datetime.now(UTC), message(there.kind, there.at, there.data)
            headers = sign(held.keys, format_id("alert", one.event), at, body)
            reply = await post(held.url, body, headers)
            tried.append(Sent(one, at, reply))
            if not accepted(reply):
                waiting.clear()

    await asyncio.gather(*(send() for _ in range(min(ABREAST, len(lot)))))
    return tried
