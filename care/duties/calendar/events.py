"""Loads what was done for the calendar: one source for each table that tells of it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Final

from sqlalchemy import select, true

from care.duties.calendar.facts import Event
from care.duties.calendar.file_records import spot_checks, system_updates
from care.duties.calendar.trainings import coverages, demonstrations
from care.duties.calendar.wanted import Wanted
from care.duties.schedule.moments import noon_of
from records.activity import activity
from records.codes import ActivityKind, CalendarDuty
from records.duty import duty
from records.submission import submission
from tenants.work import Work

# A holder's name (see `Holder.name`) with what it did.
Done = tuple[str, Event]
Source = Callable[[Work, Wanted | None], Awaitable[Sequence[Done]]]

COUNTS_AS: Final = {
    ActivityKind.SAFETY_EVENT: CalendarDuty.SAFETY_EVENT,
    ActivityKind.SAFETY_TALK: CalendarDuty.SAFETY_TALK,
    ActivityKind.SAFETY_LECTURE: CalendarDuty.SAFETY_LECTURE,
}


async def events_of(work: Work, wanted: Wanted | None = None) -> Mapping[str, Sequence[Event]]:
    """Load the events of the holders, all of the tenant unless some are named, by the holder's name."""
    found: dict[str, list[Event]] = defaultdict(list)
    async for name, event in _all(work, wanted):
        found[name].append(event)
    return found


async def _all(work: Work, wanted: Wanted | None) -> AsyncIterator[Done]:
    for source in SOURCES:
        for done in await source(work, wanted):
            yield done


async def _submissions(work: Work, wanted: Wanted | None) -> list[Done]:
    asked = (
        select(submission.c.duty_id, submission.c.submitted_at, duty.c.natural_key, duty.c.calendar)
        .add_columns(duty.c.division, duty.c.organisation_id)
        .join(duty, duty.c.id == submission.c.duty_id)
        .where(true() if wanted is None else wanted.among(duty))
    )
    return [
        (
            str(row["organisation_id"] or row["division"]),
            Event(
                CalendarDuty[row["calendar"]],
                row["duty_id"],  # a submission goes by the name of its duty
                "submission",
                row["submitted_at"].astimezone(work.now.tzinfo),
                row["natural_key"],
            ),
        )
        for row in await work.all(asked)
    ]


async def _activities(work: Work, wanted: Wanted | None) -> list[Done]:
    """An activity is known to its day; its noon stands for it. A place's activities count for its county."""
    asked = select(activity.c.id, activity.c.kind, activity.c.held_on, activity.c.county, activity.c.organisation_id)
    asked = asked.where(activity.c.kind.in_([kind.value for kind in COUNTS_AS]))
    if wanted is not None:
        asked = asked.where(
            activity.c.county.in_(sorted(wanted.places)) | activity.c.organisation_id.in_(sorted(wanted.organisations))
        )
    found: list[Done] = []
    for row in await work.all(asked):
        code = COUNTS_AS[ActivityKind[row["kind"]]]
        of_school = code is CalendarDuty.SAFETY_LECTURE
        name = row["organisation_id"] if of_school else row["county"]
        found.append((str(name), Event(code, row["id"], "activity", noon_of(row["held_on"]))))
    return found


SOURCES: Final[tuple[Source, ...]] = (
    _submissions,
    _activities,
    spot_checks,
    system_updates,
    demonstrations,
    coverages,
)
