"""The windows of an obligation: from when it is shown, until when it is due, and when it can be done no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from care.duties.calendar.facts import Holder, Holiday
from care.duties.calendar.obligations import Course, Obligation
from care.duties.law import Law
from care.duties.months import last_day, months_after
from care.duties.schedule.course import course_of
from care.duties.schedule.periods import period_of, whole_months
from care.rulebooks.rulebook import Effective, Rulebook
from care.rulebooks.values import MONTHS, Amount

_DAY = timedelta(days=1)
_YEAR = 12
_TERM = 6  # months: two terms make a school year


@dataclass(frozen=True, slots=True)
class Window:
    """One period of an obligation: its name, its first day, the day it is due, the last day on which it can be done."""

    name: str
    base: date
    due: date
    closes: date
    times: int
    rule: Effective


def windows(asked: Obligation, holder: Holder, law: Law, on: date) -> Iterator[Window]:
    """Give the periods that have begun by a day and were not over when the holder came to owe, the earliest first.

    A period counts where the rule is in force on the day that it is due: what a text ends, it ends for the periods that
    are due afterwards.
    """
    start = holder.start(asked.code)
    if asked.course is Course.DAYS:
        found = _by_days(asked, holder.division, law, start, on)
    elif asked.course in (Course.PERIODS, Course.ROLLING):
        found = _by_periods(asked, holder.division, law, start, on)
    else:
        found = _of_holidays(asked, holder, law)
    return (window for window in found if window.base <= on and start <= window.due)


def _by_days(asked: Obligation, place: int, law: Law, start: date, on: date) -> Iterator[Window]:
    """What is late can be handed in until the day before the next of its kind is due, which then covers it."""
    for year in range(start.year, on.year + 1):
        days = _named(_books(law, place, year), asked.rule, year)
        following = [*days, *_named(_books(law, place, year), asked.rule, year + 1)]
        base = date(year, 1, 1)
        for place_in_year, due in enumerate(days):
            rule = law.at(place, due).rule(asked.rule)
            if rule is not None and due in _named([law.at(place, due)], asked.rule, year):
                closes = following[place_in_year + 1] - _DAY
                standing = _today(law, place, rule, on) if on < due else rule
                yield Window(due.isoformat(), base, due, closes, 1, standing)
            base = due + _DAY


def _books(law: Law, place: int, year: int) -> list[Rulebook]:
    first, last = date(year, 1, 1), date(year, _YEAR, 31)
    return [law.at(place, day) for day in (first, *course_of(law, place).turns(first, last))]


def _named(books: Sequence[Rulebook], key: str, year: int) -> list[date]:
    texts = {text for book in books for text in book.codes(key)}
    return sorted(_day(year, *map(int, text.split("-"))) for text in texts)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, last_day(year, month)))


def _by_periods(asked: Obligation, place: int, law: Law, start: date, on: date) -> Iterator[Window]:
    day = date(start.year, 1, 1)
    while day <= on:
        named = (asked.rule, asked.case)
        rule = law.at(place, day).rule(*named) or law.at(place, period_of(day, _YEAR).last).rule(*named)
        length = _YEAR if rule is None else _length(rule)
        period = period_of(day, length)
        due = law.at(place, period.last).rule(*named)
        if due is not None:
            standing = _today(law, place, due, on) if on < period.last else due
            # An update brings everything that has changed since the one before, so it makes good a period left out.
            late = period_of(period.last + _DAY, length).last if asked.course is Course.ROLLING else period.last
            yield Window(period.name, period.first, period.last, late, _times(due), standing)
        day = period.last + _DAY


def _length(rule: Effective) -> int:
    amount = rule.value
    return whole_months(amount.months) if isinstance(amount, Amount) and amount.unit in MONTHS else _YEAR


def _times(rule: Effective) -> int:
    amount = rule.value
    return amount.number if isinstance(amount, Amount) and amount.unit not in MONTHS else 1


def _of_holidays(asked: Obligation, holder: Holder, law: Law) -> Iterator[Window]:
    """What is owed before a holiday belongs to the term that ends with it, and is done in time or not at all."""
    earlier: Holiday | None = None
    for holiday in sorted(holder.holidays, key=lambda one: one.first):
        base = earlier.last + _DAY if earlier else months_after(holiday.first, -_TERM)
        first, due = (
            (base, holiday.first - _DAY) if asked.course is Course.BEFORE_HOLIDAY else (holiday.first, holiday.last)
        )
        rule = law.at(holder.division, due).rule(asked.rule, holiday.season)
        if rule is not None and first <= due:
            yield Window(holiday.name, first, due, due, _times(rule), rule)
        earlier = holiday


def _today(law: Law, place: int, rule: Effective, on: date) -> Effective:
    """Give the rule of a day to come as it stands today: its document may end before that day."""
    return law.at(place, on).rule(rule.key, rule.case) or rule
