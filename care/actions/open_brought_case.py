"""Open a case that was brought before one's office: it is written into the trail before it is read."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from care.actions.common.sight import beyond_scope, opened
from care.divisions.scope import covers
from policies.audit import audit
from policies.brought_case import ground_of, opening
from policies.caller import Caller
from policies.scope import EVERYTHING
from records.access import access_link
from records.brought_case import brought_case
from records.case import care_case, case_report
from records.codes import Purpose
from tenants.work import Work

OPEN: Final = "broughtCase:open"
# The answer is read at once; the wall behind it closes again by itself.
LASTS: Final = timedelta(minutes=5)


async def open_brought_case(work: Work, caller: Caller, key: UUID) -> Caller | None:
    """Give the caller as it reads a case brought before its office, None where none is, or no longer.

    The trail names the case and its child; it has them once the transaction has committed, and before that nothing may
    be read. A case that was closed, or has moved away from the office, is brought no more.
    """
    if OPEN not in caller.permit.actions:
        return None
    brought, case = brought_case.c, care_case.c
    asked = (
        select(brought.id, case.child_id, case.division)
        .join(care_case, case.id == brought.case_id)
        .where(
            brought.case_id == key,
            brought.to_division.in_(caller.areas),
            brought.until > work.now,
            case.closed_at.is_(None),
        )
    )
    rows = [row for row in await beyond_scope(work, asked) if covers(caller.areas, row["division"])]
    if not rows:
        return None
    (one, *_) = rows
    async with opened(work, EVERYTHING):
        reports = await work.all(select(case_report.c.report_id).where(case_report.c.case_id == key))
        objects = [("case", key), ("child", one["child_id"]), *(("report", row["report_id"]) for row in reports)]
        for_it = {"subject": caller.subject, "ground": ground_of(one["id"]), "classes": [], "until": work.now + LASTS}
        entries = upsert(access_link).on_conflict_do_update(
            index_elements=["subject", "kind", "object", "ground"], set_={"until": work.now + LASTS}
        )
        await work.many(entries, [{**for_it, "kind": kind, "object": of} for kind, of in objects])
        for kind, of in objects[:2]:
            await audit(work, caller, OPEN, object=of, kind=kind, purpose=Purpose.CASE_HANDLING)
    return opening(caller, one["id"])
