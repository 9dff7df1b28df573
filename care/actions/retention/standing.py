"""How a tenant's files stand: the term, and how many are closed, ripe, archived, held and erased."""

from dataclasses import dataclass

from sqlalchemy import Select, distinct, false, func, select

from care.actions.retention.needed import holds, not_needed
from care.actions.retention.term import in_force
from care.duties.months import months_after
from policies.scope import EVERYTHING
from records.child import child
from records.codes import FileStatus
from records.legal_hold import legal_hold
from tenants.work import Work


@dataclass(frozen=True)
class Standing:
    """The term in months, None where nothing is archived by itself, and numbers of files.

    `closed` are all that are closed and not archived, `ripe` those of them that the worker's next round archives.
    """

    months: int | None
    closed: int
    ripe: int
    archived: int
    held: int
    erased: int


async def standing(work: Work) -> Standing:
    """Count the files of a tenant; nothing of any single one is told."""
    await work.widen(EVERYTHING)
    months, today = await work.value(in_force()), work.now.date()
    closed = child.c.file_status == FileStatus.CLOSED.value
    due = false() if months is None else child.c.closed_on <= months_after(today, -months)
    archived = child.c.file_status == FileStatus.ARCHIVED.value
    held: Select[int] = select(func.count(distinct(legal_hold.c.child_id))).where(holds(today))
    return Standing(
        months,
        await work.value(_count().where(closed)),
        await work.value(_count().where(closed, due, *not_needed(today))),
        await work.value(_count().where(archived, child.c.erased_at.is_(None))),
        await work.value(held),
        await work.value(_count().where(child.c.erased_at.is_not(None))),
    )


def _count() -> Select[int]:
    return select(func.count()).select_from(child)
