"""Loads what counties did for their files by the calendar: spot checks, and updates of the system of record."""

from typing import Any

from sqlalchemy import Table, select

from care.duties.calendar.facts import Event
from care.duties.calendar.wanted import Wanted
from care.duties.schedule.moments import noon_of
from records.codes import CalendarDuty
from records.spot_check import spot_check
from records.system_update import system_update
from tenants.work import Work


async def spot_checks(work: Work, wanted: Wanted | None) -> list[tuple[str, Event]]:
    """Give the spot checks of files, each by its county."""
    return await _of_counties(work, wanted, spot_check, CalendarDuty.FILE_SPOT_CHECK, "spotCheck", "checked_on")


async def system_updates(work: Work, wanted: Wanted | None) -> list[tuple[str, Event]]:
    """Give the updates of the system of record, each by its county."""
    return await _of_counties(work, wanted, system_update, CalendarDuty.SYSTEM_UPDATE, "systemUpdate", "updated_on")


async def _of_counties(
    work: Work, wanted: Wanted | None, table: Table, code: CalendarDuty, kind: str, day: str
) -> list[tuple[str, Event]]:
    """Both are known to their day; its noon stands for it."""
    asked: Any = select(table.c.id, table.c.county, table.c[day].label("day"))
    if wanted is not None:
        asked = asked.where(table.c.county.in_(sorted(wanted.places)))
    rows = await work.all(asked)
    return [(str(row["county"]), Event(code, row["id"], kind, noon_of(row["day"]))) for row in rows]
