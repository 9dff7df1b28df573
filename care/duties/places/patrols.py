"""Patrols of a township: each closes what is owed and opens what is owed next (YN-B4, reading A01).

The first period is the calendar's, from the one in which the township first has a child on file; from the first patrol
on they roll.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from care.duties.derived import Owed
from care.duties.law import Law
from care.duties.places.facts import Patrol, Place
from care.duties.schedule.course import course_of
from care.duties.schedule.grounds import ground
from care.duties.schedule.moments import end_of
from care.duties.schedule.periods import period_of, quarter_passed, whole_months
from care.duties.schedule.requirements import Asked, Reached, reached
from care.duties.schedule.terms import Interval
from care.rulebooks.rulebook import Rulebook
from care.rulebooks.values import Amount
from records.codes import DutyKind, TraineePost

INTERVAL = "patrol.township.maxInterval"


@dataclass(frozen=True, slots=True)
class _Link:
    base: date
    reached: Reached
    closes: date
    first: bool


def first_key(division: int) -> str:
    """Give the natural key of a township's first patrol, by which its beginning is found again."""
    return f"{DutyKind.TOWNSHIP_PATROL}:{division}:FIRST"


def patrol_duties(place: Place, law: Law, on: date) -> Iterator[Owed]:
    """Give the patrols that a township owes, owed and did up to a day, by the law of each day.

    A patrol before the first period is nobody's duty; of several on a day the first counts.
    """
    asks = _asked(place, law, on)
    start = _beginning(place, asks)
    if start is None:
        return
    base, first = start, True
    for patrol in _of_each_day(place.patrols, start, on):
        links = tuple(_links(base, asks, patrol.on, first=first))
        yield from (_owed(place, link, patrol if link is links[-1] else None) for link in links)
        base, first = patrol.on, False
    yield from (_owed(place, link, None) for link in _links(base, asks, on, first=first))


def _asked(place: Place, law: Law, on: date) -> list[Asked]:
    begins = place.since or place.first_on
    if begins is None or begins > on:
        return []
    # From the beginning of the year, since the period in which a place begins may begin before it does.
    start = begins.replace(month=1, day=1)
    days = (start, *course_of(law, place.division).turns(start, on))
    return [Asked(day, _interval(law.at(place.division, day))) for day in days]


def _interval(book: Rulebook) -> Interval | None:
    found = book.rule(INTERVAL)
    if found is None:
        return None
    amount = cast("Amount", found.value)
    return Interval(amount.months, amount.unit == "quarter", ground(found))


def _beginning(place: Place, asks: Sequence[Asked]) -> date | None:
    if place.since is not None:
        return place.since
    speaking = next((one for one in asks if one.interval is not None), None)
    if speaking is None or speaking.interval is None or place.first_on is None:
        return None
    return period_of(max(place.first_on, speaking.start), whole_months(speaking.interval.months)).first


def _of_each_day(patrols: Sequence[Patrol], start: date, on: date) -> list[Patrol]:
    days: dict[date, Patrol] = {}
    for patrol in patrols:
        if start <= patrol.on <= on:
            days.setdefault(patrol.on, patrol)
    return list(days.values())


def _links(base: date, asks: Sequence[Asked], last: date, *, first: bool) -> Iterator[_Link]:
    """Give the duties from a base to the one that is open on `last`; one is missed when the next one's time is up."""
    due = _first_due(base, asks) if first else reached(base, asks)
    while due is not None:
        following = reached(due.due, asks, due.place)
        if following is None:
            return
        yield _Link(base, due, following.due, first)
        if following.due >= last:
            return
        base, due, first = due.due, following, False


def _first_due(base: date, asks: Sequence[Asked]) -> Reached | None:
    """Give the last day of the first period, which begins with the calendar's."""
    due = reached(base, asks)
    if due is None:
        return None
    last = period_of(base, whole_months(due.interval.months)).last
    return Reached(min(due.due, max(last, asks[due.place].start)), due.interval, due.place)


def _owed(place: Place, link: _Link, patrol: Patrol | None) -> Owed:
    interval, due = link.reached.interval, link.reached.due
    name = f"{DutyKind.TOWNSHIP_PATROL}:{place.division}:{link.base}"
    return Owed(
        kind=DutyKind.TOWNSHIP_PATROL,
        key=first_key(place.division) if link.first else name,
        base_on=link.base,
        due_at=end_of(due),
        due_on=due,
        reasons=(),
        basis=interval.ground.basis,
        rule=interval.ground.rule,
        citation=interval.ground.citation,
        post=TraineePost.CHILD_SUPERVISOR,
        closes_on=link.closes,
        quarter_missed_from=quarter_passed(due) if interval.quarterly else None,
        satisfied_by=patrol.id if patrol else None,
        done_on=patrol.on if patrol else None,
    )
