"""The trail of who did and who read what: rows that are only ever added.

A change writes its row inside its own transaction. A read of persons' data writes its rows before its answer leaves, in
a transaction that it shares with the other reads of the moment.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    func,
    insert,
    literal,
    select,
)

from policies.caller import Caller
from records import metadata
from records.codes import Purpose
from records.ids import uuid7
from records.journal import audit_event, audit_reason
from tenants.fixed import Fixed, from_rows
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work

# Kinds whose table has another name.
_TABLES: Final = {
    "case": "care_case",
    "dutyDivision": "division_of_duties",
    "grant": "partner_grant",
    "screening": "screening_round",
    "service": "service_record",
}
_SALT: Final = 16  # bytes
_ZEROS: Final = (0, 3, 6, 8)  # trailing zeros of a code (12 digits): village, township, county, prefecture

_READ: Final = (
    *("id", "subject", "role", "action", "kind", "object", "division", "fields", "count", "policy_version", "scope"),
    "fingerprint",
)
_WRITTEN: Final = from_rows(audit_event, *_READ)
_DONE: Final = Fixed(
    from_rows(audit_event, "id", "subject", "role", "action", "kind", "object", "fields", "policy_version", "division")
)


@dataclass(frozen=True)
class Read:
    """What one answer gave of persons: one row that was asked for by its key, or a list.

    `kind` is the type of the row or rows, `object` and `division` (12 digits) are the single row's key and place (no
    place where nobody was found), `fields` the field classes of every type that it showed (`child:basic`), `count` the
    number of rows given.
    """

    kind: str
    object: UUID | None
    division: int | None
    fields: tuple[str, ...]
    count: int | None


async def audit(
    work: Work,
    caller: Caller,
    action: str,
    *,
    object: UUID | None,  # noqa: A002 (the contract's word: AuditEvent.object)
    kind: str,
    fields: Iterable[str] = (),
    purpose: Purpose | None = None,
    reason: str | None = None,
    count: int | None = None,
    rule_version: str | None = None,
) -> None:
    """Write one row of the trail in the work's transaction: no change without its row, no row without its change.

    `action` is the policy's word (`visit:record`), `kind` the type of the object, `fields` the names of what was
    changed or read (never values), `count` the number of rows where no single object is meant. Its time is real time.
    The reason of what was done with an object is kept beside the row, which holds its salted digest: so it can go
    with the object while the chain of seals stands.
    """
    event = uuid7()
    if object is not None and reason is not None:
        reason = await _apart(work, event, object, reason)
    values = _event(caller, action, kind, event, object, fields)
    values |= {
        "division": _where(kind, object, usual_place(caller, work.tenant)),
        "purpose": None if purpose is None else purpose.value,
        "reason": reason,
        "count": count,
        "rule_version": rule_version,
    }
    await work.run(insert(audit_event).inline().values(**values))


async def audit_all(
    work: Work, caller: Caller, action: str, objects: Iterable[tuple[UUID, int, Iterable[str]]], *, kind: str
) -> None:
    """Write a row for each of several objects, as `audit` does for one, by the transaction's last statement.

    Each object comes with its key, its place (12-digit code), and the names of what was changed.
    """
    rows = [
        _event(caller, action, kind, uuid7(), key, fields) | {"division": division} for key, division, fields in objects
    ]
    work.last(_DONE, rows)


def _event(
    caller: Caller, action: str, kind: str, event: UUID, key: UUID | None, fields: Iterable[str]
) -> dict[str, Any]:
    return {
        "id": event,
        "subject": caller.subject,
        "role": caller.role.value,
        "action": action,
        "kind": kind,
        "object": key,
        "fields": sorted(set(fields)),
        "policy_version": caller.permit.version,
    }


async def _apart(work: Work, event: UUID, key: UUID, reason: str) -> str:
    salt = secrets.token_bytes(_SALT)
    values = {"event": event, "object": key, "salt": salt, "reason": reason}
    await work.run(insert(audit_reason).inline().values(**values))
    return f"sha256:{hashlib.sha256(salt + reason.encode()).hexdigest()}"


async def audit_reads(house: House, tenant: Tenant, caller: Caller, fingerprint: str, reads: Sequence[Read]) -> None:
    """Write the rows of one answer, and come back when they are committed; until then nothing may leave."""
    usual = usual_place(caller, tenant)
    rows = [
        {
            "id": str(uuid7()),
            "subject": caller.subject,
            "role": caller.role.value,
            "action": f"{read.kind}:read",
            "kind": read.kind,
            "object": None if read.object is None else str(read.object),
            "division": read.division or usual,
            "fields": read.fields,
            "count": read.count,
            "policy_version": caller.permit.version,
            "scope": caller.scope,
            "fingerprint": fingerprint,
        }
        for read in reads
    ]
    await house.together(tenant, rows, _WRITTEN)


async def fingerprint_of(
    house: House, tenant: Tenant, document: str, operation: str | None, variables: Mapping[str, Any]
) -> str:
    """Give the keyed hash of an operation and its variables: a plain one would betray a number that was looked for."""
    whole = orjson.dumps([document, operation, variables], default=str, option=orjson.OPT_SORT_KEYS)
    keys = await house.keys(tenant)
    return keys.keyed(hashlib.sha256(whole).digest()).hex()


def usual_place(caller: Caller, tenant: Tenant) -> int:
    """Give the lowest place (12 digits) that holds all of the caller's, the tenant's own for who has none."""
    return _holding(caller.areas) or tenant.division


@lru_cache(maxsize=10_000)
def _holding(areas: tuple[int, ...]) -> int | None:
    for zeros in _ZEROS:
        holding = {area // 10**zeros for area in areas}
        if len(holding) == 1:
            return holding.pop() * 10**zeros
    return None


def _where(kind: str, key: UUID | None, usual: int) -> ColumnElement[int]:
    """Write where the object lies, as the transaction sees it; the usual place for what lies nowhere."""
    name = _TABLES.get(kind) or re.sub("([A-Z])", r"_\1", kind).lower()
    table = metadata.tenant.tables.get(f"tenant.{name}")
    if key is None or table is None or "division" not in table.c:
        return literal(usual, BigInteger)
    return func.coalesce(
        select(table.c.division).where(table.c.id == key).scalar_subquery(), literal(usual, BigInteger)
    )
