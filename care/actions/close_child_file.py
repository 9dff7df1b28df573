"""Close a child's file: put it under review, close it, archive it; each step with its reason, none by itself."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy import or_, select

from alerts.outbox import announce
from care.actions.common.days import check_past_day, grown_up, today
from care.actions.common.done import Done
from care.actions.common.entrusted import end_running
from care.actions.common.filing import end_duties, keep_change, set_status
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_CLOSING
from care.actions.common.reading import read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import expect_version, load_child
from care.actions.common.told import require_shown, shown
from care.actions.common.unset import spoken
from care.actions.partners.grants import take_back
from care.actions.retention.listings import unlist
from care.actions.retention.needed import refuse_needed
from care.duties.law import law_of
from care.duties.received import received
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode
from policies.require import require
from records.benefit import benefit
from records.codes import DutyKind, FileClosing, FileStatus, StandingState
from records.duty import duty
from records.partner_grant import partner_grant
from records.standing import standing
from tenants.work import Work

# What each status may follow.
_AFTER: Final = {
    FileStatus.REVIEW: (FileStatus.OPEN,),
    FileStatus.CLOSED: (FileStatus.OPEN, FileStatus.REVIEW),
    FileStatus.ARCHIVED: (FileStatus.CLOSED,),
}


@dataclass(frozen=True)
class CloseChildFile:
    """To which status a file goes (REVIEW, CLOSED, ARCHIVED), why and from which day on, today if none is given.

    `aftercare` is what was done for a child that has come of age, on `aftercare_on`, by itself the same day.
    """

    id: UUID
    version: int
    reason: FileClosing
    status: FileStatus = FileStatus.CLOSED
    on: date | None = None
    explanation: str | None = None
    aftercare: str | None = None
    aftercare_on: date | None = None
    idempotency_key: str | None = None


async def close_child_file(work: Work, caller: Caller, command: CloseChildFile) -> Done:
    """Close the file of a child in sight, or go a step towards that; its open duties end with the file.

    A closing settles the reviews of classes that had ended by its day, and with `aftercare` the duty of that name.
    Raises `Refused`: NOT_FOUND, CONFLICT when the version moved on, RULE_VIOLATION for a reason that the law or the
    facts speak against and for archiving what is still needed, LEGAL_HOLD for what is held,
    REQUIRED for aftercare that is owed, FORBIDDEN where the reason rests on classes that the
    caller does not read in full. Warns of benefits that are still received.
    """
    require(caller, "child:update" if command.status is FileStatus.REVIEW else "child:close")
    if command.reason is FileClosing.NO_LONGER_COVERED and command.status is FileStatus.CLOSED:
        require_shown(caller, "child", FieldClass.SPECIAL)
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.id, archived=True)
    expect_version(row, command.version)
    # Time may have made a duty that nobody has derived yet.
    await rederive(work, command.id)

    findings, day = Findings(labels=OF_CLOSING), today(work)
    book = (await law_of(work)).at(row["division"], day)
    on = _check_step(findings, work, command, row)
    explanation = read_text(findings, ("explanation",), command.explanation, day)
    if command.reason is FileClosing.OTHER and explanation is None and not findings.spoiled("explanation"):
        findings.require(("explanation",))
    await _check_reason(findings, work, command, row, book)
    aftercare = await _check_aftercare(findings, work, command)
    if command.status is FileStatus.ARCHIVED:
        await refuse_needed(findings, work, row, ("status",))
    else:
        await _warn_of_benefits(findings, work, caller, row)
    warnings = findings.settle()

    helped = (command.aftercare_on or on) if aftercare else None
    words = {"explanation": explanation, "aftercare": aftercare, "aftercare_on": helped}
    await keep_change(work, caller, row, command.status, on, book.version, reason=command.reason, **words)
    # Once more as an open file: what the closing itself settles is done, and only the rest is cancelled.
    await rederive(work, command.id)
    if command.status is FileStatus.CLOSED:
        await end_running(work, command.id)
        await take_back(work, caller.subject, "档案已关闭", partner_grant.c.child_id == command.id)
        await end_duties(work, row)
    await set_status(work, row, command.status, on)
    if command.status is FileStatus.ARCHIVED:
        await unlist(work, [row["id"]])
    await rederive(work, command.id)
    action = "child:update" if command.status is FileStatus.REVIEW else "child:close"
    await audit(
        work,
        caller,
        action,
        object=row["id"],
        kind="child",
        fields=("fileStatus", *map(camel, spoken(command))),
        reason=explanation or command.reason.zh,
        rule_version=book.version,
    )
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done


def _check_step(findings: Findings, work: Work, command: CloseChildFile, row: asyncpg.Record) -> date:
    """Check that the status may follow the one on file; gives the day from which it holds."""
    before = FileStatus[row["file_status"]]
    if before not in _AFTER.get(command.status, ()):
        zh = f"档案现为“{before.zh}”，不能改为“{command.status.zh}”"
        en = f"does not follow {before.value}, which the file is now"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("status",), zh, en)
    if command.on is None:
        return today(work)
    check_past_day(findings, ("on",), command.on, work)
    if command.on < row["registered_on"] and not findings.spoiled("on"):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("on",), "早于建档时间", "lies before the file was opened")
    return command.on


async def _check_reason(
    findings: Findings, work: Work, command: CloseChildFile, row: asyncpg.Record, book: Rulebook
) -> None:
    if command.reason is FileClosing.GROWN_UP and not grown_up(row["birth_date"], today(work)):
        limit = book.rule("difficulty.age")
        zh, en = "儿童未满十八周岁", "is no reason before the day after the 18th birthday"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("reason",), zh, en, limit.citation if limit else None)
    if command.reason is FileClosing.NO_LONGER_COVERED and command.status is FileStatus.CLOSED:
        held = select(standing).where(standing.c.child_id == row["id"], standing.c.state == StandingState.HELD)
        one = await work.one(held.order_by(standing.c["class"]).limit(1))
        if one is not None:
            zh, en = "仍属于服务对象，请先复核类别", "contradicts a class that holds; review it first"
            findings.refuse(ErrorCode.RULE_VIOLATION, ("reason",), zh, en, one["citation"])


async def _check_aftercare(findings: Findings, work: Work, command: CloseChildFile) -> str | None:
    """Check that aftercare which is owed was given before the file of a child that has come of age is closed."""
    told = read_text(findings, ("aftercare",), command.aftercare, today(work))
    if command.aftercare_on is not None:
        check_past_day(findings, ("aftercareOn",), command.aftercare_on, work)
        if told is None and not findings.spoiled("aftercare"):
            findings.require(("aftercare",))
    if told is None and command.reason is FileClosing.GROWN_UP and command.status is FileStatus.CLOSED:
        owed = await work.one(
            select(duty.c.citation).where(
                duty.c.child_id == command.id,
                duty.c.kind == DutyKind.AFTERCARE,
                duty.c.done_at.is_(None),
                duty.c.cancelled_at.is_(None),
            )
        )
        if owed is not None and not findings.spoiled("aftercare"):
            findings.require(("aftercare",), owed["citation"])
    return told


async def _warn_of_benefits(findings: Findings, work: Work, caller: Caller, row: asyncpg.Record) -> None:
    if not shown(caller, "benefit", FieldClass.FAMILY):
        return
    holder = or_(benefit.c.child_id == row["id"], benefit.c.household_id == row["household_id"])
    held = select(benefit.c.id).where(holder, received(benefit, today(work)))
    if await work.one(held.limit(1)) is not None:
        zh, en = "仍登记为正在享受救助，请核实是否停发", "still receives a benefit: see whether that goes on"
        findings.warn(ErrorCode.BAD_USER_INPUT, ("status",), zh, en)
