"""Reveal the whole numbers of one person on file: for a purpose, with a reason, counted, in the trail, shown once."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import asyncpg
from sqlalchemy import Table, select

from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, refusal
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_ACCESS
from care.actions.common.reasons import read_reason
from care.actions.common.revealing import REVEAL, check_limit
from care.actions.common.sight import beyond_scope, load, not_found, open_listed
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass, RowKind, Sight
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.vocabulary import PURPOSES
from records.child import child
from records.codes import Purpose
from records.guardian import carer, guardian
from tenants.work import Work

Kind = Literal["child", "guardian", "carer"]
_TABLES: dict[Kind, Table] = {"child": child, "guardian": guardian, "carer": carer}
_NUMBERS = {"resident_id": ("residentId", FieldClass.IDENTITY), "phone": ("phone", FieldClass.CONTACT)}


@dataclass(frozen=True)
class RevealIdentity:
    """Whose numbers (`kind` and key of the row), what for, and why."""

    kind: Kind
    key: UUID
    purpose: Purpose
    reason: str
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Revealed:
    """The whole numbers, for the one answer; None where there is none, or where the caller sees not even its mask."""

    resident_id: str | None = field(repr=False)
    phone: str | None = field(repr=False)


async def reveal_identity(work: Work, caller: Caller, command: RevealIdentity, limit: int | None = None) -> Revealed:
    """Open the sealed numbers of a child, guardian or carer in sight; `limit` is how often in a day.

    The trail has it once the transaction has committed: before that the answer must not leave. Whoever looks after the
    own village's children needs no reason for a visit.

    Raises `Refused`: FORBIDDEN for roles without the right and beyond the limit, PURPOSE_REQUIRED for a purpose that
    the role does not have, REQUIRED for the reason, NOT_FOUND, and CONFLICT for a request that was answered before.
    Source: 闽民童〔2024〕33号 annex, note 2 (FJ-M2).
    """
    require(caller, REVEAL)
    if await replayed(work, caller, command):
        zh, en = "号码只显示一次；如仍需要，请重新申请", "numbers are shown once; ask anew if they are still needed"
        raise Refused(refusal(ErrorCode.CONFLICT, ("idempotencyKey",), zh, en))
    findings = Findings(labels=OF_ACCESS)
    if PURPOSES[command.purpose] not in caller.permit.actions:
        zh, en = "当前角色不能以此目的查看完整号码", "your role reveals no numbers for this purpose"
        findings.refuse(ErrorCode.PURPOSE_REQUIRED, ("purpose",), zh, en)
    visits = command.purpose is Purpose.VISIT and "identity:visit" in caller.permit.actions
    reason = read_reason(findings, command.reason, today(work), required=not visits)
    findings.settle()
    await check_limit(work, caller, limit)
    row = await _load(work, caller, command)

    shown = {name: _open(work, caller, command.kind, row, name) for name in _NUMBERS}
    fields = [_NUMBERS[name][0] for name, number in shown.items() if number is not None]
    await audit(
        work, caller, REVEAL, object=command.key, kind=command.kind, fields=fields, purpose=command.purpose,
        reason=reason,
    )  # fmt: skip
    await remember(work, caller, command, Done((command.key,)))
    return Revealed(shown["resident_id"], shown["phone"])


async def _load(work: Work, caller: Caller, command: RevealIdentity) -> asyncpg.Record:
    table = _TABLES[command.kind]
    if caller.permit.row(command.kind) is not RowKind.LISTED:
        return await load(work, caller, table, command.key)
    found = await beyond_scope(work, select(table).where(table.c.id == command.key))
    of = "child_id" if "child_id" in table.c else "id"
    if not found or not await open_listed(work, caller, [found[0][of]]):
        raise Refused(not_found(("id",)))
    return found[0]


def _open(work: Work, caller: Caller, kind: Kind, row: asyncpg.Record, name: str) -> str | None:
    """Unseal a number whose mask the caller may see."""
    seen = caller.permit.sight(kind, _NUMBERS[name][1]) is not Sight.HIDE
    if not seen or name not in row.keys() or row[name] is None:  # noqa: SIM118 (a record's `in` asks its values)
        return None
    return work.keys.decrypt(row[name], table=_TABLES[kind].name, row=row["id"], field=name)
