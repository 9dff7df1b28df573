"""Place a child: temporary guardianship by relatives, a foster family, or an institution, by agreement if owed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select

from alerts.outbox import announce
from care.actions.cases.parties import give
from care.actions.cases.placing import check_agreement, check_form, check_plan, check_where, end_running, regular
from care.actions.cases.sight import InHand, case_findings, reopen_case, take_case
from care.actions.cases.stages import reach
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_name, read_short_text, read_text
from care.actions.common.unset import spoken
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import LoopStage, PlacementKind, Purpose
from records.ids import uuid7
from records.placement import placement
from tenants.work import Work


@dataclass(frozen=True)
class PlaceChild:
    """Where the child of a case is placed, from when, with whom, under which agreement and plan.

    `entrusted_by_id` is the protection institution that lets a welfare institution rear the child.
    """

    case_id: UUID
    kind: PlacementKind
    starts_on: date
    organisation_id: UUID | None = None
    carer_name: str | None = None
    entrusted_by_id: UUID | None = None
    agreement_signed_on: date | None = None
    agreement_reference: str | None = None
    plan: str | None = None
    idempotency_key: str | None = None


async def place_child(work: Work, caller: Caller, command: PlaceChild) -> Done:
    """Write a placement; one that runs ends on the day when the new one starts, and the institution sees the case.

    Raises `Refused`: NOT_FOUND, CONFLICT for a closed case, RULE_VIOLATION and REQUIRED where a rule asks for an
    agreement (云民规〔2019〕3号 (二)) or a plan, and everything that is wrong with the record. Warns of a form that the
    local rules do not name, and of what the institution has to assess regularly.
    """
    require(caller, "placement:begin")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_case(work, caller, command.case_id)
        return earlier
    one = await take_case(work, caller, command.case_id)
    running = await _running(work, one)

    findings = case_findings()
    _check_days(findings, work, command, one, running)
    carer = read_name(findings, ("carerName",), command.carer_name, today(work))
    reference = read_short_text(findings, ("agreementReference",), command.agreement_reference, today(work))
    plan = read_text(findings, ("plan",), command.plan, today(work))
    book = (await law_of(work)).at(one.child["division"], min(command.starts_on, today(work)))
    await check_where(findings, work, one, command, carer)
    citation = check_form(findings, command.kind, book)
    check_agreement(findings, caller, command, running, book)
    await check_plan(findings, work, one, plan, book)
    assessed = regular(findings, command.kind, book)
    warnings = findings.settle()

    if running is not None:
        await end_running(work, running, command.starts_on, None)
    key = uuid7()
    await work.run(
        insert(placement).values(
            id=key,
            child_id=one.child["id"],
            division=one.child["division"],
            case_id=one.key,
            kind=command.kind,
            organisation_id=command.organisation_id,
            entrusted_by_id=command.entrusted_by_id,
            carer_name=carer,
            agreement_signed_on=command.agreement_signed_on,
            agreement_reference=reference,
            plan=plan,
            regular_assessments=assessed,
            starts_on=command.starts_on,
            citation=citation,
            rule_version=book.version,
            recorded_by=caller.subject,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    await give(work, one, {key for key in (command.organisation_id, command.entrusted_by_id) if key is not None})
    await reach(work, one, LoopStage.GUARDIANSHIP_INTERVENTION, book)
    await touch(work, one.child["id"])
    fields, purpose = map(camel, spoken(command)), Purpose.CASE_HANDLING
    await audit(work, caller, "placement:begin", object=key, kind="placement", fields=fields, purpose=purpose)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    place = one.child["division"]
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=one.child["id"], division=place)
    return done


async def _running(work: Work, one: InHand) -> asyncpg.Record | None:
    asked = select(placement).where(placement.c.child_id == one.child["id"], placement.c.ends_on.is_(None))
    return await work.one(asked.with_for_update())


def _check_days(
    findings: Findings, work: Work, command: PlaceChild, one: InHand, running: asyncpg.Record | None
) -> None:
    check_past_day(findings, ("startsOn",), command.starts_on, work)
    if command.starts_on < one.child["birth_date"].replace(day=1):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("startsOn",), "早于儿童出生", "lies before the child's birth")
    if running is not None and command.starts_on < running["starts_on"]:
        zh, en = "早于现有安置的开始日期", "lies before the placement that runs"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("startsOn",), zh, en)
    if command.agreement_signed_on is not None:
        check_past_day(findings, ("agreementSignedOn",), command.agreement_signed_on, work)
