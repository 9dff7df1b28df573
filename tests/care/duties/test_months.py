"""Months as the law counts them, over every day of nine years."""

from calendar import monthrange
from datetime import date, timedelta

import pytest

from care.duties.months import birthday, last_day, months_after
from care.duties.schedule.periods import before, period_of, quarter_passed, whole_months

FIRST, LAST = date(2024, 1, 1), date(2032, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


@pytest.mark.parametrize("months", [1, 2, 3, 6, 12, 13])
def test_some_months_later_is_the_same_day_or_the_months_last(months: int) -> None:
    for day in DAYS:
        later = months_after(day, months)
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
        assert later.day == min(day.day, monthrange(later.year, later.month)[1])


@pytest.mark.parametrize("months", [1, 3, 12])
def test_a_later_day_is_never_due_earlier(months: int) -> None:
    due = [months_after(day, months) for day in DAYS]
    assert due == sorted(due)


@pytest.mark.parametrize("months", [1, 3])
def test_rolling_on_from_what_was_due_leaves_no_calendar_period_out(months: int) -> None:
    for start in DAYS[:366]:
        due, period = start, period_of(start, months)
        while due < LAST:
            due = months_after(due, months)
            following = period_of(period.last + timedelta(days=1), months)
            assert due <= following.last
            period = following


def test_months_go_back_too() -> None:
    assert months_after(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert months_after(date(2024, 1, 15), -1) == date(2023, 12, 15)


def test_every_month_has_the_calendars_length() -> None:
    assert all(last_day(day.year, day.month) == monthrange(day.year, day.month)[1] for day in DAYS)
    assert (last_day(2100, 2), last_day(2000, 2)) == (28, 29)


def test_who_was_born_on_a_leap_day_is_protected_until_the_first_of_march() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)
    assert birthday(date(2008, 6, 15), 18) == date(2026, 6, 15)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 6, 12])
def test_periods_cover_the_calendar_without_gaps(length: int) -> None:
    for day in DAYS:
        period = period_of(day, length)
        assert period.first <= day <= period.last
        assert before(period, length).last + timedelta(days=1) == period.first
    names = {period_of(day, length).name for day in DAYS}
    assert len(names) == 9 * 12 // length


def test_periods_are_named_as_people_write_them() -> None:
    day = date(2026, 4, 8)
    assert [period_of(day, length).name for length in (1, 3, 6, 12)] == ["2026-04", "2026Q2", "2026H1", "2026"]


def test_a_period_is_never_longer_than_what_is_asked() -> None:
    assert [whole_months(months) for months in (1, 2, 3, 4, 5, 6, 7, 11, 12, 24)] == [1, 2, 3, 4, 4, 6, 6, 6, 12, 12]


def test_a_quarter_has_passed_on_the_first_day_of_the_next() -> None:
    assert quarter_passed(date(2026, 4, 20)) == date(2026, 7, 1)
    assert quarter_passed(date(2026, 12, 31)) == date(2027, 1, 1)
