"""Endpoints as those see them who deliver: which have something waiting, and whose turn it is to serve one.

One process at a time holds an endpoint, for as long as it says so every few seconds; one that was killed loses it when
the time is over. All times are the database's real ones.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import orjson

from alerts.pacing import FAILING
from alerts.signing import Key
from alerts.wanted import COLUMNS, where_of
from policies.caller import Language
from records.codes import Role
from tenants.house import House
from tenants.registry import Login, Tenant
from tenants.work import Work

LOG = logging.getLogger("tonghu.webhooks")
HOLD: Final = 15.0  # seconds for which an endpoint is held without a further word

_READY = """
w.state = 'ACTIVE' AND (w.held_until IS NULL OR w.held_until < clock_timestamp())
AND (w.open_until IS NULL OR w.open_until <= clock_timestamp())
AND (w.position < (SELECT given FROM "{schema}".event_log_state) OR EXISTS (
  SELECT FROM "{schema}".webhook_delivery d
  WHERE d.webhook_id = w.id AND d.state = 'PENDING' AND d.due_at <= clock_timestamp()))
"""
_WAITING = f"""
SELECT coalesce(json_agg(w.id ORDER BY w.id), '[]')::text FROM "{{schema}}".webhook w WHERE {_READY}
"""  # noqa: S608 (no value in it)
_HELD = f"""
WITH held AS (
  UPDATE "{{schema}}".webhook SET held_by = $2, held_until = clock_timestamp() + $3::float8 * interval '1 second'
  WHERE id = (SELECT w.id FROM "{{schema}}".webhook w WHERE w.id = $1 AND {_READY} FOR UPDATE SKIP LOCKED)
  RETURNING *
)
SELECT json_build_array(h.subject, h.role, h.language, h.url, h.selection, h.position, h.failures,
  h.open_until IS NOT NULL, json_build_object({", ".join(f"'{name}', h.{name}" for name in COLUMNS)}),
  (SELECT json_agg(json_build_array(k.id, encode(k.secret, 'hex'), k.public) ORDER BY k.id DESC)
    FROM "{{schema}}".webhook_key k
    WHERE k.webhook_id = h.id AND (k.ends_at IS NULL OR k.ends_at > clock_timestamp())))::text
FROM held h
"""  # noqa: S608 (no value in it)
_STILL = """
UPDATE "{schema}".webhook SET held_until = clock_timestamp() + $3::float8 * interval '1 second'
WHERE id = $1 AND held_by = $2 RETURNING 1
"""
_FREE = 'UPDATE "{schema}".webhook SET held_by = NULL, held_until = NULL WHERE id = $1 AND held_by = $2'


@dataclass
class Endpoint:
    """An endpoint that is held by `holder`.

    `subject`, `role`: whose sight decides what it gets; `where`: the variables of `AlertWhere`; `selection`: the fields
    of an alert that it gets, None for the usual; `position`: the number of the log up to which events have become
    deliveries; `failures`: wanting answers since the last good one; `probing`: whether one message at a time goes out
    until one is accepted.
    """

    id: UUID
    holder: UUID
    subject: str
    role: Role
    language: Language
    url: str
    selection: str | None
    position: int
    failures: int
    probing: bool
    where: Mapping[str, Any]
    keys: tuple[Key, ...] = field(repr=False)


async def ready(work: Work) -> list[UUID]:
    """Give the endpoints of the work's tenant that have something to be sent now and are held by nobody."""
    text = await work.raw(_WAITING.format(schema=work.tenant.schema), ())
    return [UUID(one) for one in orjson.loads(text)]


@asynccontextmanager
async def holding(house: House, tenant: Tenant, endpoint: UUID) -> AsyncIterator[Endpoint | None]:
    """Hold an endpoint for the block; None where it has nothing to be sent, or another holds it.

    The block is cancelled, with a `TimeoutError`, once the endpoint is held no more. Raises as `House.read` does.
    """
    asked = asyncio.get_running_loop().time()
    held = await _hold(house, tenant, endpoint)
    if held is None:
        yield None
        return
    try:
        async with asyncio.timeout_at(asked + HOLD) as limit:
            keeping = asyncio.create_task(_keep(house, tenant, held, limit))
            try:
                yield held
            finally:
                keeping.cancel()
                await asyncio.wait([keeping])
    finally:
        await house.read(tenant, Login.WRITER, _FREE.format(schema=tenant.schema), (held.id, held.holder))


async def _hold(house: House, tenant: Tenant, endpoint: UUID) -> Endpoint | None:
    holder = uuid4()
    text = await house.read(tenant, Login.WRITER, _HELD.format(schema=tenant.schema), (endpoint, holder, HOLD))
    if text is None:
        return None
    subject, role, language, url, selection, position, failures, rested, wanted, sealed = orjson.loads(text)
    opened = (await house.keys(tenant)).decrypt
    keys = [
        Key(opened(bytes.fromhex(secret), table="webhook_key", row=UUID(row), field="secret"), public)
        for row, secret, public in sealed
    ]
    return Endpoint(
        id=endpoint,
        holder=holder,
        subject=subject,
        role=Role[role],
        language=language,
        url=url,
        selection=selection,
        position=position,
        failures=failures,
        probing=rested or failures >= FAILING,
        where=where_of(wanted),
        keys=tuple(keys),
    )


async def _keep(house: House, tenant: Tenant, held: Endpoint, limit: asyncio.Timeout) -> None:
    sql = _STILL.format(schema=tenant.schema)
    while True:
        await asyncio.sleep(HOLD / 3)
        asked = asyncio.get_running_loop().time()
        try:
            still = await house.read(tenant, Login.WRITER, sql, (held.id, held.holder, HOLD))
        except Exception as error:  # noqa: BLE001 (it is asked again; unanswered for too long, the limit ends the block)
            LOG.warning("an endpoint could not be held on to: %s", type(error).__name__)
        else:
            limit.reschedule(asked + HOLD if still else asked)
