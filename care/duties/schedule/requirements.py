"""How long may pass without an event, as law, levels and reasons change: the answer day by day.

A due day is the first day on which the law and the levels of that very day say that time is up. So a level that is
raised asks at once, never before it was raised, and what a later rule allows does not excuse what was due before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from care.duties.classes.reasons import BODY_OR_MIND
from care.duties.derived import KeyReason
from care.duties.facts import Facts, Level
from care.duties.months import months_after
from care.duties.schedule.course import Course
from care.duties.schedule.terms import Interval, Terms
from records.codes import DutyReason, KeyChildReason


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked from a day on: an interval, the key reasons that decide it, and what made it shorter that day."""

    start: date
    interval: Interval | None
    reasons: tuple[str, ...] = ()
    shortened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """A due day, the interval that decides it, and its place in the sequence of what was asked."""

    due: date
    interval: Interval
    place: int


@dataclass(frozen=True, slots=True)
class Track:
    """The changing ground that the duties of one kind stand on: the law of the place, and the child's own changes."""

    course: Course
    levels: tuple[Level, ...]
    reasons: tuple[KeyReason, ...]
    visits: bool


def borne_out(facts: Facts, reasons: tuple[KeyReason, ...]) -> tuple[KeyReason, ...]:
    """Add the narrower reason to a wider one that stands for it where layers name both, as the facts have it.

    A place's key reasons say 残疾 of every disabled child; more visits may be asked for bodies and minds alone (XG-B3).
    """
    held = {one.reason: one for one in reasons}
    wide, narrow = held.get(KeyChildReason.CHILD_DISABLED), KeyChildReason.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY
    known = facts.disability.type if facts.disability else None
    if wide is None or narrow in held or known not in BODY_OR_MIND:
        return reasons
    return (*reasons, replace(wide, reason=narrow))


def asked(track: Track, base: date, start: date, last: date) -> list[Asked]:
    """Give what is asked from `start` to `last` of a child with its latest event on `base`, from change to change.

    A level that held at any time since the event counts until the next one: a lower one relieves only then (A03).
    """
    days = {start, *track.course.turns(start, last)}
    if len(track.levels) > 1:
        days.update(level.since for level in track.levels if level.since and start < level.since <= last)
    if track.visits:
        days.update(reason.since for reason in track.reasons if start < reason.since <= last)
    found: list[Asked] = []
    for day in sorted(days):
        one = _on(track, base, day)
        if found and _shorter(one.interval, found[-1].interval):
            one = Asked(one.start, one.interval, one.reasons, tuple(_causes(track, day)))
        found.append(one)
    return found


def reached(base: date, asks: Sequence[Asked], place: int = 0) -> Reached | None:
    """Give the day on which time is up after a base; what was asked last is taken to last. None: nothing is asked."""
    for at in range(place, len(asks)):
        interval = asks[at].interval
        if interval is None:
            continue
        due = max(months_after(base, interval.months), asks[at].start)
        if at + 1 == len(asks) or due < asks[at + 1].start:
            return Reached(due, interval, at)
    return None


def _on(track: Track, base: date, day: date) -> Asked:
    terms = track.course.at(day)
    levels = _held(track.levels, base, day)
    shortest: Interval | None = None
    ordinary = terms.visit if track.visits else terms.contact
    for level in levels:
        one = ordinary[level.risk, level.rating]
        if _shorter(one, shortest):
            shortest = one
    return _raised(track, terms, levels, day, shortest) if track.visits else Asked(day, shortest)


def _raised(track: Track, terms: Terms, levels: Sequence[Level], day: date, ordinary: Interval | None) -> Asked:
    """Give the interval of a key child where it is the shorter one."""
    key = terms.key
    if key is None or not _shorter(key.interval, ordinary):
        return Asked(day, ordinary)
    reasons = sorted(one.reason.value for one in track.reasons if one.since <= day and one.reason in key.reasons)
    if reasons or any(level.rating in key.ratings for level in levels):
        return Asked(day, key.interval, tuple(reasons))
    return Asked(day, ordinary)


def _held(levels: tuple[Level, ...], base: date, day: date) -> tuple[Level, ...]:
    if len(levels) == 1:
        return levels
    first = _latest(levels, base)
    return levels[first : max(first, _latest(levels, day)) + 1]


def _latest(levels: tuple[Level, ...], day: date) -> int:
    return max((place for place, level in enumerate(levels) if not level.since or level.since <= day), default=0)


def _shorter(one: Interval | None, other: Interval | None) -> bool:
    return one is not None and (other is None or one.months < other.months)


def _causes(track: Track, day: date) -> list[str]:
    causes = []
    if any(level.since == day for level in track.levels):
        causes.append(DutyReason.UPGRADED.value)
    if day in track.course.days:
        causes.append(DutyReason.RULE_CHANGED.value)
    return causes
