"""Reports that an action is about: by place for who oversees, by name for who reported or is addressed."""

from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.findings import Path, refusal
from care.actions.common.sight import beyond_scope, not_found
from policies.broken_glass import ordinary
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refused
from policies.scope import within
from records.access import access_link
from records.codes import ReportRecipient
from records.report import report, report_recipient
from tenants.work import Work


async def open_report(work: Work, caller: Caller, key: UUID, path: Path = ("reportId",)) -> asyncpg.Record:
    """Load and lock a report in sight, and open its place to this transaction. Raises `Refused` NOT_FOUND."""
    row = await _in_sight(work, caller, key)
    if row is None:
        raise Refused(not_found(path))
    await work.widen(exactly(row["division"]))
    return row


async def reopen_report(work: Work, caller: Caller, key: UUID) -> None:
    """Open the place of a report again, so that a repeated request reads its answer as the first one did."""
    row = await _in_sight(work, caller, key)
    if row is not None:
        await work.widen(exactly(row["division"]))


async def recipient_of(work: Work, key: UUID, recipient: ReportRecipient) -> asyncpg.Record:
    """Load and lock what is kept of one recipient of an opened report. Raises `Refused` NOT_FOUND."""
    asked = select(report_recipient).where(
        report_recipient.c.report_id == key, report_recipient.c.recipient == recipient
    )
    row = await work.one(asked.with_for_update())
    if row is None:
        zh, en = "不是此报告的报告对象", "is no recipient of this report"
        raise Refused(refusal(ErrorCode.NOT_FOUND, ("recipient",), zh, en))
    return row


def exactly(division: int) -> str:
    """Give the scope of one code alone, without what lies below it."""
    return f"{{[{division},{division + 1})}}"


async def _in_sight(work: Work, caller: Caller, key: UUID) -> asyncpg.Record | None:
    asked = select(report).where(report.c.id == key)
    match caller.permit.row("report"):
        case RowKind.AREA:
            row = await work.one(asked.with_for_update())
            return row if row is not None and within(work.scope, row["division"]) else None
        case RowKind.LISTED:
            listed = asked.join(access_link, access_link.c.object == report.c.id).where(
                access_link.c.subject == caller.subject,
                access_link.c.kind == "report",
                access_link.c.until > work.now,
                ordinary(access_link.c.ground),
            )
            rows = await beyond_scope(work, listed.with_for_update(of=report))
            return rows[0] if rows else None
    return None
