"""The chain of seals: rows of the trail in one order, each bound by hash to all before it, so that no hand goes unseen.

A seal is SHA-256 (FIPS 180-4) of the seal before it and the row's content: its JSON as Postgres writes jsonb, times in
UTC, without what is NULL. The function `seal_audit` of the tenant's schema makes them; the proof is worked out here.
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

import asyncpg
from sqlalchemy import func, select

from policies.checkpoint import Checkpoint, last_checkpoint
from tenants.keys import TenantKeys
from tenants.registry import Tenant
from tenants.work import Work

BATCH = 5_000
FIRST = bytes(32)  # what stands for the seal before the first
_ROWS = 2_000  # read at a time

_CONTENT = "convert_to(jsonb_strip_nulls(to_jsonb(e))::text, 'UTF8')"
_CHAIN = """
SELECT s.sequence, s.hash, s.event, e.id, {content} AS content
FROM {schema}.audit_seal s LEFT JOIN {schema}.audit_event e ON e.id = s.event ORDER BY s.sequence
"""
# A row that is older than what was sealed last, and has no seal, was put in afterwards or has lost it.
_UNSEALED = """
SELECT e.id FROM {schema}.audit_event e
WHERE e.xact < (SELECT s.horizon FROM {schema}.audit_seal s ORDER BY s.sequence DESC LIMIT 1)
AND NOT EXISTS (SELECT FROM {schema}.audit_seal s WHERE s.event = e.id) ORDER BY e.id LIMIT 1
"""
_OPEN = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(e.at)), 0)::float8 FROM {schema}.audit_event e
WHERE e.xact >= coalesce((SELECT s.horizon FROM {schema}.audit_seal s ORDER BY s.sequence DESC LIMIT 1), 0)
AND NOT EXISTS (SELECT FROM {schema}.audit_seal s WHERE s.event = e.id)
"""
# The row is as it was sealed, behind another seal; or the seal is that of another row.
_ELSEWHERE = """
SELECT EXISTS (SELECT FROM {schema}.audit_seal s WHERE sha256(s.hash || $1) = $2) OR sha256($3 || $1) = $2
    OR EXISTS (SELECT FROM {schema}.audit_event e WHERE sha256($4 || {content}) = $2)
"""


class Flaw(Enum):
    """What was done to a row of the trail, in Chinese and English."""

    CHANGED = "被改动", "changed"
    REMOVED = "被删除", "removed"
    OUT_OF_ORDER = "次序被改动", "put out of order"
    ADDED = "系后来加入，或其印记被删除", "added afterwards, or its seal removed"
    UNSIGNED = "所在检查点被改动或并非本租户签署", "behind a checkpoint that was changed or not signed by the tenant"


@dataclass(frozen=True)
class Proof:
    """What the chain proves: rows that stand as they were sealed, the last seal, and the first row that does not.

    `sequence` is where that row should stand (None where it has no seal), `event` its key where that is known;
    `checkpoint` stands for what was dropped before the first row.
    """

    rows: int
    head: bytes
    flaw: Flaw | None = None
    sequence: int | None = None
    event: UUID | None = None
    checkpoint: Checkpoint | None = None

    @property
    def end(self) -> int:
        """The sequence of the last row that was proved."""
        return self.rows + (self.checkpoint.sequence if self.checkpoint else 0)


async def seal(work: Work, *, batch: int = BATCH) -> int:
    """Seal up to `batch` rows that are committed and have no seal yet; gives how many.

    Any number of runners may do this at once, one after the other; writers of the trail wait for none of them.
    """
    done: int = await work.value(select(getattr(func, work.tenant.schema).seal_audit(batch)))
    return done


async def prove(connection: asyncpg.Connection, tenant: Tenant, keys: TenantKeys) -> Proof:
    """Prove the whole chain of a tenant, as the owner of its tables, up to the first row that is not as it was.

    What was dropped is proved by the checkpoint that stands for it: the chain goes on from there.
    """
    schema = tenant.schema
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SET LOCAL TIME ZONE 'UTC'")
        last, signed = await last_checkpoint(connection, schema, tenant.id, keys)
        start, before = (last.sequence, last.hash) if last else (0, FIRST)
        rows = 0

        def flawed(flaw: Flaw, sequence: int | None, event: UUID | None = None) -> Proof:
            return Proof(rows, before, flaw, sequence, event, last)

        if not signed:
            return flawed(Flaw.UNSIGNED, start)
        async for row in _chain(connection, schema):
            place = start + rows + 1
            if row["sequence"] != place:
                return flawed(Flaw.REMOVED, place)
            if row["id"] is None:
                return flawed(Flaw.REMOVED, place, row["event"])
            if hashlib.sha256(before + row["content"]).digest() != row["hash"]:
                words = (row["content"], row["hash"], last.hash if last else FIRST, before)
                elsewhere = await connection.fetchval(_of(_ELSEWHERE, schema), *words)
                return flawed(Flaw.OUT_OF_ORDER if elsewhere else Flaw.CHANGED, place, row["event"])
            rows, before = rows + 1, row["hash"]
        stray = await connection.fetchval(_of(_UNSEALED, schema))
        return flawed(Flaw.ADDED, None, stray) if stray else Proof(rows, before, checkpoint=last)


async def unsealed(connection: asyncpg.Connection, tenant: Tenant) -> float:
    """Tell, as the owner of its tables, for how many seconds a tenant's trail has waited for its seal."""
    seconds: float = await connection.fetchval(_of(_OPEN, tenant.schema))
    return seconds


async def holds(connection: asyncpg.Connection, schema: str, head: str) -> bool:
    """Tell whether a chain holds what an earlier proof has given: the number of its rows, a colon, its last seal.

    What lies within the months that were dropped can no longer be told from what never was.
    """
    rows, _, digest = head.partition(":")
    found = await connection.fetchval(
        f'SELECT encode(hash, $2) FROM (TABLE "{schema}".audit_seal UNION ALL SELECT sequence, NULL, hash, NULL'  # noqa: S608
        f' FROM "{schema}".audit_checkpoint) ends WHERE sequence = $1',
        int(rows) if rows.isdecimal() and len(rows) < 19 else 0,
        "hex",
    )
    return found is not None and found == digest


async def _chain(connection: asyncpg.Connection, schema: str) -> AsyncIterator[asyncpg.Record]:
    async for row in connection.cursor(_of(_CHAIN, schema), prefetch=_ROWS):
        yield row


def _of(sql: str, schema: str) -> str:
    return sql.format(schema=f'"{schema}"', content=_CONTENT)
