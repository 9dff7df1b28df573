"""Hold a conference on a case: who took part, what was decided, and who owes it until when."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.cases.duties import Owed, owe
from care.actions.cases.parties import check_office, give, give_to_post, office_of
from care.actions.cases.sight import InHand, case_findings, reopen_case, take_case
from care.actions.cases.stages import reach
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, Path, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_text
from care.actions.common.unset import spoken
from care.duties.law import law_of
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.case import conference, conference_decision
from records.codes import Department, DutyBasis, DutyKind, LoopStage, Purpose, TraineePost
from records.ids import uuid7
from tenants.work import Work

# What stands in for a citation where no rule speaks of conferences: the decision itself makes the duty.
BY_DECISION = "个案会商决定，文件未规定"


@dataclass(frozen=True)
class Decision:
    """What was decided, until when, and whose it is: an organisation's, a department's, or a post's."""

    decision: str
    due_on: date
    organisation_id: UUID | None = None
    department: Department | None = None
    post: TraineePost | None = None


@dataclass(frozen=True)
class HoldConference:
    """Which departments conferred on which case and when, and what they decided; `plan` is the plan for this child."""

    case_id: UUID
    held_on: date
    departments: tuple[Department, ...]
    decisions: tuple[Decision, ...] = ()
    summary: str | None = None
    plan: str | None = None
    idempotency_key: str | None = None


async def hold_conference(work: Work, caller: Caller, command: HoldConference) -> Done:
    """Write a conference; each decision becomes a duty, and the case is given to those who took part or owe something.

    Raises `Refused`: NOT_FOUND, CONFLICT for a closed case, and everything that is wrong with the record. Warns of
    departments that nobody acts for on this platform: they have to be told otherwise.
    """
    require(caller, "case:confer")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_case(work, caller, earlier.ids[0])
        return earlier
    one = await take_case(work, caller, command.case_id)

    findings = case_findings()
    check_past_day(findings, ("heldOn",), command.held_on, work)
    texts = {name: read_text(findings, (name,), getattr(command, name), today(work)) for name in ("summary", "plan")}
    if not command.departments:
        findings.require(("departments",))
    decided = [await _decision(findings, work, one, command, place) for place in range(len(command.decisions))]
    offices = await _offices(findings, work, one, command)
    warnings = findings.settle()

    book = (await law_of(work)).at(one.child["division"], command.held_on)
    key = await _write(work, caller, one, command, texts)
    await work.many(insert(conference_decision), [{**row, "case_id": one.key, "conference_id": key} for row in decided])
    await owe(work, one, *(_owed(command, row, book) for row in decided))
    await give(work, one, offices | {row["organisation_id"] for row in decided if row["organisation_id"]})
    for post in {row["post"] for row in decided if row["post"]}:
        await give_to_post(work, one, post)
    await reach(work, one, LoopStage.ASSESSMENT_AID, book)
    fields, purpose = map(camel, spoken(command)), Purpose.CASE_HANDLING
    await audit(work, caller, "case:confer", object=one.key, kind="case", fields=fields, purpose=purpose)
    done = Done((one.key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CONFERENCE_CALLED", subject_kind="case", subject=one.key, division=one.case["division"])
    return done


async def _decision(findings: Findings, work: Work, one: InHand, command: HoldConference, place: int) -> dict[str, Any]:
    """Read one decision, and find the office of a department that owes it."""
    given, path = command.decisions[place], ("decisions", str(place))
    text = read_text(findings, (*path, "decision"), given.decision, today(work))
    if text is None and not findings.spoiled(*path, "decision"):
        findings.require((*path, "decision"))
    if given.due_on < command.held_on:
        zh, en = "早于会商日期", "lies before the conference"
        findings.refuse(ErrorCode.BAD_USER_INPUT, (*path, "dueOn"), zh, en)
    owners = [given.organisation_id, given.department, given.post]
    if sum(owner is not None for owner in owners) != 1:
        zh, en = "请填写机构、部门或岗位中的一项", "give one of organisation, department and post"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
    office = given.organisation_id
    if office is not None:
        await check_office(findings, work, (*path, "organisationId"), office, one.case["implicated"])
    elif given.department is not None:
        office = await _nearest(findings, work, one, given.department, (*path, "department"))
    return {
        "id": uuid7(),
        "decision": text,
        "organisation_id": office,
        "department": given.department,
        "post": given.post,
        "due_on": given.due_on,
        "created_at": work.now,
        "updated_at": work.now,
    }


async def _offices(findings: Findings, work: Work, one: InHand, command: HoldConference) -> set[UUID]:
    found = [
        await _nearest(findings, work, one, which, ("departments", str(place)))
        for place, which in enumerate(command.departments)
    ]
    return {key for key in found if key is not None}


async def _nearest(findings: Findings, work: Work, one: InHand, which: Department, path: Path) -> UUID | None:
    office = await office_of(work, one.child["division"], which, one.case["implicated"])
    if office is None:
        zh, en = "未登记该部门机构，请以其他方式告知", "is not entered here: tell it by other means"
        findings.warn(ErrorCode.REQUIRED, path, f"{which.zh}{zh}", f"{which.value} {en}")
    return office


async def _write(
    work: Work, caller: Caller, one: InHand, command: HoldConference, texts: dict[str, str | None]
) -> UUID:
    key = uuid7()
    facts = {"id": key, "case_id": one.key, "held_on": command.held_on, "recorded_by": caller.subject}
    departments = list(dict.fromkeys(command.departments))
    times = {"created_at": work.now, "updated_at": work.now}
    await work.run(insert(conference).values(**facts, departments=departments, **times, **texts))
    return key


def _owed(command: HoldConference, row: dict[str, Any], book: Rulebook) -> Owed:
    rule = book.flag("conference")
    return Owed(
        kind=DutyKind.CONFERENCE_DECISION,
        about=row["id"],
        base_on=command.held_on,
        due_on=row["due_on"],
        rule="holdConference" if rule is None else rule.name,
        citation=BY_DECISION if rule is None else rule.citation,
        basis=DutyBasis.PLATFORM_DEFAULT if rule is None else DutyBasis[rule.basis],
        rule_version=book.version,
        post=row["post"],
    )
