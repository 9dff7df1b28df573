"""Pair a child with somebody who helps it one to one, who reads the child's minimum while the pairing lasts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, or_, select, update

from alerts.outbox import announce
from care.actions.common.cells import phone_cells
from care.actions.common.child_rows import touch
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PAIRING
from care.actions.common.reading import read_name, read_phone, read_short_text
from care.actions.common.sight import beyond_scope, load_child
from care.actions.common.subjects import read_subject
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.actions.needs.lists import end_pairing_lists, list_paired
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.access import role_assignment
from records.codes import Role
from records.guardian import pairing
from records.ids import uuid7
from tenants.work import Work

# Who helps one child: the roles that read no more than what is listed for them.
_HELPERS = frozenset({Role.PAIRING_PERSON, Role.VOLUNTEER, Role.PSYCH_TEAM})


@dataclass(frozen=True)
class SetPairing:
    """Who is paired with a child: with an account (`subject`) the person reads the child's minimum `until` a time."""

    child_id: UUID
    name: str
    phone: str
    unit: str | None = None
    subject: str | None = None
    until: datetime | None = None
    idempotency_key: str | None = None


async def set_pairing(work: Work, caller: Caller, command: SetPairing) -> Done:
    """Write who is paired with a child in sight, in place of whoever was; that one's access ends at once.

    Raises `Refused`: NOT_FOUND, REQUIRED for the end of an account's access, RULE_VIOLATION for a partner's worker, who
    reads by the partner's grants, everything that is wrong with the person.
    Warns of an account that holds no role of a helper, and so reads nothing yet.
    Source: 闽民童〔2024〕33号 items 2 and 10.
    """
    require(caller, "pairing:set")
    require_rows(caller, "pairing")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.child_id, ("childId",))
    before = await work.one(select(pairing).where(pairing.c.child_id == row["id"]).with_for_update())
    key = uuid7() if before is None else before["id"]

    findings = Findings(labels=OF_PAIRING)
    columns = await _columns(findings, work, command, key)
    warnings = findings.settle()

    if before is None:
        own = {"id": key, "child_id": row["id"], "division": row["division"], "created_at": work.now}
        await work.run(insert(pairing).values(**own, **columns))
    else:
        await end_pairing_lists(work, key)
        await work.run(update(pairing).where(pairing.c.id == key).values(**columns))
    if columns["subject"] is not None and columns["until"] is not None:
        await list_paired(work, key, columns["subject"], row["id"], columns["until"])
    await touch(work, row["id"])
    await audit(work, caller, "pairing:set", object=key, kind="pairing", fields=map(camel, spoken(command)))
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done


async def _columns(findings: Findings, work: Work, command: SetPairing, key: UUID) -> dict[str, Any]:
    day = today(work)
    name = read_name(findings, ("name",), command.name, day)
    phone = read_phone(findings, ("phone",), command.phone, day)
    for field, value in (("name", name), ("phone", phone)):
        if value is None and not findings.spoiled(field):
            findings.require((field,))
    subject = None if command.subject is None else read_subject(findings, command.subject)
    if command.until is not None and command.until <= work.now:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("until",), "应晚于现在", "must lie in the future")
    if subject is not None and command.until is None:
        findings.require(("until",))
    elif subject is not None and not (roles := await _roles(work, subject)) & _HELPERS:
        if Role.PARTNER_WORKER in roles:
            zh, en = "社会组织工作人员须经授权查看，不以结对方式", "works for a partner, which reads by grants alone"
            findings.refuse(ErrorCode.RULE_VIOLATION, ("subject",), zh, en)
        zh, en = "该账号尚无结对人员或志愿者等角色，暂时读不到", "holds no role of a helper, and reads nothing yet"
        findings.warn(ErrorCode.REQUIRED, ("subject",), zh, en)
    unit = read_short_text(findings, ("unit",), command.unit, day)
    cells = phone_cells(work, "pairing", key, phone)
    return {**cells, "name": name, "unit": unit, "subject": subject, "until": command.until, "updated_at": work.now}


async def _roles(work: Work, subject: str) -> set[str]:
    """Give the roles that an account holds now."""
    held = role_assignment.c
    asked = select(held.role).where(
        held.subject == subject, held.revoked_at.is_(None), or_(held.until.is_(None), held.until > work.now)
    )
    return {row["role"] for row in await beyond_scope(work, asked)}
