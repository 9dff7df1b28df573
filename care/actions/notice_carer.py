"""Record that what was agreed on entrusted care has changed, and that those were told who have to know."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import update

from alerts.outbox import announce
from care.actions.agreements.carers import agreement_in_force, follow_agreements
from care.actions.agreements.content import PHONES, check_term, names_of
from care.actions.agreements.notices import close_notices, tell_of_change
from care.actions.common.cells import phone_cells
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_AGREEMENT
from care.actions.common.reading import read_phone, read_short_text, read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import expect_version, load_child
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.duties.agreements.gaps import gaps, has_school
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.agreement import agreement
from records.codes import Role
from tenants.work import Work

_TOLD: Final = {"committee_noticed_on": Role.VILLAGE_COMMITTEE, "school_notified_on": Role.SCHOOL}


@dataclass(frozen=True)
class NoticeCarer:
    """What has changed in the instrument in force since when, and when committee and school were told of it.

    Without a change it records that they were told of what they were still owed: a change told before, the school's
    copy, the filing of a departure.
    """

    child_id: UUID
    version: int | None = None
    changed_on: date | None = None
    carer_phone: str | None = None
    entruster_workplace: str | None = None
    entruster_phone: str | None = None
    ends_on: date | None = None
    other_terms: str | None = None
    committee_noticed_on: date | None = None
    school_notified_on: date | None = None
    idempotency_key: str | None = None


async def notice_carer(work: Work, caller: Caller, command: NoticeCarer) -> Done:
    """Change what the instrument in force says, and settle or open the notices that the rules of the place ask.

    Gives the instrument, or the child where none is in force. Raises `Refused`: NOT_FOUND, CONFLICT for another
    version, RULE_VIOLATION for a change where no instrument is in force.
    """
    require(caller, "agreement:notice")
    require_rows(caller, "agreement")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    child = await load_child(work, caller, command.child_id, ("childId",))
    row = await agreement_in_force(work, child["id"])

    findings = Findings(OF_AGREEMENT)
    new = _read(findings, work, command)
    _check(findings, work, command, row, new)
    warnings = findings.settle()

    subject = ("child", child["id"]) if row is None else ("agreement", row["id"])
    if row is not None and command.changed_on is not None:
        expect_version(row, command.version or 0)
        await _change(work, child, row, new, command.changed_on)
    for name, to in _TOLD.items():
        on = getattr(command, name)
        if on is not None:
            await close_notices(work, child["id"], to, on, subject)
    await touch(work, child["id"])
    fields = map(camel, spoken(command))
    await audit(work, caller, "agreement:notice", object=subject[1], kind=subject[0], fields=fields)
    done = Done((subject[1],), warnings)
    await remember(work, caller, command, done)
    await rederive(work, child["id"])
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=child["id"], division=child["division"])
    return done


def _read(findings: Findings, work: Work, command: NoticeCarer) -> dict[str, Any]:
    """Give the columns that change, phone numbers in the clear."""
    day = today(work)
    told = {
        "carer_phone": read_phone(findings, ("carerPhone",), command.carer_phone, day),
        "entruster_phone": read_phone(findings, ("entrusterPhone",), command.entruster_phone, day),
        "entruster_workplace": read_short_text(findings, ("entrusterWorkplace",), command.entruster_workplace, day),
        "other_terms": read_text(findings, ("otherTerms",), command.other_terms, day),
        "ends_on": command.ends_on,
    }
    return {name: value for name, value in told.items() if value is not None}


def _check(
    findings: Findings, work: Work, command: NoticeCarer, row: asyncpg.Record | None, new: dict[str, Any]
) -> None:
    for name in ("changed_on", *_TOLD):
        if (day := getattr(command, name)) is not None:
            check_past_day(findings, (camel(name),), day, work)
    if command.changed_on is None and (new or not any(getattr(command, name) for name in _TOLD)):
        findings.require(("changedOn",))
    if command.changed_on is None:
        return
    if command.version is None:
        findings.require(("version",))
    if row is None:
        zh, en = "没有生效中的委托照护文书", "has no agreement in force"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("childId",), zh, en)
        return
    if command.changed_on < row["concluded_on"]:
        zh, en = "早于签订", "lies before the signature"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("changedOn",), zh, en)
    check_term(findings, row["starts_on"] or row["concluded_on"], command.ends_on)


async def _change(
    work: Work, child: asyncpg.Record, row: asyncpg.Record, new: dict[str, Any], changed_on: date
) -> None:
    book = (await law_of(work)).at(child["division"], changed_on)
    after = {**row, **new}
    cells = {**new, "missing": names_of(gaps(after, book, school=has_school(child)))}
    for field in PHONES:
        if field in new:
            cells |= phone_cells(work, agreement.name, row["id"], new[field], field)
    its = update(agreement).where(agreement.c.id == row["id"])
    await work.run(its.values(**cells, version=agreement.c.version + 1, updated_at=work.now))
    await tell_of_change(work, child, book, row["id"], changed_on)
    await follow_agreements(work, [child["id"]])
