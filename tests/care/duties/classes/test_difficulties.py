"""Which difficulties hold: by thresholds, by papers, by a court's word, and up to which age."""

from dataclasses import replace

import pytest

from care.duties.facts import Disability, Parent
from records.codes import (
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    DisabilityType,
    FactSource,
    GuardianRelation,
    GuardianshipCondition,
    Health,
    ParentSpecialStatus,
    StandingState,
)
from tests.care.duties.classes.families import (
    categories,
    disabled,
    family,
    father,
    judged,
    mother,
    remembering,
    states,
    what,
)
from tests.care.duties.schedule.children import day

C, S, T = DifficultyCategory, ParentSpecialStatus, DisabilityType
OFFERED, PENDING, ENDED = DifficultyState.OFFERED, DifficultyState.PENDING, DifficultyState.ENDED
ON = "2026-06-01"
DIFFICULT, SCATTERED = ChildClass.IN_DIFFICULTY, ChildClass.SCATTERED_ORPHAN


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        (disabled(T.INTELLECTUAL, 3), disabled(T.VISUAL, 2), True),
        (disabled(T.VISUAL, 3), disabled(T.VISUAL, 2), False),
        (disabled(T.MENTAL, 3), disabled(T.PHYSICAL, 1), True),
        (disabled(T.MENTAL, 4), disabled(T.PHYSICAL, 1), False),
        (disabled(T.PHYSICAL, 3), disabled(T.INTELLECTUAL, 1), False),
    ],
)
def test_both_parents_disabled_beyond_the_threshold_of_each_type(
    one: Disability, other: Disability, holds: bool
) -> None:
    facts = family("jilin", father(disabilities=(one,)), mother(disabilities=(other,)))
    found = what(facts, ON)
    assert (C.BOTH_PARENTS_DISABLED_OR_ILL in categories(found)) is holds
    assert (DIFFICULT in states(found)) is holds


def test_illness_stands_beside_disability() -> None:
    facts = family("jilin", father(status=S.SERIOUS_ILLNESS), mother(disabilities=(disabled(T.INTELLECTUAL, 3),)))
    assert categories(what(facts, ON)) == {C.BOTH_PARENTS_DISABLED_OR_ILL}


def test_missing_means_declared_missing_where_the_text_says_so() -> None:
    ill = mother(status=S.SERIOUS_ILLNESS)
    undeclared = what(family("jilin", father(status=S.MISSING), ill), ON)
    assert categories(undeclared) == set()
    assert categories(undeclared, OFFERED) == {C.ONE_PARENT_LOST_OTHER_UNABLE}
    (offer,) = undeclared.difficulties
    assert offer.reasons == ("LOST_CONTACT",)
    declared = what(family("jilin", father(declared_missing_on=day("2026-01-01")), ill), ON)
    assert categories(declared) == {C.ONE_PARENT_LOST_OTHER_UNABLE}
    assert categories(what(family("jilin", father(status=S.DEAD), ill), ON)) == {C.ONE_PARENT_LOST_OTHER_UNABLE}


def test_what_is_offered_is_held_when_it_is_stated() -> None:
    facts = family(
        "jilin", father(status=S.LOST_CONTACT), stated_categories=frozenset({C.ONE_PARENT_LOST_OTHER_UNABLE})
    )
    (one,) = what(facts, ON).difficulties
    assert (one.state, one.source) == (DifficultyState.HELD, FactSource.STATED)


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        (father(status=S.IN_CUSTODY), mother(status=S.COMPULSORY_REHAB), C.BOTH_PARENTS_DETAINED),
        (father(status=S.DEAD), mother(status=S.IN_CUSTODY), C.ONE_LOST_OTHER_DETAINED),
        (father(status=S.MISSING), mother(status=S.IN_CUSTODY), C.ONE_LOST_OTHER_DETAINED),
        (father(status=S.DEAD), mother(status=S.DEAD), C.ORPHAN_OR_ABANDONED),
        (father(status=S.DEAD), mother(declared_missing_on=day("2026-01-01")), C.ORPHAN_OR_ABANDONED),
        (father(status=S.DEAD), mother(status=S.MISSING), None),
        (father(status=S.IN_CUSTODY), mother(), None),
    ],
)
def test_guardianship_fails_by_death_loss_and_detention(
    one: Parent, other: Parent, holds: DifficultyCategory | None
) -> None:
    assert categories(what(family("jilin", one, other), ON)) == ({holds} if holds else set())


def test_the_card_is_asked_for_where_it_is_a_condition() -> None:
    disability = disabled(T.PHYSICAL, 2, card=False)
    without = what(family("jilin", disability=disability), ON)
    assert (categories(without), categories(without, PENDING)) == (set(), {C.DISABLED})
    assert without.difficulties[0].reasons == ("CARD_MISSING",)
    assert states(without) == set()
    carded = what(family("jilin", disability=replace(disability, card=True)), ON)
    assert (categories(carded), states(carded)) == ({C.DISABLED}, {DIFFICULT})
    assert categories(what(family("fujian", disability=disability), ON)) == {C.DISABLED}


@pytest.mark.parametrize(("card", "state"), [(None, DifficultyState.HELD), (False, PENDING)])
def test_a_statement_stands_in_for_a_card_nobody_asked_about(card: bool | None, state: DifficultyState) -> None:
    stated = frozenset({C.DISABLED})
    facts = family("jilin", disability=disabled(T.PHYSICAL, 2, card=card), stated_categories=stated)
    assert [one.state for one in what(facts, ON).difficulties] == [state]


def test_facts_count_only_where_the_place_lists_the_category_and_statements_everywhere() -> None:
    ill = frozenset({Health.SERIOUS_ILLNESS})
    assert categories(what(family("shangri-la", health=ill), ON)) == {C.SERIOUSLY_ILL}
    assert categories(what(family("shanxi", health=ill), ON)) == set()
    stated = family("shanxi", stated_categories=frozenset({C.SERIOUSLY_ILL}))
    assert (categories(what(stated, ON)), states(what(stated, ON))) == ({C.SERIOUSLY_ILL}, {DIFFICULT})


def test_inadequate_guardianship_is_the_category_or_an_offer() -> None:
    poor = GuardianshipCondition.INADEQUATE
    assert categories(what(family("shangri-la", condition=poor), ON)) == {C.GUARDIANSHIP_INADEQUATE}
    assert categories(what(family("shanxi", condition=poor), ON), OFFERED) == {C.GUARDIANSHIP_MISSING_OR_IMPROPER}


def test_a_class_of_attention_alone_makes_no_difficulty() -> None:
    facts = family("jilin", stated_categories=frozenset({C.PRIVATELY_ADOPTED}))
    assert (categories(what(facts, ON)), states(what(facts, ON))) == ({C.PRIVATELY_ADOPTED}, set())


def test_a_child_of_eighteen_is_covered_on_the_birthday_and_then_reviewed() -> None:
    facts = family("shangri-la", stated_categories=frozenset({C.ORPHAN}), birth=day("2008-06-15"))
    last = what(facts, "2026-06-15")
    assert (states(last), last.changes_on) == ({DIFFICULT, SCATTERED}, day("2026-06-16"))
    after = what(remembering(facts, last), "2026-06-20")
    assert (states(after), states(after, StandingState.ENDED)) == (set(), {DIFFICULT, SCATTERED})
    assert {one.since for one in after.standings} == {day("2026-06-16")}
    assert [(one.state, one.since) for one in after.difficulties] == [(ENDED, day("2026-06-16"))]


def test_an_ended_class_cites_what_defines_that_class() -> None:
    facts = family("fujian", stated_categories=frozenset({C.ORPHAN}), birth=day("2008-06-15"))
    (one, _) = what(remembering(facts, what(facts, "2026-06-15")), "2026-06-16").standings
    assert "闽民童〔2024〕33号第二部分" in one.citation


def test_an_orphan_in_an_institution_is_no_scattered_orphan() -> None:
    orphan = frozenset({C.ORPHAN})
    assert states(what(family("fujian", stated_categories=orphan), ON)) == {DIFFICULT, SCATTERED}
    kept = family("fujian", Parent(GuardianRelation.INSTITUTION), stated_categories=orphan)
    assert states(what(kept, ON)) == {DIFFICULT}


def test_a_category_begins_on_the_day_it_is_first_found_and_keeps_it() -> None:
    facts = family("jilin")
    known = remembering(facts, what(facts, "2026-03-01"))
    later = replace(known, disability=disabled(T.PHYSICAL, 2, card=False))
    (found,) = what(later, "2026-05-10").difficulties
    assert found.since == day("2026-05-10")
    (kept,) = what(remembering(later, what(later, "2026-05-10")), "2026-08-01").difficulties
    assert kept.since == day("2026-05-10")
    (at_once,) = what(replace(later, derived=False), "2026-05-10").difficulties
    assert at_once.since == day("2026-01-01")


def test_an_officer_decides_over_facts_and_statements() -> None:
    ill = frozenset({Health.SERIOUS_ILLNESS})
    facts = family("jilin", health=ill, judged=(judged(C.SERIOUSLY_ILL, False, "2026-04-01"),))
    assert categories(what(facts, "2026-03-31")) == {C.SERIOUSLY_ILL}
    assert categories(what(facts, "2026-04-01")) == set()
    other = family("shanxi", judged=(judged(C.MIGRANT_IN_DIFFICULTY, True, "2026-04-01"),))
    (found,) = what(other, ON).difficulties
    assert (found.source, found.since) == (FactSource.JUDGED, day("2026-04-01"))
    assert states(what(other, ON)) == {DIFFICULT}


def test_a_difficulty_found_after_the_judgement_goes_before_it() -> None:
    stated = frozenset({C.POVERTY_LIVING_MEDICAL_SCHOOL})
    facts = family("jilin", stated_categories=stated, judged=(judged(DIFFICULT, False, "2026-04-01"),))
    assert states(what(facts, ON)) == set()
    known = remembering(facts, what(facts, ON))
    assert states(what(replace(known, health=frozenset({Health.SERIOUS_ILLNESS})), "2026-06-02")) == {DIFFICULT}


def test_a_tick_says_nothing_more_once_the_category_beside_it_is_judged_away() -> None:
    ticked = frozenset({ChildClass.IN_DIFFICULTY})
    facts = family("fujian", stated_classes=ticked, stated_categories=frozenset({DifficultyCategory.ORPHAN}))
    assert ChildClass.IN_DIFFICULTY in states(what(facts, "2026-05-01"))
    away = replace(facts, judged=(judged(DifficultyCategory.ORPHAN, False, "2026-05-02"),))
    assert ChildClass.IN_DIFFICULTY not in states(what(away, "2026-05-03"))
    alone = family("fujian", stated_classes=ticked)
    assert ChildClass.IN_DIFFICULTY in states(what(alone, "2026-05-01"))
