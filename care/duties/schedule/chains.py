"""Contacts and household visits: each event closes what is owed and opens what is owed next.

A chain is a function of the set of events, not of the order in which they arrived: an event that is synchronised late
makes another chain, in which what was missed is done late.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from care.duties.derived import Owed
from care.duties.facts import Event, Facts
from care.duties.schedule.moments import end_of
from care.duties.schedule.periods import quarter_passed
from care.duties.schedule.requirements import Asked, Reached, Track, asked, reached
from care.duties.schedule.terms import Interval
from records.codes import DutyKind, DutyReason, TraineePost

# How many missed duties between two events are told of: the latest ones. Earlier rows stay as they were written.
MISSED_TOLD = 12
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chain:
    """The duties of one kind; `due` is that of the open one, which is missed from `changes_on` on."""

    duties: tuple[Owed, ...]
    due: date | None
    changes_on: date | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The time after an event, or after the file was opened (`first`, or `again`); nothing is owed before `start`."""

    base: date
    start: date
    first: bool
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Link:
    """A duty of a stretch: from its base, in the turn that begins on `opened`, until it closes."""

    base: date
    opened: date
    reached: Reached
    closes: date


def chain(
    kind: DutyKind, facts: Facts, track: Track, events: Sequence[Event], attempts: Sequence[Event], on: date
) -> Chain:
    """Give the chain of one kind; the events satisfy it, the attempts do not: both in order, and none after `on`."""
    if kind not in track.course.kinds:
        return Chain((), None, None)
    stretch, closing = _beginning(facts, events)
    name = f"{kind}:{facts.id}"
    duties: list[Owed] = []
    for event in closing:
        duties.extend(_written(kind, name, track, stretch, event.on, event, attempts))
        stretch = _Stretch(event.on, event.on, first=False)
    closed = len(duties)
    duties.extend(_written(kind, name, track, stretch, on, None, attempts))
    last = duties[-1] if len(duties) > closed else None
    if last is None or last.closes_on is None or last.closes_on < on:
        return Chain(tuple(duties), None, None)
    return Chain(tuple(duties), last.due_on, last.closes_on + _DAY)


def _beginning(facts: Facts, events: Sequence[Event]) -> tuple[_Stretch, Sequence[Event]]:
    """Give what the chain begins with, and the events that close its duties: the first of each day.

    It begins with the registration, or with what is no duty's: an event before that, or the last one that was kept
    when older events were left out. A file that was opened again begins anew on that day.
    """
    days = {event.on: event for event in reversed(events)}
    if len(days) < len(events):
        events = sorted(days.values(), key=lambda event: event.on)
    opened, again = facts.covered_from, facts.reopened_on is not None
    known = opened if facts.since is None else max(facts.since, opened)
    mere = sum(event.on < known for event in events)
    if not mere or (again and events[mere - 1].on < opened):
        return _Stretch(opened, opened, first=True, again=again), events[mere:]
    base = events[mere - 1].on
    return _Stretch(base, max(base, opened), first=False), events[mere:]


def _written(
    kind: DutyKind,
    name: str,
    track: Track,
    stretch: _Stretch,
    last: date,
    event: Event | None,
    attempts: Sequence[Event],
) -> Iterator[Owed]:
    """Write the duties from one event to the next, or to today: those that were missed, and the last."""
    asks = asked(track, stretch.base, stretch.start, last)
    missed: deque[_Link] = deque(maxlen=MISSED_TOLD)
    final: _Link | None = None
    for link in _links(stretch, asks):
        if link.closes >= last:
            final = link
            break
        missed.append(link)
    for link in missed if final is None else (*missed, final):
        done = event if link is final else None
        until = done.on if done else link.closes
        interval = _latest(link.reached, asks, until)
        first = stretch.first and link.base == stretch.base
        tried = any(link.opened <= attempt.on <= until for attempt in attempts)
        yield Owed(
            kind=kind,
            key=f"{name}:{'FIRST' if first and not stretch.again else link.base}",
            base_on=link.base,
            due_at=end_of(link.reached.due),
            due_on=link.reached.due,
            reasons=_reasons(stretch, link, asks, tried=tried),
            basis=interval.ground.basis,
            rule=interval.ground.rule,
            citation=interval.ground.citation,
            post=TraineePost.CHILD_DIRECTOR,
            closes_on=link.closes,
            quarter_missed_from=quarter_passed(link.reached.due) if interval.quarterly else None,
            satisfied_by=done.id if done else None,
            done_on=done.on if done else None,
        )


def _links(stretch: _Stretch, asks: Sequence[Asked]) -> Iterator[_Link]:
    """Give the duties of a stretch without an event: each is missed when the next one's time is up, too.

    Their number is that of the intervals since the base; it ends where nothing is asked any longer.
    """
    base, opened = stretch.base, stretch.start
    if opened == base and not stretch.first:
        opened += _DAY  # who was not met in the morning and met at noon was met
    due = reached(base, asks)
    while due is not None:
        following = reached(due.due, asks, due.place)
        if following is None:
            return
        yield _Link(base, opened, due, following.due)
        base, opened, due = due.due, following.due + _DAY, following


def _latest(due: Reached, asks: Sequence[Asked], until: date) -> Interval:
    """Give the interval on the ground that it had last: that its basis has expired shows on what was due before."""
    found = due.interval
    for later in asks[due.place + 1 :]:
        if later.start <= until and later.interval and later.interval.months == found.months:
            found = later.interval
    return found


def _reasons(stretch: _Stretch, link: _Link, asks: Sequence[Asked], *, tried: bool) -> tuple[str, ...]:
    found: list[str] = [DutyReason.FIRST_VISIT.value] if stretch.first else []
    for one in asks[: link.reached.place + 1]:
        if one.shortened and one.start > link.base:
            found.extend(one.shortened)
    found.extend(asks[link.reached.place].reasons)
    if tried:
        found.append(DutyReason.ATTEMPTED.value)
    return tuple(dict.fromkeys(found))
