"""What parents file before both of them leave; pure."""

from datetime import date
from typing import Any

import pytest

from care.duties.agreements.filing import filings, unfiled
from records.codes import Role
from tests.care.duties.agreements.test_gaps import book

DAY = date(2026, 2, 20)


def departure(**told: Any) -> dict[str, Any]:
    return {"filed_on": None, "filed_with_school": None, "workplace": None, "contact": None, **told}


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ({}, [None, None]),
        ({"filed_on": DAY}, [DAY, None]),
        ({"filed_on": DAY, "filed_with_school": False}, [DAY, None]),
        ({"filed_on": DAY, "filed_with_school": True}, [DAY, DAY]),
    ],
    ids=["nobody", "committee", "not the school", "both"],
)
def test_it_goes_to_the_committee_and_to_the_school(told: dict[str, Any], days: list[date | None]) -> None:
    found = list(filings(departure(**told), book("shangri-la"), school=True))
    assert [one.to for one in found] == [Role.VILLAGE_COMMITTEE, Role.SCHOOL]
    assert [one.filed_on for one in found] == days


def test_a_child_without_a_school_is_filed_with_the_committee_alone() -> None:
    assert [one.to for one in filings(departure(), book("shangri-la"), school=False)] == [Role.VILLAGE_COMMITTEE]


@pytest.mark.parametrize("place", ["shanxi", "yunnan", "jilin", "fujian"])
def test_other_places_are_silent(place: str) -> None:
    assert list(filings(departure(), book(place), school=True)) == []
    assert list(unfiled(departure(), book(place), entrusted=False)) == []


def test_it_says_where_how_to_reach_them_and_who_has_the_child() -> None:
    rules = book("shangri-la")
    assert [one[0] for one in unfiled(departure(), rules, entrusted=False)] == ["workplace", "contact", "guardianId"]
    assert list(unfiled(departure(workplace="某厂", contact="微信"), rules, entrusted=True)) == []
