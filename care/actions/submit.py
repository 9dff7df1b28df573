"""Submit: what the calendar asks for has been handed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select

from alerts.outbox import announce
from care.actions.common.calendar import settle_for
from care.actions.common.days import check_past_moment, day_of, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.offices import open_own
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_SUBMISSION
from care.actions.common.reading import read_text
from care.actions.common.sight import not_found
from care.actions.common.unset import spoken
from care.divisions.tree import prefecture_of
from policies.audit import audit
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import within
from records.codes import DutyKind
from records.duty import duty
from records.ids import uuid7
from records.submission import submission
from tenants.work import Work


@dataclass(frozen=True)
class Submit:
    """What was handed in (the duty that asks for it), when, and what it said."""

    submission_id: UUID
    submitted_at: datetime
    content: str | None = None
    idempotency_key: str | None = None


async def submit(work: Work, caller: Caller, command: Submit) -> Done:
    """Record that a place of the caller, or an organisation it acts for or keeps the calendar of, has handed in.

    What is late is done late as long as it can be handed in at all. Raises `Refused`: NOT_FOUND, CONFLICT for what was
    handed in already, RULE_VIOLATION for what closed before that day and for duties that are done in another way.
    """
    require(caller, "submission:submit")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    await open_own(work, caller, "submission")
    row = await _load(work, caller, command.submission_id)

    findings = Findings(OF_SUBMISSION)
    check_past_moment(findings, ("submittedAt",), command.submitted_at, work)
    content = read_text(findings, ("content",), command.content, today(work))
    _check(findings, work, command, row)
    warnings = findings.settle()

    await work.run(
        insert(submission).values(
            id=uuid7(),
            duty_id=row["id"],
            division=row["division"],
            prefecture=prefecture_of(row["division"]) or row["division"],
            organisation_id=row["organisation_id"],
            submitted_at=command.submitted_at,
            content=content,
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    await settle_for(work, row["division"], row["organisation_id"])
    fields = map(camel, spoken(command))
    version = row["rule_version"]
    await audit(
        work, caller, "submission:submit", object=row["id"], kind="submission", fields=fields, rule_version=version
    )
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "DUTY_SETTLED", subject_kind="submission", subject=row["id"], division=row["division"])
    return done


async def _load(work: Work, caller: Caller, key: UUID) -> asyncpg.Record:
    """Load and lock a duty of the calendar that is the caller's to hand in.

    A level hands in its own, not what those below it owe; what a department brings on paper its county enters.
    """
    asked = select(duty).where(duty.c.id == key, duty.c.calendar.is_not(None), duty.c.cancelled_at.is_(None))
    row = await work.one(asked.with_for_update())
    if row is None or not within(work.scope, row["division"]) or not _is_theirs(caller, row):
        raise Refused(not_found(("submissionId",)))
    return row


def _is_theirs(caller: Caller, row: asyncpg.Record) -> bool:
    if caller.permit.row("submission") is RowKind.AREA:
        return row["division"] in caller.areas
    return row["organisation_id"] in caller.organisations


def _check(findings: Findings, work: Work, command: Submit, row: asyncpg.Record) -> None:
    day = day_of(command.submitted_at, work)
    path = ("submissionId",)
    if row["kind"] != DutyKind.SUBMISSION:
        zh, en = "不是报送事项，由相应的记录办结", "is no submission: it is settled by the record of what was done"
        findings.refuse(ErrorCode.RULE_VIOLATION, path, zh, en, row["citation"])
    elif row["done_at"] is not None:
        findings.refuse(ErrorCode.CONFLICT, path, "已报送", "was handed in already")
    elif day > row["closes_on"]:
        zh, en = f"已于{row['closes_on']}截止", f"closed on {row['closes_on']}"
        findings.refuse(ErrorCode.RULE_VIOLATION, path, zh, en, row["citation"])
    if day < row["base_on"]:
        zh, en = f"早于本期起始日{row['base_on']}", f"lies before the period begins ({row['base_on']})"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("submittedAt",), zh, en)
