"""The log of events as those read it who hand events on: how far it reaches, and what stands in it."""

from dataclasses import dataclass

import orjson

from tenants.house import House
from tenants.registry import Login, Tenant
from tenants.work import Work

CHANNEL = "tonghu_events"  # where relays say the schema of a tenant with new events

_ENDS = 'SELECT json_build_array(given, dropped)::text FROM "{schema}".event_log_state'
_EVENTS = """
SELECT coalesce(json_agg(json_build_array(sequence, subject_kind, division) ORDER BY sequence), '[]')::text
FROM "{schema}".event_log WHERE sequence > $1 AND sequence <= $2
"""
_NEWEST = """
SELECT coalesce(json_agg(json_build_array(id, sequence, subject_kind, division) ORDER BY sequence), '[]')::text
FROM "{schema}".event_log WHERE sequence > (SELECT given - $1::bigint FROM "{schema}".event_log_state)
"""


@dataclass(frozen=True)
class Ends:
    """The numbers of a log: the last that was given, and the last that is not kept any more (0: none)."""

    given: int
    dropped: int


@dataclass(frozen=True)
class Event:
    """What must be known of an event to tell whom it may concern: nothing of its subject but the kind."""

    sequence: int
    subject_kind: str
    division: int


async def ends(house: House, tenant: Tenant) -> Ends:
    """Tell how far a tenant's log reaches. Raises as `House.read` does."""
    return Ends(*orjson.loads(await house.read(tenant, Login.WRITER, _ENDS.format(schema=tenant.schema), ())))


async def events(house: House, tenant: Tenant, after: int, upto: int) -> list[Event]:
    """Give the events of a part of the log, in order. Raises as `House.read` does."""
    text = await house.read(tenant, Login.WRITER, _EVENTS.format(schema=tenant.schema), (after, upto))
    return [Event(*row) for row in orjson.loads(text)]


async def newest(work: Work, count: int) -> list[tuple[str, Event]]:
    """Give the last so many events of the work's tenant with their ids, in order."""
    text = await work.raw(_NEWEST.format(schema=work.tenant.schema), (count,))
    return [(key, Event(*row)) for key, *row in orjson.loads(text)]
