"""Close a case with what came of it; what was decided stays owed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update

from alerts.outbox import announce
from care.actions.cases.sight import InHand, case_findings, reopen_case, take_case
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_text
from care.actions.common.unset import spoken
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.case import care_case
from records.codes import Purpose
from records.duty import duty
from records.placement import placement
from tenants.work import Work


@dataclass(frozen=True)
class CloseCase:
    """Which case is closed, and what came of it."""

    case_id: UUID
    outcome: str
    idempotency_key: str | None = None


async def close_case(work: Work, caller: Caller, command: CloseCase) -> Done:
    """Close a case.

    Raises `Refused`: NOT_FOUND, CONFLICT for one that is closed, REQUIRED without an outcome, RULE_VIOLATION while a
    placement runs: temporary guardianship is part of the case. Warns of what is still owed in it.
    """
    require(caller, "case:close")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_case(work, caller, earlier.ids[0])
        return earlier
    one = await take_case(work, caller, command.case_id)

    findings = case_findings()
    outcome = read_text(findings, ("outcome",), command.outcome, today(work))
    if outcome is None and not findings.spoiled("outcome"):
        findings.require(("outcome",))
    await _check(findings, work, one)
    warnings = findings.settle()

    changed = {"closed_at": work.now, "outcome": outcome, "version": care_case.c.version + 1, "updated_at": work.now}
    await work.run(update(care_case).where(care_case.c.id == one.key).values(**changed))
    fields, purpose = map(camel, spoken(command)), Purpose.CASE_HANDLING
    await audit(work, caller, "case:close", object=one.key, kind="case", fields=fields, purpose=purpose)
    done = Done((one.key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="case", subject=one.key, division=one.case["division"])
    return done


async def _check(findings: Findings, work: Work, one: InHand) -> None:
    running = select(placement.c.id).where(placement.c.case_id == one.key, placement.c.ends_on.is_(None))
    if await work.one(running.limit(1)) is not None:
        zh, en = "临时监护尚未终止，请先终止安置", "has a placement that runs: end it first"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("caseId",), zh, en)
    owed = select(func.count()).where(
        duty.c.subject == one.key, duty.c.done_at.is_(None), duty.c.cancelled_at.is_(None)
    )
    still = await work.value(owed)
    if still:
        zh, en = f"尚有{still}项任务未完成，不因结案而免除", f"leaves {still} duties open, which stay owed"
        findings.warn(ErrorCode.REQUIRED, ("caseId",), zh, en)
