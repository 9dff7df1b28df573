"""Months and birthdays, as the law counts them."""

from datetime import date

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2


def months_after(day: date, months: int) -> date:
    """Give the same day of the month some months later, or that month's last day where it has no such day.

    31 January and a month is 28 or 29 February (scenarios, conventions; Civil Code art. 202).
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if day.day <= _LENGTHS[1]:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """Give the number of days of a month."""
    leaps = month == _FEBRUARY and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _LENGTHS[month - 1] + leaps


def birthday(birth: date, age: int) -> date:
    """Give the day on which an age is reached; who was born on 29 February reaches it on 1 March in other years.

    The later day protects longer; on the birthday itself a child is still covered (reading A06).
    """
    year = birth.year + age
    if birth.day > last_day(year, birth.month):
        return date(year, birth.month + 1, 1)
    return birth.replace(year=year)
