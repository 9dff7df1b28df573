"""What is owed once in each period of the calendar: the screening of every child, the follow-up of key children."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from care.duties.derived import KeyReason, Owed
from care.duties.facts import Event, Facts
from care.duties.schedule.counts import is_met_in_person, screens
from care.duties.schedule.course import Course
from care.duties.schedule.grounds import Ground
from care.duties.schedule.moments import end_of
from care.duties.schedule.periods import Period, before, period_of
from care.duties.schedule.terms import Screening, Terms
from records.codes import DutyKind, DutyReason, TraineePost, VisitOutcome


def screenings(
    facts: Facts, reasons: Sequence[KeyReason], course: Course, events: Sequence[Event], on: date
) -> Iterator[Owed]:
    """Give the screenings of this period and of the one before, so that a late event finds its own (YN-B1 to B3)."""
    asked = course.at(on).screening
    for period, terms in _periods(facts, course, on, asked.round.length if asked else 0):
        if terms.screening is not None:
            yield _screening(facts, reasons, terms.screening, period, events, on)


def follow_ups(
    facts: Facts, reasons: Sequence[KeyReason], course: Course, events: Sequence[Event], on: date
) -> Iterator[Owed]:
    """Give the follow-ups of this period and of the one before, for who is singled out (YN-B5)."""
    asked = course.at(on).follow_up
    for period, terms in _periods(facts, course, on, asked.length if asked else 0):
        named = _among(reasons, terms.follow_up.reasons, min(on, period.last)) if terms.follow_up else []
        if terms.follow_up is not None and named:
            base = max(facts.registered_on, period.first, min(one.since for one in named))
            done = next((one for one in events if base <= one.on <= period.last and is_met_in_person(one)), None)
            yield _owed(DutyKind.FOLLOW_UP, facts, terms.follow_up.ground, period, base, _names(named), done)


def next_period(course: Course, on: date) -> date | None:
    """Give the first day of the next period in which something is owed anew."""
    terms = course.at(on)
    lengths = [terms.screening.round.length] if terms.screening else []
    if terms.follow_up:
        lengths.append(terms.follow_up.length)
    return min((period_of(on, length).last + timedelta(days=1) for length in lengths), default=None)


def _periods(facts: Facts, course: Course, on: date, length: int) -> Iterator[tuple[Period, Terms]]:
    """Give this period and the one before, where the child was on file and all events are known, with their terms."""
    if not length:
        return
    current = period_of(on, length)
    for period in (before(current, length), current):
        if period.last >= facts.registered_on and (facts.since is None or facts.since <= period.first):
            yield period, course.at(min(on, period.last))


def _screening(
    facts: Facts, reasons: Sequence[KeyReason], screening: Screening, period: Period, events: Sequence[Event], on: date
) -> Owed:
    within = [one for one in events if period.first <= one.on <= period.last]
    always = screening.round.reasons
    done = next((one for one in within if screens(one, screening, key=bool(_among(reasons, always, one.on)))), None)
    named = _among(reasons, always, min(on, period.last))
    words = list(_names(named))
    if done is None:
        called = any(one.outcome is VisitOutcome.MET for one in within)
        if on > period.last or called:
            words.append(DutyReason.NOT_VISITED.value)
        if any(one.outcome is not VisitOutcome.MET for one in within):
            words.append(DutyReason.ATTEMPTED.value)
    rests_on = screening.key_ground if named else screening.round.ground
    base = max(facts.registered_on, period.first)
    return _owed(DutyKind.SCREENING, facts, rests_on, period, base, tuple(words), done)


def _owed(
    kind: DutyKind,
    facts: Facts,
    rests_on: Ground,
    period: Period,
    base: date,
    reasons: tuple[str, ...],
    done: Event | None,
) -> Owed:
    return Owed(
        kind=kind,
        key=f"{kind}:{facts.id}:{period.name}",
        base_on=base,
        due_at=end_of(period.last),
        due_on=period.last,
        reasons=reasons,
        basis=rests_on.basis,
        rule=rests_on.rule,
        citation=rests_on.citation,
        post=TraineePost.CHILD_DIRECTOR,
        period=period.name,
        closes_on=period.last,
        satisfied_by=done.id if done else None,
        done_on=done.on if done else None,
    )


def _among(reasons: Sequence[KeyReason], named: frozenset[str], day: date) -> list[KeyReason]:
    return [one for one in reasons if one.since <= day and one.reason in named]


def _names(reasons: Sequence[KeyReason]) -> tuple[str, ...]:
    return tuple(sorted(one.reason.value for one in reasons))
