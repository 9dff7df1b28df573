"""Periods of the calendar: what is owed once in each month, quarter, half-year or year."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from care.duties.months import last_day, months_after

QUARTER = 3
_YEAR = 12
_LENGTHS = (12, 6, 4, 3, 2, 1)
_LETTERS = {12: "", 6: "H", 4: "T", 3: "Q", 2: "B"}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar year from its first to its last day; `name` is written 2026, 2026Q1, 2026-03."""

    first: date
    last: date
    name: str


def whole_months(months: int) -> int:
    """Give the longest period that a year divides into and that is no longer than so many months."""
    return next(length for length in _LENGTHS if length <= months)


@lru_cache(maxsize=4096)
def period_of(day: date, length: int = QUARTER) -> Period:
    """Give the period of so many months that a day lies in; `length` divides the year."""
    place = (day.month - 1) // length
    first = place * length + 1
    last = first + length - 1
    name = (
        f"{day.year}-{first:02}"
        if length == 1
        else f"{day.year}{_LETTERS[length]}{place + 1 if length < _YEAR else ''}"
    )
    return Period(date(day.year, first, 1), date(day.year, last, last_day(day.year, last)), name)


@lru_cache(maxsize=4096)
def period_named(name: str, day: date) -> Period:
    """Give the period of a name that a day lies in."""
    return next(one for one in (period_of(day, length) for length in _LENGTHS) if one.name == name)


def before(period: Period, length: int) -> Period:
    """Give the period before one."""
    return period_of(months_after(period.first, -length), length)


@lru_cache(maxsize=4096)
def quarter_passed(due: date) -> date:
    """Give the first day after the calendar quarter that a due day lies in."""
    return period_of(due).last + timedelta(days=1)
