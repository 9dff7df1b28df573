"""Deliveries: events that an endpoint is to get, from the log to their end, and every try that was made for them.

Each step is one statement: the deliveries of a part of the log are there if and only if the endpoint's position has
passed it, and what came of tries counts for deliveries and endpoint alike, or not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson

from alerts.endpoints import Endpoint
from alerts.outgoing import Reply
from alerts.pacing import FAILING, pause, rest
from records.codes import DeliveryState, DropReason
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Login, Tenant

GONE: Final = 410  # RFC 9110, 15.5.11: leave the endpoint alone, for ever

_ADDED = """
WITH moved AS (
  UPDATE "{schema}".webhook SET position = $3 WHERE id = $1 AND position = $2 AND held_by = $4 RETURNING id
), added AS (
  INSERT INTO "{schema}".webhook_delivery (id, webhook_id, sequence, event_id, due_at, created_at)
  SELECT t.id, m.id, t.sequence, t.event_id, clock_timestamp(), clock_timestamp()
  FROM moved m, jsonb_to_recordset($5::jsonb) AS t(id uuid, sequence bigint, event_id uuid)
  ON CONFLICT (webhook_id, sequence) DO NOTHING
)
SELECT count(*) FROM moved
"""
_DUE = """
SELECT coalesce(json_agg(json_build_array(d.id, d.event_id, d.tries) ORDER BY d.sequence), '[]')::text FROM (
  SELECT id, event_id, tries, sequence FROM "{schema}".webhook_delivery
  WHERE webhook_id = $1 AND state = 'PENDING' AND due_at <= clock_timestamp() ORDER BY sequence LIMIT $2
) d
"""
_SETTLED = """
WITH told AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS t(id uuid, state text, reason text, pause float8, attempt uuid,
    at timestamptz, status int, fault text, took float8)
), settled AS (
  UPDATE "{schema}".webhook_delivery d
  SET state = t.state, reason = t.reason, tries = d.tries + (t.attempt IS NOT NULL)::int,
    due_at = CASE t.state WHEN 'PENDING' THEN clock_timestamp() + t.pause * interval '1 second' ELSE d.due_at END,
    settled_at = CASE t.state WHEN 'PENDING' THEN NULL ELSE clock_timestamp() END
  FROM told t WHERE d.id = t.id AND d.state = 'PENDING'
), attempted AS (
  INSERT INTO "{schema}".webhook_attempt (id, delivery_id, webhook_id, at, status, fault, took)
  SELECT t.attempt, t.id, $1, t.at, t.status, t.fault, t.took FROM told t WHERE t.attempt IS NOT NULL
)
UPDATE "{schema}".webhook w
SET failures = $3, open_until = clock_timestamp() + $4::float8 * interval '1 second',
  state = CASE WHEN w.state = 'ACTIVE' AND $5 THEN 'GONE' ELSE w.state END,
  version = w.version + (w.state = 'ACTIVE' AND $5)::int,
  updated_at = CASE WHEN w.state = 'ACTIVE' AND $5 THEN $6 ELSE w.updated_at END
WHERE w.id = $1 RETURNING w.state = 'ACTIVE' AND w.open_until IS NULL
"""
_DROPPED = """
WITH moved AS (
  UPDATE "{schema}".webhook w SET position = s.given FROM "{schema}".event_log_state s WHERE w.id = $1
)
UPDATE "{schema}".webhook_delivery SET state = 'DROPPED', reason = $2, settled_at = clock_timestamp()
WHERE webhook_id = $1 AND state = 'PENDING'
"""


@dataclass(frozen=True)
class Delivery:
    """An event that is to be sent now, after so many tries."""

    id: UUID
    event: UUID
    tries: int


@dataclass(frozen=True)
class Sent:
    """A try: when it was made, and what came of it."""

    delivery: Delivery
    at: datetime
    reply: Reply


def accepted(reply: Reply) -> bool:
    """Tell whether the other side took a message: any answer of 200 to 299 says so, and no other."""
    return reply.status is not None and 200 <= reply.status < 300


async def add(house: House, tenant: Tenant, held: Endpoint, events: Iterable[tuple[int, UUID]], upto: int) -> bool:
    """Make deliveries of events (number and id) up to a number of the log; False where the endpoint is held no more.

    Its position moves on with them. Raises as `House.read` does.
    """
    rows = [{"id": str(uuid7()), "sequence": sequence, "event_id": str(event)} for sequence, event in events]
    args = (held.id, held.position, upto, held.holder, orjson.dumps(rows).decode())
    moved: int = await house.read(tenant, Login.WRITER, _ADDED.format(schema=tenant.schema), args)
    if moved:
        held.position = upto
    return bool(moved)


async def due(house: House, tenant: Tenant, endpoint: UUID, most: int) -> list[Delivery]:
    """Give what is to be sent to an endpoint now, in the order of the log. Raises as `House.read` does."""
    text = await house.read(tenant, Login.WRITER, _DUE.format(schema=tenant.schema), (endpoint, most))
    return [Delivery(UUID(key), UUID(event), tries) for key, event, tries in orjson.loads(text)]


async def settle(
    house: House, tenant: Tenant, held: Endpoint, tried: Sequence[Sent], unseen: Iterable[Delivery]
) -> bool:
    """Write what came of tries, and that events were not to be seen any more; tells whether more may be sent now.

    An answer of 410 ends the endpoint; wanting answers in a row, or its own word, give it a rest. Raises as
    `House.read` does.
    """
    asked = max((one.reply.retry_after or 0.0 for one in tried if not accepted(one.reply)), default=0.0)
    if any(accepted(one.reply) for one in tried):
        held.failures, held.probing = 0, False
    else:
        # Of what went out together no more count than make it rest: it rests the longer for each look that was vain.
        held.failures = max(held.failures + bool(tried), min(held.failures + len(tried), FAILING))
    resting = rest(held.failures, asked) if tried else None
    gone = any(one.reply.status == GONE for one in tried)
    rows = [*map(_told, tried), *(_unseen(one) for one in unseen)]
    args = (held.id, orjson.dumps(rows).decode(), held.failures, resting, gone, house.clock())
    more: bool | None = await house.read(tenant, Login.WRITER, _SETTLED.format(schema=tenant.schema), args)
    return bool(more)


async def put_off(house: House, tenant: Tenant, held: Endpoint, seconds: float) -> None:
    """Let an endpoint rest for what is no fault of its own. Raises as `House.read` does."""
    args = (held.id, "[]", held.failures, seconds, False, house.clock())
    await house.read(tenant, Login.WRITER, _SETTLED.format(schema=tenant.schema), args)


async def drop_all(house: House, tenant: Tenant, held: Endpoint) -> None:
    """Drop whatever waits for an endpoint whose owner has lost the role, up to the end of the log.

    Raises as `House.read` does.
    """
    args = (held.id, DropReason.ACCESS_ENDED.value)
    await house.read(tenant, Login.WRITER, _DROPPED.format(schema=tenant.schema), args)


def _told(one: Sent) -> dict[str, object]:
    again = None if accepted(one.reply) else pause(one.delivery.tries + 1, one.reply.retry_after)
    over = DeliveryState.DELIVERED if accepted(one.reply) else DeliveryState.DEAD
    return {
        "id": str(one.delivery.id),
        "state": (over if again is None else DeliveryState.PENDING).value,
        "pause": again,
        "attempt": str(uuid7()),
        "at": one.at.isoformat(),
        "status": one.reply.status,
        "fault": None if one.reply.status is not None else one.reply.fault,
        "took": one.reply.took,
    }


def _unseen(one: Delivery) -> dict[str, object]:
    state, reason = DeliveryState.DROPPED.value, DropReason.OUT_OF_SIGHT.value
    return {"id": str(one.id), "state": state, "reason": reason}
