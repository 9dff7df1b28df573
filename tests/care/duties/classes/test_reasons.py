"""What makes a key child, where, and since when."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from care.duties.facts import Facts, Level, Node
from care.rulebooks.library import packaged
from records.codes import (
    CarerRelation,
    DifficultyCategory,
    DisabilityType,
    GuardianRelation,
    GuardianshipCondition,
    GuardianshipRating,
    Health,
    HukouType,
    KeyChildReason,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
    SingleParent,
)
from tests.care.duties.classes.families import away, disabled, family, father, judged, mother, remembering, what
from tests.care.duties.schedule.children import day

C, K, S, T = DifficultyCategory, KeyChildReason, ParentSpecialStatus, DisabilityType
ON = "2026-06-01"

# Facts that bear out each reason.
BEARING: Mapping[KeyChildReason, Facts] = {
    K.PARENT_SERIOUS_PHYSICAL_OR_INTELLECTUAL_DISABILITY: family(
        "jilin", father(disabilities=(disabled(T.PHYSICAL, 2),))
    ),
    K.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY: family("jilin", disability=disabled(T.INTELLECTUAL, 4)),
    K.CHILD_DISABLED: family("jilin", disability=disabled(T.MENTAL, 3)),
    K.MIND_OR_BEHAVIOUR_ABNORMAL: family("jilin", mind_noted=True),
    K.SINGLE_PARENT: family("jilin", single_parent=SingleParent.MOTHER),
    K.ORPHAN: family("jilin", stated_categories=frozenset({C.ORPHAN})),
    K.DE_FACTO_UNATTENDED: family("jilin", stated_categories=frozenset({C.DE_FACTO_UNATTENDED})),
    K.POOR_FAMILY: family("jilin", stated_categories=frozenset({C.REGISTERED_POOR_FAMILY})),
    K.HIV_INFECTED: family("jilin", stated_categories=frozenset({C.HIV_INFECTED})),
    K.PRISONER_OR_REHAB_CHILD: family("jilin", father(status=S.IN_CUSTODY)),
    K.PRIVATELY_ADOPTED: family("jilin", stated_categories=frozenset({C.PRIVATELY_ADOPTED})),
    K.NO_HUKOU: family("jilin", resident_id_missing=ResidentIdMissing.HUKOU_UNREGISTERED),
    K.OUT_OF_SCHOOL: family("jilin", school_status=SchoolStatus.DROPPED_OUT),
    K.ILL: family("jilin", health=frozenset({Health.SERIOUS_ILLNESS})),
    K.WANDERING_HISTORY: family("jilin", stated_categories=frozenset({C.WANDERING_BEGGING})),
    K.UNGUARDED: family("jilin", father(away()), mother(away()), carer=CarerRelation.NONE),
    K.ONE_AWAY_OTHER_INCAPABLE: family("jilin", father(away()), mother(status=S.SEVERE_DISABILITY)),
    K.CARER_WEAK: family("yunnan", carer_weak=True),
    K.SPECIAL_NODE: family("shanxi", nodes=(Node(day("2026-06-01"), day("2026-06-03")),)),
    K.POOR_GUARDIANSHIP: family("jilin", condition=GuardianshipCondition.INADEQUATE),
}


def reasons(place: str, facts: Facts, on: str = ON) -> set[KeyChildReason]:
    found = family(place).division
    return {one.reason for one in what(replace(facts, division=found), on).key_reasons}


def listed(layer: str) -> set[str]:
    (found,) = (one for one in packaged().layers if one.id == layer)
    return {code for rule in found.rules if rule.key == "keyReasons" for code in rule.value}  # type: ignore[union-attr]


@pytest.mark.parametrize("place", ["shanxi", "yunnan", "jilin", "shangri-la"])
def test_every_reason_that_a_text_names_can_be_borne_out(place: str) -> None:
    assert listed(place)
    for code in sorted(listed(place)):
        reason = K[code]
        wider = {reason, K.CHILD_DISABLED} if place == "shangri-la" else {reason}
        assert reasons(place, BEARING[reason]) & wider, reason
    assert reasons(place, family(place)) == set()


def test_where_no_text_names_key_children_there_are_none() -> None:
    for facts in BEARING.values():
        assert reasons("fujian", facts) == set()


def test_a_county_names_the_wider_reason_of_its_province() -> None:
    assert reasons("shangri-la", BEARING[K.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY]) == {K.CHILD_DISABLED}
    assert reasons("shanxi", BEARING[K.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY]) == {
        K.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY
    }


@pytest.mark.parametrize(
    ("place", "facts", "held"),
    [
        ("jilin", family("jilin", single_parent=SingleParent.FATHER, hukou_type=HukouType.URBAN), set()),
        ("shanxi", family("jilin", single_parent=SingleParent.FATHER, hukou_type=HukouType.URBAN), {K.SINGLE_PARENT}),
        ("jilin", family("jilin", health=frozenset({Health.CHRONIC_ILLNESS})), set()),
        ("yunnan", family("jilin", health=frozenset({Health.CHRONIC_ILLNESS})), {K.ILL}),
    ],
)
def test_a_text_may_narrow_a_reason(place: str, facts: Facts, held: set[KeyChildReason]) -> None:
    assert reasons(place, facts) == held


def test_what_a_ledger_states_bears_out_too() -> None:
    for category, reason in (
        (C.DISABLED, K.CHILD_DISABLED),
        (C.SERIOUSLY_ILL, K.ILL),
        (C.RURAL_SINGLE_PARENT, K.SINGLE_PARENT),
    ):
        assert reasons("jilin", family("jilin", stated_categories=frozenset({category}))) == {reason}


def test_what_an_officer_denied_bears_out_nothing() -> None:
    facts = BEARING[K.PRIVATELY_ADOPTED]
    denied = replace(facts, judged=(judged(C.PRIVATELY_ADOPTED, False, "2026-02-01"),))
    assert reasons("jilin", denied) == set()


def test_a_missing_card_makes_no_less_a_key_child() -> None:
    assert K.CHILD_DISABLED in reasons("jilin", family("jilin", disability=disabled(T.PHYSICAL, 3, card=False)))


@pytest.mark.parametrize("scale", [{"risk": RiskLevel.HIGH}, {"rating": GuardianshipRating.HIGH_RISK}])
def test_a_high_level_is_poor_guardianship(scale: dict[str, Any]) -> None:
    level = Level(None, scale.get("risk", RiskLevel.UNRATED), scale.get("rating", GuardianshipRating.UNRATED))
    assert reasons("yunnan", family("yunnan", levels=(level,))) == {K.POOR_GUARDIANSHIP}


def test_away_means_away_today() -> None:
    left = mother(status=S.SERIOUS_ILLNESS)
    facts = family("yunnan", father(away("2026-06-10", "2026-08-01")), left)
    for on, held in (("2026-06-09", False), ("2026-06-10", True), ("2026-07-31", True), ("2026-08-01", False)):
        assert (K.ONE_AWAY_OTHER_INCAPABLE in reasons("yunnan", facts, on)) is held
    assert what(facts, ON).changes_on == day("2026-06-10")
    assert what(facts, "2026-06-10").changes_on == day("2026-08-01")


def test_a_single_parent_who_is_away_leaves_an_incapable_one() -> None:
    facts = family("yunnan", mother(away()), single_parent=SingleParent.MOTHER)
    assert reasons("yunnan", facts) == {K.ONE_AWAY_OTHER_INCAPABLE}


def test_a_child_is_unguarded_only_if_nobody_is_there() -> None:
    alone = BEARING[K.UNGUARDED]
    assert reasons("yunnan", alone) == {K.UNGUARDED}
    assert reasons("yunnan", replace(alone, carer=CarerRelation.GRANDPARENT)) == set()
    assert reasons("yunnan", replace(alone, carer=None)) == set()
    grandmother = replace(alone.parents[0], relation=GuardianRelation.GRANDPARENT, away=())
    assert reasons("yunnan", replace(alone, parents=(*alone.parents, grandmother))) == set()
    assert reasons("yunnan", replace(alone, parents=(father(away()), mother()))) == set()


def test_a_mental_disability_is_of_the_mind_and_not_of_the_body() -> None:
    assert reasons("shanxi", family("shanxi", disability=disabled(T.MENTAL, 2))) == {K.MIND_OR_BEHAVIOUR_ABNORMAL}
    parents = (father(disabilities=(disabled(T.MENTAL, 1),)), mother(disabilities=(disabled(T.VISUAL, 3),)))
    assert reasons("shanxi", family("shanxi", *parents)) == set()
    assert reasons("shanxi", family("shanxi", father(status=S.SEVERE_DISABILITY))) == {
        K.PARENT_SERIOUS_PHYSICAL_OR_INTELLECTUAL_DISABILITY
    }


def test_a_reason_keeps_the_day_on_which_it_was_first_found() -> None:
    facts = family("yunnan", health=frozenset({Health.CHRONIC_ILLNESS}))
    first = what(facts, "2026-03-01")
    assert [one.since for one in first.key_reasons] == [day("2026-01-01")]
    later = replace(remembering(facts, first), school_status=SchoolStatus.DROPPED_OUT)
    found = {one.reason: one.since for one in what(later, "2026-05-01").key_reasons}
    assert found == {K.ILL: day("2026-01-01"), K.OUT_OF_SCHOOL: day("2026-05-01")}
