"""Record what is wrong with an entrusted carer, the steps that were taken, and what came of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from alerts.outbox import announce
from care.actions.agreements.carers import agreement_in_force
from care.actions.agreements.problems import (
    KIND,
    close_problem,
    open_problem,
    settle_steps,
    steps_of,
    take_steps,
)
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_CARER_PROBLEM
from care.actions.common.reading import read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import load_child
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.duties.agreements.steps import STEPS, owing, too_early
from care.duties.law import law_of
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.agreement import carer_problem
from records.codes import CarerFault, CarerOutcome, CarerRelation, CarerStep
from records.guardian import carer
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class ReportCarerProblem:
    """What is wrong with the carer of a child, on which day it was found or something was done about it."""

    child_id: UUID
    fault: CarerFault
    on: date
    steps: tuple[CarerStep, ...] = ()
    outcome: CarerOutcome | None = None
    narrative: str | None = None
    idempotency_key: str | None = None


async def report_carer_problem(work: Work, caller: Caller, command: ReportCarerProblem) -> Done:
    """Open a problem with the carer of a child in sight, or go on with the one that is open.

    What the rules of the place ask for by now becomes a duty each. Gives the instrument in force, or the child where
    there is none. Raises `Refused`: NOT_FOUND, RULE_VIOLATION with the citation for a step whose turn has not come.
    """
    require(caller, "carerProblem:report")
    require_rows(caller, "carerProblem")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    child = await load_child(work, caller, command.child_id, ("childId",))
    before, held = await open_problem(work, child["id"]), await agreement_in_force(work, child["id"], command.on)

    findings = Findings(OF_CARER_PROBLEM)
    book = (await law_of(work)).at(child["division"], min(command.on, today(work)))
    outcome = command.outcome or _earlier_outcome(before)
    # Steps that brought an improvement were owed by what had come before it.
    reached = _earlier_outcome(before) if outcome is CarerOutcome.IMPROVED else outcome
    await _check(findings, work, command, child, before, held)
    await _check_order(findings, work, command, book, before, reached)
    narrative = read_text(findings, ("narrative",), command.narrative, today(work))
    _ask_for_report(findings, command, book, outcome)
    warnings = findings.settle()

    problem = await _write(work, caller, command, child, before, held, narrative)
    await take_steps(work, caller.subject, problem, child, dict.fromkeys(command.steps), command.on)
    await settle_steps(work, child, book, problem, reached, command.on)
    if command.outcome is CarerOutcome.IMPROVED:
        await close_problem(work, problem, command.on, but=(CarerStep.REPORT,))
    await touch(work, child["id"])
    fields = map(camel, spoken(command))
    await audit(
        work, caller, "carerProblem:report", object=problem, kind=KIND, fields=fields, rule_version=book.version
    )
    done = Done((held["id"] if held else child["id"],), warnings)
    await remember(work, caller, command, done)
    await rederive(work, child["id"])
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=child["id"], division=child["division"])
    return done


def _earlier_outcome(before: asyncpg.Record | None) -> CarerOutcome | None:
    """Give what had come of the steps until now."""
    return CarerOutcome[before["outcome"]] if before and before["outcome"] else None


async def _check(
    findings: Findings,
    work: Work,
    command: ReportCarerProblem,
    child: asyncpg.Record,
    before: asyncpg.Record | None,
    held: asyncpg.Record | None,
) -> None:
    check_past_day(findings, ("on",), command.on, work)
    if before is not None and command.on < before["found_on"]:
        zh, en = "早于问题发现之日", "lies before the day on which the problem was found"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("on",), zh, en)
    relation = await work.value(select(carer.c.relation).where(carer.c.child_id == child["id"]))
    if held is None and relation == CarerRelation.NONE:
        zh, en = "该儿童没有委托照护人", "has no entrusted carer"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("childId",), zh, en)


async def _check_order(
    findings: Findings,
    work: Work,
    command: ReportCarerProblem,
    book: Rulebook,
    before: asyncpg.Record | None,
    reached: CarerOutcome | None,
) -> None:
    """Check that the steps come in the order of the rules: no result of persuading before it was tried."""
    rule = book.rule(STEPS)
    if rule is None:
        return
    for place, step in enumerate(command.steps):
        if too_early(book, step, reached):
            zh, en = f"尚未到“{step.zh}”这一步", f"has not come to {step.value} yet"
            findings.refuse(ErrorCode.RULE_VIOLATION, ("steps", str(place)), zh, en, rule.citation)
    taken = {*command.steps, *(await steps_of(work, before["id"]) if before else ())}
    failed = command.outcome in (CarerOutcome.NOT_IMPROVED, CarerOutcome.REFUSED)
    if failed and CarerStep.PERSUADE in book.codes(STEPS) and CarerStep.PERSUADE not in taken:
        zh, en = "应先劝导", "comes after persuading"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("outcome",), zh, en, rule.citation)


def _ask_for_report(
    findings: Findings, command: ReportCarerProblem, book: Rulebook, outcome: CarerOutcome | None
) -> None:
    asked = next((one for one in owing(book, outcome) if one.name is CarerStep.REPORT), None)
    if asked is not None and CarerStep.REPORT not in command.steps:
        zh, en = "应当报告，请提交报告", "is to be reported: file the report"
        findings.warn(ErrorCode.RULE_VIOLATION, ("steps",), zh, en, asked.ground.citation)


async def _write(
    work: Work,
    caller: Caller,
    command: ReportCarerProblem,
    child: asyncpg.Record,
    before: asyncpg.Record | None,
    held: asyncpg.Record | None,
    narrative: str | None,
) -> UUID:
    facts = {"fault": command.fault, "updated_at": work.now}
    if command.outcome is not None:
        facts |= {"outcome": command.outcome, "outcome_on": command.on}
    if before is not None:
        facts |= {"narrative": narrative or before["narrative"]}
        await work.run(update(carer_problem).where(carer_problem.c.id == before["id"]).values(**facts))
        known: UUID = before["id"]
        return known
    key = uuid7()
    of_child = {"id": key, "child_id": child["id"], "division": child["division"]}
    own = {"agreement_id": held["id"] if held else None, "found_on": command.on, "narrative": narrative}
    by = {"recorded_by": caller.subject, "created_at": work.now}
    await work.run(insert(carer_problem).values(**of_child, **own, **by, **facts))
    return key
