"""Who is left behind: months, ages, distances, incapacity, and what people state or judge."""

from dataclasses import replace

import pytest

from care.duties.derived import Standing
from care.duties.facts import Away, Facts, Held, Parent
from records.codes import (
    AwayPurpose,
    ChildClass,
    DisabilityType,
    FactSource,
    HukouType,
    ParentSpecialStatus,
    SingleParent,
    StandingState,
)
from tests.care.duties.classes.families import (
    away,
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

LEFT, RURAL = ChildClass.LEFT_BEHIND, ChildClass.RURAL_LEFT_BEHIND
HELD, PROSPECTIVE, ENDED = StandingState.HELD, StandingState.PROSPECTIVE, StandingState.ENDED
MISSING, CUSTODY, ILL = (
    ParentSpecialStatus.MISSING,
    ParentSpecialStatus.IN_CUSTODY,
    ParentSpecialStatus.SERIOUS_ILLNESS,
)


def both_away(place: str, absence: Away | None = None, **facts: object) -> Facts:
    one = absence or away()
    return family(place, father(one), mother(one), **facts)


def standing(facts: Facts, on: str, which: ChildClass, state: StandingState = HELD) -> Standing:
    (one,) = [one for one in what(facts, on).standings if (one.child_class, one.state) == (which, state)]
    return one


def test_the_months_are_full_on_the_same_day_of_the_third_month() -> None:
    facts = both_away("fujian", away(purpose=AwayPurpose.BUSINESS, abroad=True))
    before = what(facts, "2026-04-14")
    assert (states(before), states(before, PROSPECTIVE)) == (set(), {RURAL})
    assert before.changes_on == day("2026-04-15")
    now = what(facts, "2026-04-15")
    assert (states(now), states(now, PROSPECTIVE)) == ({RURAL}, set())
    assert standing(facts, "2026-04-15", RURAL).since == day("2026-04-15")
    assert "闽民童〔2024〕33号" in standing(facts, "2026-04-15", RURAL).citation


def test_the_parent_who_left_last_decides() -> None:
    facts = family("shanxi", father(away("2025-10-01")), mother(away("2026-02-01")))
    assert states(what(facts, "2026-07-31"), PROSPECTIVE) == {LEFT}
    assert states(what(facts, "2026-08-01")) == {LEFT}


def test_before_anybody_leaves_nothing_holds_and_the_day_is_known() -> None:
    facts = both_away("fujian", away("2026-05-01"))
    found = what(facts, "2026-04-10")
    assert (found.standings, found.changes_on) == ((), day("2026-05-01"))
    assert states(what(facts, "2026-05-01"), PROSPECTIVE) == {RURAL}


def test_the_birthday_is_still_covered_and_the_class_then_ends_for_review() -> None:
    facts = both_away("shanxi", away("2024-01-01"), birth=day("2010-05-20"))
    last = what(facts, "2026-05-20")
    assert (states(last), last.changes_on) == ({LEFT}, day("2026-05-21"))
    after = what(remembering(facts, last), "2026-05-23")
    assert states(after) == set()
    assert standing(remembering(facts, last), "2026-05-23", LEFT, ENDED).since == day("2026-05-21")


def test_a_judgement_does_not_outlive_the_age_either_where_no_text_names_one() -> None:
    facts = family("yunnan", judged=(judged(RURAL, True, "2026-01-10"),), birth=day("2008-05-20"))
    assert states(what(facts, "2026-05-20")) == {RURAL}
    assert states(what(facts, "2026-05-21")) == set()


@pytest.mark.parametrize(
    ("place", "absence", "holds"),
    [
        ("fujian", away(division=350103001001), True),
        ("fujian", away(division=350102002001), False),
        ("fujian", away(division=350100000000), False),
        ("fujian", away(division=None), False),
        ("fujian", away(division=350200000000), True),
        ("shangri-la", away(division=533422000000), True),  # another county of the prefecture (A10)
        ("shangri-la", away(division=533401102001), False),
        ("shanxi", away("2025-01-15", purpose=AwayPurpose.BUSINESS), False),
        ("fujian", away(purpose=AwayPurpose.BUSINESS), True),
        ("shanxi", away("2025-01-15", abroad=True), True),
        ("jilin", away("2025-01-15", division=220104000000, within_core=True), False),
        ("jilin", away("2025-01-15", division=220104000000), True),
        ("shanxi", away("2025-01-15", division=140106000000, within_core=True), True),
    ],
)
def test_an_absence_counts_as_far_and_for_what_the_text_says(place: str, absence: Away, holds: bool) -> None:
    found = what(both_away(place, absence), "2026-06-01")
    assert bool(states(found) & {LEFT, RURAL}) is holds


@pytest.mark.parametrize(
    ("place", "absence", "holds"),
    [
        ("fujian", away(division=350102002001), False),  # too near: the facts decide
        ("jilin", away(division=220104000000, within_core=True), False),
        ("fujian", away(division=None), True),  # nobody knows where
        ("shanxi", away(purpose=AwayPurpose.BUSINESS), True),  # no text says
    ],
)
def test_what_facts_leave_open_is_as_it_was_stated(place: str, absence: Away, holds: bool) -> None:
    found = what(both_away(place, absence, stated_classes=frozenset({LEFT, RURAL})), "2026-06-01")
    assert bool(states(found)) is holds
    assert {one.source for one in found.standings} == ({FactSource.STATED} if holds else set())


def test_one_absence_goes_on_where_another_ends_on_the_same_day() -> None:
    moved = father(away("2026-01-15", "2026-03-01"), away("2026-03-01", division=310000000000))
    facts = family("fujian", moved, mother(away("2026-01-01")))
    assert states(what(facts, "2026-04-15")) == {RURAL}
    apart = father(away("2026-01-15", "2026-03-01"), away("2026-03-02", division=310000000000))
    assert states(what(family("fujian", apart, mother(away("2026-01-01"))), "2026-04-15")) == set()


@pytest.mark.parametrize(
    ("place", "left", "holds"),
    [
        ("fujian", mother(status=ILL), True),
        ("fujian", mother(status=ParentSpecialStatus.LOST_CONTACT), True),
        ("fujian", mother(), False),
        ("shanxi", mother(status=ILL), False),  # judged as a whole: nobody has yet
        ("shanxi", mother(status=ILL, incapacity_judged=True), True),
        ("shanxi", mother(incapacity_judged=True), True),  # the list is open
        ("shanxi", mother(status=ParentSpecialStatus.DEAD), True),
        ("jilin", mother(status=CUSTODY, incapacity_judged=True), True),
        ("shangri-la", mother(status=ILL), False),  # the text does not say what incapable means
        ("shangri-la", mother(status=ILL, incapacity_judged=True), True),
    ],
)
def test_one_parent_away_and_the_other_incapable(place: str, left: Parent, holds: bool) -> None:
    facts = family(place, father(away("2025-06-01")), left)
    assert bool(states(what(facts, "2026-06-01")) & {LEFT, RURAL}) is holds


def test_grave_disability_makes_incapable_in_any_type() -> None:
    for grade, holds in ((2, True), (3, False)):
        left = mother(disabilities=(disabled(DisabilityType.MENTAL, grade),))
        facts = family("fujian", father(away("2025-06-01")), left)
        assert bool(states(what(facts, "2026-06-01"))) is holds


def test_a_single_parent_who_leaves_leaves_the_child_behind() -> None:
    facts = family("shanxi", mother(away("2025-06-01")), single_parent=SingleParent.MOTHER)
    found = standing(facts, "2026-06-01", LEFT)
    assert found.reasons == ("ONE_PARENT_OTHER_INCAPABLE", "SINGLE_PARENT")
    assert states(what(replace(facts, single_parent=SingleParent.NO), "2026-06-01")) == set()


def test_both_are_away_even_if_both_are_also_incapable() -> None:
    facts = family("fujian", father(away("2025-06-01"), status=ILL), mother(away("2025-06-01"), status=MISSING))
    assert states(what(facts, "2026-06-01")) == {RURAL}


def test_a_parent_who_comes_home_ends_the_class_and_it_stays_ended_until_it_holds_again() -> None:
    facts = both_away("fujian")
    held = remembering(facts, what(facts, "2026-05-01"))
    home = replace(held, parents=(father(away("2026-01-15", "2026-05-03")), held.parents[1]))
    ended = standing(home, "2026-05-10", RURAL, ENDED)
    assert (ended.since, ended.source) == (day("2026-05-03"), FactSource.FACTS)
    later = remembering(home, what(home, "2026-05-10"))
    assert standing(later, "2026-09-01", RURAL, ENDED).since == day("2026-05-03")
    gone_again = father(away("2026-01-15", "2026-05-03"), away("2026-06-01"))
    both = replace(later, parents=(gone_again, held.parents[1]))
    coming = what(both, "2026-07-01")
    assert (states(coming, PROSPECTIVE), states(coming, ENDED)) == ({RURAL}, {RURAL})
    there = what(remembering(both, coming), "2026-09-01")
    assert (states(there), states(there, ENDED)) == ({RURAL}, set())


def test_a_return_that_is_planned_ends_the_class_on_its_day() -> None:
    facts = both_away("fujian", away("2026-01-15", "2026-06-10"))
    found = what(facts, "2026-05-01")
    assert (states(found), found.changes_on) == ({RURAL}, day("2026-06-10"))
    assert states(what(remembering(facts, found), "2026-06-10"), ENDED) == {RURAL}


def test_an_urban_hukou_refuses_the_rural_class_and_no_other() -> None:
    assert states(what(both_away("fujian", hukou_type=HukouType.URBAN), "2026-06-15")) == set()
    urban = both_away("shanxi", away("2025-06-01"), hukou_type=HukouType.URBAN)
    assert states(what(urban, "2026-06-15")) == {LEFT}
    stated = both_away("fujian", hukou_type=HukouType.URBAN, stated_classes=frozenset({RURAL}))
    assert states(what(stated, "2026-06-15")) == set()


def test_without_a_definition_nobody_is_classified_by_facts() -> None:
    facts = both_away("yunnan", away("2025-06-01"))
    assert what(facts, "2026-06-01").standings == ()
    decided = replace(facts, judged=(judged(RURAL, True, "2026-06-01"),))
    found = standing(decided, "2026-06-01", RURAL)
    assert (found.source, found.layers) == (FactSource.JUDGED, ("yunnan",))
    assert "云民规〔2019〕3号" in found.citation
    assert "平台默认值" in found.citation


def test_the_countys_definition_serves_both_names_and_counts_for_the_county_alone() -> None:
    facts = both_away("shangri-la", away("2026-01-15"))
    found = what(facts, "2026-04-15")
    assert {one.child_class: one.layers for one in found.standings} == {LEFT: ("shangri-la",), RURAL: ()}
    urban = what(replace(facts, hukou_type=HukouType.URBAN), "2026-04-15")
    assert states(urban) == {LEFT}
    stated = what(replace(facts, stated_classes=frozenset({RURAL})), "2026-04-15")
    assert {one.child_class: one.layers for one in stated.standings} == {LEFT: ("shangri-la",), RURAL: ("yunnan",)}


@pytest.mark.parametrize("holds", [True, False])
def test_a_judgement_goes_before_the_facts_it_knew(holds: bool) -> None:
    known = both_away("fujian") if not holds else family("fujian", father(away(until="2026-05-01")), mother(away()))
    decided = replace(known, judged=(judged(RURAL, holds, "2026-05-01", "2026-05-20"),))
    assert states(what(decided, "2026-06-01")) == ({RURAL} if holds else set())


def test_a_departure_or_return_after_the_judgement_goes_before_it() -> None:
    back = family("fujian", father(away(until="2026-05-21")), mother(away()))
    decided = replace(back, judged=(judged(RURAL, True, "2026-05-01", "2026-05-20"),))
    assert states(what(decided, "2026-06-01")) == set()
    gone = both_away("fujian", away("2026-05-21"), judged=(judged(RURAL, False, "2026-05-01", "2026-05-20"),))
    assert states(what(gone, "2026-08-21")) == {RURAL}


def test_the_latest_judgement_counts_from_its_day() -> None:
    facts = family("yunnan", judged=(judged(RURAL, True, "2026-02-01"), judged(RURAL, False, "2026-05-01")))
    assert states(what(facts, "2026-04-30")) == {RURAL}
    assert what(facts, "2026-04-30").changes_on == day("2026-05-01")
    ended = replace(facts, classes=(Held(RURAL, day("2026-02-01")),))
    assert standing(ended, "2026-06-01", RURAL, ENDED).since == day("2026-05-01")


def test_a_change_that_has_no_day_of_its_own_ends_the_class_on_the_day_it_is_noticed() -> None:
    facts = both_away("fujian")
    held = remembering(facts, what(facts, "2026-05-01"))
    urban = replace(held, hukou_type=HukouType.URBAN)
    ended = standing(urban, "2026-06-15", RURAL, ENDED)
    assert ended.since == day("2026-06-15")
    later = remembering(urban, what(urban, "2026-06-15"))
    assert standing(later, "2026-09-01", RURAL, ENDED).since == day("2026-06-15")
