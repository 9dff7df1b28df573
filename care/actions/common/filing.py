"""What closing a child's file and opening it again share: the change that is kept, and the duties that end with it."""

from datetime import date
from typing import Any

import asyncpg
from sqlalchemy import Text as Words
from sqlalchemy import func, insert, literal, update

from policies.caller import Caller
from records.child import child
from records.codes import DutyKind, DutyReason, FileClosing, FileStatus
from records.duty import duty
from records.file_change import file_change
from records.ids import uuid7
from tenants.work import Work

# Duties that follow from a report or a case go on without the file.
_GO_ON = (
    DutyKind.REPORT,
    DutyKind.REPORT_ACKNOWLEDGEMENT,
    DutyKind.ONWARD_REPORT,
    DutyKind.CONFERENCE_DECISION,
    DutyKind.COURT_APPLICATION,
)


async def keep_change(
    work: Work,
    caller: Caller,
    row: asyncpg.Record,
    status: FileStatus,
    on: date,
    rule_version: str,
    *,
    reason: FileClosing | None = None,
    **words: Any,
) -> None:
    """Write down that the file of a child (whose row is locked) has another status from a day on, and why."""
    own = {"id": uuid7(), "child_id": row["id"], "division": row["division"], "status": status, "effective_on": on}
    decided = {"decided_by": caller.subject, "decided_at": work.now, "rule_version": rule_version}
    await work.run(insert(file_change).values(**own, **decided, reason=reason, **words))


async def set_status(work: Work, row: asyncpg.Record, status: FileStatus, on: date) -> None:
    """Give the child's row its new status from a day on, a new version with it; from a closing the term runs."""
    new = {"file_status": status, "version": child.c.version + 1, "updated_at": work.now}
    if status is not FileStatus.ARCHIVED:
        new["closed_on"] = on if status is FileStatus.CLOSED else None
    await work.run(update(child).where(child.c.id == row["id"]).values(**new))


async def end_duties(work: Work, row: asyncpg.Record) -> None:
    """Cancel what can still be done for a child whose file is closed, and say so; what was missed stays missed."""
    open_still = duty.c.closes_on.is_(None) | (duty.c.closes_on >= work.now.date())
    words = func.array_append(duty.c.reasons, literal(DutyReason.FILE_CLOSED.value, Words))
    await work.run(
        update(duty)
        .where(
            duty.c.child_id == row["id"],
            duty.c.kind.not_in(_GO_ON),
            duty.c.done_at.is_(None),
            duty.c.cancelled_at.is_(None),
            open_still,
        )
        .values(cancelled_at=work.now, updated_at=work.now, reasons=words)
    )
