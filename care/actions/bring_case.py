"""Bring a case before the prefecture or the province: its officers may open it, for a reason and until a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, update

from alerts.outbox import announce
from care.actions.cases.sight import reopen_case, take_case
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_BROUGHT_CASE
from care.actions.common.places import prefecture
from care.actions.common.reasons import read_reason
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.brought_case import brought_case
from records.codes import AdminLevel, Purpose
from records.ids import uuid7
from tenants.work import Work

LEVELS: Final = (AdminLevel.PREFECTURE, AdminLevel.PROVINCE)


@dataclass(frozen=True)
class BringCase:
    """Which case is brought before whom, why, and until when it may be opened there."""

    case_id: UUID
    level: AdminLevel
    reason: str
    until: datetime
    idempotency_key: str | None = None


async def bring_case(work: Work, caller: Caller, command: BringCase) -> Done:
    """Let the officers of the prefecture or province open one running case; it ends by its time, or with the case.

    Bringing it again replaces the reason and the time. Raises `Refused`: NOT_FOUND, CONFLICT for a closed case,
    BAD_USER_INPUT for another level or a time that is past, REQUIRED.
    """
    require(caller, "case:bring")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_case(work, caller, command.case_id)
        return earlier
    one = await take_case(work, caller, command.case_id)

    findings = Findings(labels=OF_BROUGHT_CASE)
    if command.level not in LEVELS:
        zh, en = "应为设区的市（州）或省", "must be PREFECTURE or PROVINCE"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("level",), zh, en)
    if command.until <= work.now:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("until",), "应晚于现在", "must lie in the future")
    reason = read_reason(findings, command.reason, today(work))
    warnings = findings.settle()

    division = one.case["division"]
    to = work.tenant.division if command.level is AdminLevel.PROVINCE else prefecture(division)
    row = brought_case.c
    running = update(brought_case).where(row.case_id == one.key, row.to_division == to, row.until > work.now)
    await work.run(running.values(until=work.now, updated_at=work.now))
    key = uuid7()
    of = {"case_id": one.key, "division": division, "to_division": to, "reason": reason, "until": command.until}
    by = {"brought_by": caller.subject, "brought_at": work.now, "created_at": work.now, "updated_at": work.now}
    await work.run(insert(brought_case).values(id=key, **of, **by))
    fields, purpose = ("level", "reason", "until"), Purpose.CASE_HANDLING
    await audit(work, caller, "case:bring", object=one.key, kind="case", fields=fields, purpose=purpose, reason=reason)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="case", subject=one.key, division=division)
    return done
