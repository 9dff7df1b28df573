"""The steps with an unfit carer, place by place; pure."""

import pytest

from care.duties.agreements.steps import owing, too_early
from records.codes import CarerOutcome, CarerStep
from tests.care.duties.agreements.test_gaps import book
from tests.support.scenes import VILLAGES

S, NOT, REFUSED = CarerStep, CarerOutcome.NOT_IMPROVED, CarerOutcome.REFUSED
AT_ONCE = [S.INFORM_PARENTS, S.REPLACE, S.REPORT]
OWED = {
    ("jilin", None): [S.PERSUADE],
    ("jilin", NOT): [S.PERSUADE, S.INFORM_PARENTS, S.REPLACE],
    ("jilin", REFUSED): [S.PERSUADE, S.INFORM_PARENTS, S.REPLACE, S.TEMP_CARE, S.ADMONISH, S.REPORT],
    ("fujian", None): AT_ONCE,
    ("fujian", REFUSED): AT_ONCE,
    ("shangri-la", NOT): AT_ONCE,
    ("yunnan", None): [],
    ("shanxi", REFUSED): [],
}


@pytest.mark.parametrize(("place", "outcome"), OWED)
def test_what_is_owed_by_now(place: str, outcome: CarerOutcome | None) -> None:
    found = owing(book(place), outcome)
    assert [one.name for one in found] == OWED[place, outcome]
    assert all(one.ground.citation for one in found)


@pytest.mark.parametrize("place", VILLAGES)
def test_nothing_is_owed_once_the_carer_has_improved(place: str) -> None:
    assert owing(book(place), CarerOutcome.IMPROVED) == ()


def test_a_carer_may_be_urged_or_replaced_where_both_are_named() -> None:
    (changing,) = (one for one in owing(book("fujian"), None) if one.name is S.REPLACE)
    assert set(changing.steps) == {S.REPLACE, S.URGE}


@pytest.mark.parametrize(
    ("place", "step", "outcome", "early"),
    [
        ("jilin", S.REPLACE, None, True),
        ("jilin", S.REPLACE, NOT, False),
        ("jilin", S.REPORT, NOT, True),
        ("jilin", S.REPORT, REFUSED, False),
        ("jilin", S.URGE, None, False),
        ("fujian", S.REPLACE, None, False),
        ("fujian", S.REPORT, None, False),
        ("shanxi", S.ADMONISH, None, False),
    ],
)
def test_a_step_has_its_turn(place: str, step: CarerStep, outcome: CarerOutcome | None, early: bool) -> None:
    assert too_early(book(place), step, outcome) is early
