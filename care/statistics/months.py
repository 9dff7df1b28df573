"""Months and quarters: the only times that are counted by, named 2026-03 and 2026Q1."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(\d{4})Q([1-4])")


def next_month(month: date) -> date:
    """Give the first day of the month after the one that begins on a day."""
    return (month + timedelta(days=31)).replace(day=1)


def back(month: date, count: int) -> Iterator[date]:
    """Give the first days of so many months, backwards from one."""
    at = month.year * 12 + month.month - 1
    for step in range(count):
        year, number = divmod(at - step, 12)
        yield date(year, number + 1, 1)


def between(first: date, last: date) -> tuple[date, ...]:
    """Give the first days of the months from one to another, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(back(last, count))[::-1]


def month_name(month: date) -> str:
    """Name a month."""
    return f"{month:%Y-%m}"


def quarter_name(month: date) -> str:
    """Name the quarter of a month."""
    return f"{month.year:04}Q{(month.month + 2) // 3}"


def months_of(period: str) -> tuple[date, ...]:
    """Give the first days of the months of a named month or quarter; raises ValueError for another text."""
    if (found := _MONTH.fullmatch(period)) is not None:
        return (date(int(found[1]), int(found[2]), 1),)
    if (found := _QUARTER.fullmatch(period)) is not None:
        year, last = int(found[1]), 3 * int(found[2])
        return between(date(year, last - 2, 1), date(year, last, 1))
    raise ValueError(
        f"应为 2026-03 或 2026Q1 这样的月份或季度 / a month or quarter such as 2026-03 or 2026Q1: {period}"
    )
