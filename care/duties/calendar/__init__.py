"""What is owed by the calendar: a pure function of who owes, of holidays, of what was done, of the law and the day."""

from collections.abc import Iterator, Sequence
from datetime import date

from care.duties.calendar.facts import Event, Holder
from care.duties.calendar.obligations import OBLIGATIONS, Obligation, natural_key, owed_by
from care.duties.calendar.windows import Window, windows
from care.duties.derived import Owed
from care.duties.law import Law
from care.duties.schedule.grounds import ground
from care.duties.schedule.moments import end_of


def calendar_duties(holder: Holder, law: Law, on: date, asked: Sequence[Obligation] = OBLIGATIONS) -> Iterator[Owed]:
    """Give what a holder owes, owed and did up to a day, by the law of its place.

    An obligation is the holder's where the rules of the day it is due give it to one of its kinds. What is owed several
    times in a period is so many duties.
    """
    for obligation in asked:
        for window in windows(obligation, holder, law, on):
            if owed_by(obligation, law.at(holder.division, window.due)) & holder.kinds:
                yield from _owed(obligation, window, holder)


def _owed(asked: Obligation, window: Window, holder: Holder) -> Iterator[Owed]:
    footing = ground(window.rule)
    named = {event.key: event for event in holder.events if event.key is not None}
    by_day = iter(_within(asked, window, holder.events))
    for number in range(1, window.times + 1):
        key = natural_key(asked, holder.name, window.name, number)
        event = named.get(key) or next(by_day, None)
        yield Owed(
            kind=asked.kind,
            key=key,
            base_on=window.base,
            due_at=end_of(window.due),
            due_on=window.due,
            reasons=(),
            basis=footing.basis,
            rule=footing.rule,
            citation=footing.citation,
            post=None,
            period=window.name,
            closes_on=window.closes,
            satisfied_by=event.id if event else None,
            done_on=event.on if event else None,
            done_at=event.at if event else None,
            satisfied_kind=event.kind if event else None,
            calendar=asked.code,
        )


def _within(asked: Obligation, window: Window, events: Sequence[Event]) -> list[Event]:
    """Give the events that count by their day: each is of one period, since those that go by the day do not overlap."""
    same = [one for one in events if one.code is asked.code and one.key is None]
    return sorted((one for one in same if window.base <= one.on <= window.closes), key=lambda one: (one.at, one.id))
