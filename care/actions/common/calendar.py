"""What actions derive of the calendar anew when something was done for it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from care.actions.common.sight import opened
from care.divisions.scope import multirange
from care.duties.calendar.settle import settle_calendar
from care.duties.calendar.wanted import Wanted
from records.codes import CalendarDuty
from records.duty import duty
from tenants.work import Work


async def settle_for(work: Work, place: int, organisation: UUID | None = None) -> None:
    """Derive what an organisation at a place, or without one the place itself, owes anew, whatever the caller sees."""
    wanted = Wanted(frozenset({place})) if organisation is None else Wanted(organisations=frozenset({organisation}))
    async with opened(work, multirange([place])):
        await settle_calendar(work, wanted)


async def duty_of(work: Work, code: CalendarDuty, place: int, organisation: UUID | None, event: UUID) -> UUID | None:
    """Give the duty that an event has satisfied, of a place or of an organisation there; None where it did not."""
    async with opened(work, multirange([place])):
        found: UUID | None = await work.value(_of(code, place, organisation).where(duty.c.satisfied_by == event))
    return found


async def still_owed(work: Work, code: CalendarDuty, place: int, organisation: UUID | None) -> UUID | None:
    """Give the latest duty of a place, or of an organisation there, that is not done; it may be missed."""
    asked = _of(code, place, organisation).where(duty.c.done_at.is_(None)).order_by(duty.c.due_at.desc()).limit(1)
    async with opened(work, multirange([place])):
        found: UUID | None = await work.value(asked)
    return found


def _of(code: CalendarDuty, place: int, organisation: UUID | None) -> Select[Any]:
    whose = duty.c.division == place, duty.c.organisation_id.is_not_distinct_from(organisation)
    return select(duty.c.id).where(*whose, duty.c.calendar == code, duty.c.cancelled_at.is_(None))
