"""What an instrument lacks by the rules of a place; pure."""

from datetime import date
from typing import Any

import pytest

from care.duties.agreements.gaps import LATER, fit, gaps, has_school
from care.duties.law import Law
from care.rulebooks.library import packaged
from care.rulebooks.rulebook import Rulebook
from records.codes import AgreementGap
from tests.support.scenes import VILLAGES

A = AgreementGap
EMPTY: dict[str, Any] = dict.fromkeys(
    ("entruster_name", "entruster_workplace", "entruster_phone", "carer_name", "carer_phone", "starts_on", "ends_on",
     "other_terms", "reason", "justification", "child_heard_on", "child_not_heard_reason", "explained_on", "signed_on",
     "witness_id", "school_notified_on", "filed_on")
) | {"criteria": []}  # fmt: skip
ALWAYS = {A.SIGNATURE}
ASKED = {
    "shanxi": ALWAYS | {A.EXPLAINED, A.FILED},
    "yunnan": ALWAYS,
    "jilin": ALWAYS | {A.JUSTIFICATION, A.CRITERIA, A.CHILD_HEARD, A.EXPLAINED},
    "fujian": ALWAYS
    | {
        A.ENTRUSTER, A.ENTRUSTER_WORKPLACE, A.ENTRUSTER_CONTACT, A.CARER, A.CARER_CONTACT, A.TERM, A.OTHER_TERMS,
        A.REASON, A.WITNESS, A.SCHOOL_COPY,
    },
    "shangri-la": ALWAYS,
}  # fmt: skip


def book(place: str) -> Rulebook:
    return Law(packaged()).at(VILLAGES[place], date(2026, 6, 1))


@pytest.mark.parametrize("place", VILLAGES)
def test_each_place_asks_what_its_documents_ask_and_nothing_else(place: str) -> None:
    found = gaps(EMPTY, book(place), school=True)
    assert {one.what for one in found} == ASKED[place]
    assert all(one.citation for one in found)


def test_no_place_without_rules_asks_for_more_than_a_signature() -> None:
    nowhere = Law(packaged()).at(110101001001, date(2026, 6, 1))
    (only,) = gaps(EMPTY, nowhere, school=True)
    assert (only.what, only.citation, only.binding) == (A.SIGNATURE, None, True)


def test_a_term_has_two_ends() -> None:
    found = gaps({**EMPTY, "starts_on": date(2026, 3, 1)}, book("fujian"), school=True)
    assert [one.path for one in found if one.what is A.TERM] == [("endsOn",)]


def test_a_child_that_goes_to_no_school_needs_no_copy() -> None:
    assert A.SCHOOL_COPY not in {one.what for one in gaps(EMPTY, book("fujian"), school=False)}
    assert has_school({"school_id": None, "school_status": None})
    assert not has_school({"school_id": None, "school_status": "NOT_OF_AGE"})
    assert has_school({"school_id": 1, "school_status": "NOT_OF_AGE"})  # a kindergarten's


@pytest.mark.parametrize(
    ("criteria", "enough"), [([], False), (["MORAL"], False), (["FULL_CAPACITY"], True)], ids=["none", "moral", "full"]
)
def test_full_capacity_is_what_no_carer_may_lack(criteria: list[str], enough: bool) -> None:
    assert fit(criteria, book("jilin")) is enough


def test_what_comes_later_does_not_hinder_the_signature() -> None:
    assert {one.what for one in gaps(EMPTY, book("fujian"), school=True)} & LATER == {A.WITNESS, A.SCHOOL_COPY}
