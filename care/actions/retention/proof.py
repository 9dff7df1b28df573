"""The proof of an erasure: SHA-256 (FIPS 180-4) over all that is said of it, which holds no personal value."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import or_, select

from policies.scope import EVERYTHING
from records.child import child
from records.codes import ErasureStatus
from records.erasure import erasure
from records.keeping import Found, Gone, tables
from tenants.work import Work

_SAID: Final = (
    "id",
    "child_id",
    "requester",
    "asked_on",
    "requested_by",
    "requested_at",
    "decided_by",
    "decided_at",
    "erased",
)


@dataclass(frozen=True)
class Proved:
    """What a proof shows today: whether it was changed, and the tables where something is that it says is gone."""

    erasure: UUID
    changed: bool
    left: tuple[str, ...]


def digest(row: Mapping[str, Any]) -> bytes:
    """Give the digest of an erasure's row: its facts by name as JSON with sorted keys, times in UTC."""
    said = {name: _told(row[name]) for name in _SAID}
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS, default=str)).digest()


async def proved(work: Work) -> list[Proved]:
    """Work every proof of a tenant out again, and look for rows of the children that it names."""
    await work.widen(EVERYTHING)
    rows = await work.all(select(erasure).where(erasure.c.status == ErasureStatus.ERASED.value).order_by(erasure.c.id))
    found = []
    for row in rows:
        said = {**dict(row), "erased": orjson.loads(row["erased"])}
        found.append(Proved(row["id"], digest(said) != row["digest"], await _left(work, row["child_id"])))
    return found


async def _left(work: Work, key: UUID) -> tuple[str, ...]:
    left = []
    for table, kept in tables():
        if isinstance(kept, Gone) and Found.CHILD in kept.found:
            here = select(table.c.child_id).where(table.c.child_id == key).limit(1)
            left += [str(table.name)] if await work.one(here) is not None else []
    named = or_(child.c.resident_id_blind.is_not(None), child.c.erased_at.is_(None))
    left += ["child"] if await work.one(select(child.c.id).where(child.c.id == key, named)) is not None else []
    return tuple(left)


def _told(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
