"""Say that what a conference decided was done: by whom it was given to, or by who oversees the case."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import select, update

from alerts.outbox import announce
from care.actions.cases.duties import fulfil
from care.actions.cases.sight import InHand, case_findings, reopen_case, take_case
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_text
from care.actions.common.sight import beyond_scope, not_found
from care.actions.common.unset import spoken
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.case import care_case, conference, conference_decision
from records.codes import DutyKind, Purpose
from tenants.work import Work


@dataclass(frozen=True)
class CompleteDecision:
    """Which decision was done, on which day, and what came of it."""

    decision_id: UUID
    done_on: date
    outcome: str | None = None
    idempotency_key: str | None = None


async def complete_decision(work: Work, caller: Caller, command: CompleteDecision) -> Done:
    """Write that a decision was done, and with it its duty.

    Raises `Refused`: NOT_FOUND, FORBIDDEN for a decision that is somebody else's, CONFLICT for one that is done.
    """
    require(caller, "case:fulfil")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_case(work, caller, earlier.ids[0])
        return earlier
    one, row = await _find(work, caller, command.decision_id)

    findings = case_findings()
    outcome = read_text(findings, ("outcome",), command.outcome, today(work))
    _check(findings, work, caller, command, row)
    warnings = findings.settle()

    new = {"done_on": command.done_on, "outcome": outcome, "updated_at": work.now}
    await work.run(update(conference_decision).where(conference_decision.c.id == row["id"]).values(**new))
    await fulfil(work, one, DutyKind.CONFERENCE_DECISION, row["id"], command.done_on)
    changed = {"version": care_case.c.version + 1, "updated_at": work.now}
    await work.run(update(care_case).where(care_case.c.id == one.key).values(**changed))
    fields, purpose = map(camel, spoken(command)), Purpose.CASE_HANDLING
    await audit(work, caller, "case:fulfil", object=one.key, kind="case", fields=fields, purpose=purpose)
    done = Done((one.key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="case", subject=one.key, division=one.case["division"])
    return done


async def _find(work: Work, caller: Caller, key: UUID) -> tuple[InHand, asyncpg.Record]:
    """Load and lock a decision with its case; hidden and missing ones are one NOT_FOUND."""
    whose = select(conference_decision.c.case_id).where(conference_decision.c.id == key)
    cases = await beyond_scope(work, whose)
    # A key that no case has stands for what is missing, which is refused by the same statements.
    one = await take_case(work, caller, cases[0]["case_id"] if cases else key, ("decisionId",))
    asked = select(conference_decision, conference.c.held_on).join(conference).where(conference_decision.c.id == key)
    row = await work.one(asked.with_for_update(of=conference_decision))
    if row is None:
        raise Refused(not_found(("decisionId",)))
    return one, row


def _check(findings: Findings, work: Work, caller: Caller, command: CompleteDecision, row: asyncpg.Record) -> None:
    check_past_day(findings, ("doneOn",), command.done_on, work)
    if command.done_on < row["held_on"]:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("doneOn",), "早于会商日期", "lies before the conference")
    if row["done_on"] is not None:
        findings.refuse(ErrorCode.CONFLICT, ("decisionId",), "已完成", "is done already")
    mine = row["organisation_id"] in caller.organisations or row["post"] == caller.role.value
    if not mine and "case:confer" not in caller.permit.actions:
        zh, en = "该决定不由您负责", "is not yours to do"
        findings.refuse(ErrorCode.FORBIDDEN, ("decisionId",), zh, en)
