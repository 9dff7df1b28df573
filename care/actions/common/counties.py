"""What a county owes by the calendar, for the actions that do it."""

from uuid import UUID

from sqlalchemy import select

from care.actions.common.findings import Findings
from care.actions.common.places import check_place, places
from care.divisions.digits import around
from care.divisions.tree import level_of
from care.duties.calendar.settle import settle_calendar
from care.duties.calendar.wanted import Wanted
from policies.refusal import ErrorCode
from records.codes import AdminLevel, CalendarDuty
from records.duty import duty
from tenants.work import Work

_COUNTIES = (AdminLevel.COUNTY, AdminLevel.SPECIAL_ZONE)


async def check_county(findings: Findings, code: int, work: Work) -> None:
    """Check that the input's division is a county of the tenant, all of it in the caller's scope."""
    path = ("division",)
    known = await places(work, [code])
    check_place(findings, path, code, known, province=work.tenant.division, scope=work.scope)
    if not findings.spoiled("division") and level_of(code) not in _COUNTIES:
        zh, en = "应为县（市、区）的12位代码", "must be the 12-digit code of a county"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)


async def settle_county(work: Work, county: int) -> None:
    """Derive anew what a county owes by the calendar."""
    await settle_calendar(work, Wanted(frozenset({county})))


async def satisfied(work: Work, county: int, code: CalendarDuty, key: UUID) -> tuple[UUID, ...]:
    """Give the duties of the county that a row has satisfied, the earliest first; else the one that is still owed."""
    theirs = select(duty.c.id).where(
        duty.c.division == around(county, AdminLevel.COUNTY),
        duty.c.calendar == code.value,
        duty.c.organisation_id.is_(None),
        duty.c.cancelled_at.is_(None),
    )
    done = [row["id"] for row in await work.all(theirs.where(duty.c.satisfied_by == key).order_by(duty.c.due_at))]
    if done:
        return tuple(done)
    owed = theirs.where(duty.c.done_at.is_(None)).order_by(duty.c.due_at.desc()).limit(1)
    return tuple(row["id"] for row in await work.all(owed))
