"""End a placement: the child goes home, or elsewhere, and the institution reads of it no longer."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import delete, select

from alerts.outbox import announce
from care.actions.cases.parties import people_of
from care.actions.cases.placing import end_running
from care.actions.cases.sight import InHand, case_findings, reopen_case, take_case
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_text
from care.actions.common.sight import beyond_scope, not_found
from care.actions.common.unset import spoken
from care.actions.reports.lists import unlist
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.case import case_party, conference_decision
from records.codes import Purpose
from records.placement import placement
from tenants.work import Work


@dataclass(frozen=True)
class EndPlacement:
    """Which placement ended, when and why."""

    placement_id: UUID
    ends_on: date
    reason: str
    idempotency_key: str | None = None


async def end_placement(work: Work, caller: Caller, command: EndPlacement) -> Done:
    """End a placement that runs.

    The institution's people are listed for the case no longer, unless a decision of it is the institution's. Raises
    `Refused`: NOT_FOUND, CONFLICT for one that has ended or whose case is closed, BAD_USER_INPUT for a day before it
    started, REQUIRED without a reason.
    """
    require(caller, "placement:end")
    earlier = await replayed(work, caller, command)
    if earlier:
        await _reopen(work, caller, earlier.ids[0])
        return earlier
    one, row = await _find(work, caller, command.placement_id)

    findings = case_findings()
    check_past_day(findings, ("endsOn",), command.ends_on, work)
    reason = read_text(findings, ("reason",), command.reason, today(work))
    if reason is None and not findings.spoiled("reason"):
        findings.require(("reason",))
    if row["ends_on"] is not None:
        findings.refuse(ErrorCode.CONFLICT, ("placementId",), "已终止", "has ended already")
    elif command.ends_on < row["starts_on"]:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("endsOn",), "早于开始日期", "lies before it started")
    warnings = findings.settle()

    await end_running(work, row, command.ends_on, reason)
    await touch(work, one.child["id"])
    fields, purpose = map(camel, spoken(command)), Purpose.CASE_HANDLING
    await audit(work, caller, "placement:end", object=row["id"], kind="placement", fields=fields, purpose=purpose)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    for key in (row["organisation_id"], row["entrusted_by_id"]):
        if key is not None and key not in caller.organisations:
            await _leave(work, one, key)
    place = one.child["division"]
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=one.child["id"], division=place)
    return done


async def _find(work: Work, caller: Caller, key: UUID) -> tuple[InHand, asyncpg.Record]:
    """Load and lock a placement by its case; hidden and missing ones are one NOT_FOUND."""
    whose = await beyond_scope(work, select(placement.c.case_id).where(placement.c.id == key))
    # A key that no case has stands for what is missing, which is refused by the same statements.
    case = whose[0]["case_id"] if whose else key
    one = await take_case(work, caller, case, ("placementId",))
    row = await work.one(select(placement).where(placement.c.id == key).with_for_update())
    if row is None:
        raise Refused(not_found(("placementId",)))
    return one, row


async def _reopen(work: Work, caller: Caller, key: UUID) -> None:
    for row in await beyond_scope(work, select(placement.c.case_id).where(placement.c.id == key)):
        await reopen_case(work, caller, row["case_id"])


async def _leave(work: Work, one: InHand, key: UUID) -> None:
    """Take an institution off the case that it was given for the placement alone."""
    decided = select(conference_decision.c.id).where(
        conference_decision.c.case_id == one.key, conference_decision.c.organisation_id == key
    )
    if await work.one(decided.limit(1)) is not None:
        return
    party = (case_party.c.case_id == one.key, case_party.c.organisation_id == key)
    await work.run(delete(case_party).where(*party))
    for subject in await people_of(work, key):
        await unlist(work, subject)
