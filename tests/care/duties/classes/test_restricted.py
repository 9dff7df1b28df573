"""Which classes rest on restricted reasons alone, and what they say of themselves once they have ended."""

from dataclasses import replace

import pytest

from care.duties.restricted import RESTRICTED
from records.codes import ChildClass, DifficultyCategory, StandingState
from tests.care.duties.classes.families import family, judged, remembering, what

HIV, POOR = DifficultyCategory.HIV_INFECTED, DifficultyCategory.POVERTY_LIVING_MEDICAL_SCHOOL
PRISONER = DifficultyCategory.PRISONER_OR_REHAB_CHILD
SINGLE, ADOPTED = DifficultyCategory.RURAL_SINGLE_PARENT, DifficultyCategory.PRIVATELY_ADOPTED


@pytest.mark.parametrize(
    ("stated", "described", "alone"),
    [
        *(({one}, False, True) for one in RESTRICTED if one is not PRISONER),
        ({HIV, PRISONER}, False, True),
        ({HIV, POOR}, False, False),
        ({POOR}, False, False),
        ({HIV}, True, False),
        # What only draws attention is no reason to be in difficulty.
        ({HIV, SINGLE, ADOPTED}, False, True),
        ({POOR, SINGLE}, False, False),
    ],
)
def test_being_in_difficulty_rests_on_restricted_reasons_alone(
    stated: set[DifficultyCategory], described: bool, alone: bool
) -> None:
    facts = family("jilin", stated_categories=frozenset(stated), described=described)
    found = {one.child_class: one.restricted for one in what(facts, "2026-03-01").standings}
    assert found == {ChildClass.IN_DIFFICULTY: alone}


@pytest.mark.parametrize(("stated", "alone"), [({HIV}, True), ({HIV, POOR}, False), ({POOR}, False)])
def test_a_class_that_ended_keeps_what_it_rested_on(stated: set[DifficultyCategory], alone: bool) -> None:
    facts = family("jilin", stated_categories=frozenset(stated))
    facts = remembering(facts, what(facts, "2026-03-01"))
    facts = replace(facts, judged=tuple(judged(one, False, "2026-03-02") for one in stated))
    for day in ("2026-03-02", "2026-03-09"):
        found = what(facts, day)
        (one,) = found.standings
        assert (one.state, one.restricted) == (StandingState.ENDED, alone)
        facts = remembering(facts, found)


def test_other_classes_tell_nothing_of_it() -> None:
    orphan = frozenset({DifficultyCategory.ORPHAN_OR_ABANDONED})
    facts = family("jilin", stated_categories=orphan | {HIV}, stated_classes=frozenset({ChildClass.LEFT_BEHIND}))
    assert not any(one.restricted for one in what(facts, "2026-03-01").standings)
    alone = replace(facts, stated_categories=frozenset({HIV}))
    found = {one.child_class for one in what(alone, "2026-03-01").standings if one.restricted}
    assert found == {ChildClass.IN_DIFFICULTY}
