"""What a county owes by the calendar, for the actions that do it."""

from uuid import UUID

from care.actions.common.calendar import duty_of, settle_for, still_owed
from care.actions.common.findings import Findings
from care.actions.common.places import check_place, places
from care.divisions.tree import level_of
from policies.refusal import ErrorCode
from records.codes import AdminLevel, CalendarDuty
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


async def settle_county(work: Work, county: int, code: CalendarDuty, event: UUID) -> tuple[UUID, ...]:
    """Derive anew what a county owes by the calendar; gives the duty that the event satisfied, else the latest owed."""
    await settle_for(work, county)
    shown = await duty_of(work, code, county, None, event) or await still_owed(work, code, county, None)
    return (shown,) if shown else ()
