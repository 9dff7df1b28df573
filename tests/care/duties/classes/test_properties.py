"""What holds of every family, place and day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.duties.derived import Classified
from care.duties.facts import Away, Facts, Judged, Parent
from care.duties.law import Law
from care.duties.months import last_day, months_after
from care.rulebooks.library import Library
from records.codes import (
    AwayPurpose,
    CarerRelation,
    ChildClass,
    DifficultyCategory,
    DisabilityGrade,
    DisabilityType,
    GuardianRelation,
    GuardianshipCondition,
    Health,
    HukouType,
    ParentSpecialStatus,
    SingleParent,
    StandingState,
)
from tests.care.duties.classes.families import disabled, family, remembering, what
from tests.care.duties.schedule.children import LAW, law
from tests.support.scenes import VILLAGES

FIRST, LAST = date(2024, 1, 1), date(2032, 12, 31)
DAYS = st.dates(date(2024, 6, 1), date(2027, 6, 30))
BIRTHS = st.dates(date(2006, 1, 1), date(2014, 1, 1))
PLACES = st.sampled_from(sorted(VILLAGES))
NEAR = [division // 10**6 * 10**6 for division in VILLAGES.values()]
MAYBE = st.none() | st.booleans()
DISABILITIES = st.builds(
    disabled, st.sampled_from(list(DisabilityType)), st.integers(1, len(DisabilityGrade)), card=MAYBE
)

# A county that is stricter than its province in every dimension that could narrow the class.
PROVINCE = """
[layer]
id = "upper"
zh = "上层"
en = "Upper"
division = 860000000000
[documents.plan]
name = "上层计划"
"""
COUNTY = PROVINCE.replace("upper", "lower").replace("860000000000", "860101000000").replace("上层", "下层")


def rules(**values: object) -> str:
    def written(value: object) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value).replace("'", '"')

    units = {"monthsAway": 'unit = "month"\n', "ageUnder": 'unit = "age"\n'}
    said = 'article = "一"\ngist = "文"\n'
    return "\n".join(
        f'[[rule]]\nkey = "{key}"\nvalue = {written(value)}\n{units.get(key.split(".")[-1], "")}{said}'
        for key, value in values.items()
    )


def definition(months: int, age: int, purposes: list[str], incapacity: list[str], **flags: object) -> str:
    return rules(
        classes=["LEFT_BEHIND", "IN_DIFFICULTY"],
        **{
            "leftBehind.monthsAway": months,
            "leftBehind.ageUnder": age,
            "leftBehind.purpose": purposes,
            "leftBehind.incapacity": incapacity,
            "leftBehind.distance": ["CROSS_COUNTY"],
            "leftBehind.absence": ["BOTH_PARENTS", "ONE_PARENT_OTHER_INCAPABLE"],
            **flags,
        },
    )


WIDE = PROVINCE + definition(6, 18, ["WORK", "BUSINESS"], ["SERIOUS_ILLNESS", "OTHER"])
STRICT = COUNTY + definition(
    3,
    16,
    ["WORK"],
    ["SEVERE_DISABILITY"],
    **{
        "leftBehind.ruralHukou": True,
        "leftBehind.incapacityJudged": True,
        "leftBehind.excluded": ["SAME_CITY_CORE"],
    },
)
MADE_UP = law(WIDE, STRICT)


@st.composite
def absences(draw: st.DrawFn) -> tuple[Away, ...]:
    days = sorted(draw(st.sets(DAYS, max_size=4)))
    spans = [days[place : place + 2] for place in range(0, len(days), 2)]
    return tuple(
        Away(
            span[0],
            span[1] if len(span) > 1 else None,
            draw(st.sampled_from(list(AwayPurpose))),
            draw(st.none() | st.sampled_from([*NEAR, 440300000000])),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for span in spans
    )


@st.composite
def parents(draw: st.DrawFn) -> tuple[Parent, ...]:
    relations = draw(st.sets(st.sampled_from(list(GuardianRelation)), max_size=3))
    status = st.frozensets(st.sampled_from(list(ParentSpecialStatus)), max_size=2)
    return tuple(
        Parent(
            relation,
            draw(status),
            tuple(draw(st.lists(DISABILITIES, max_size=1))),
            draw(st.booleans()),
            draw(st.none() | DAYS),
            draw(absences()),
        )
        for relation in sorted(relations)
    )


@st.composite
def children(draw: st.DrawFn) -> Facts:
    judgements = st.builds(
        Judged, st.sampled_from([*ChildClass, *DifficultyCategory]), st.booleans(), since=DAYS, decided_on=DAYS
    )
    return family(
        draw(PLACES),
        *draw(parents()),
        birth=draw(BIRTHS),
        hukou_type=draw(st.sampled_from(list(HukouType))),
        single_parent=draw(st.none() | st.sampled_from(list(SingleParent))),
        condition=draw(st.none() | st.sampled_from(list(GuardianshipCondition))),
        carer=draw(st.none() | st.sampled_from(list(CarerRelation))),
        health=draw(st.frozensets(st.sampled_from(list(Health)), max_size=2)),
        disability=draw(st.none() | DISABILITIES),
        stated_classes=draw(st.frozensets(st.sampled_from(list(ChildClass)), max_size=2)),
        stated_categories=draw(st.frozensets(st.sampled_from(list(DifficultyCategory)), max_size=2)),
        judged=tuple(draw(st.lists(judgements, max_size=2))),
    )


def held(found: Classified) -> set[ChildClass]:
    return {one.child_class for one in found.standings if one.state is StandingState.HELD}


def alone(of: Law, place: int) -> list[tuple[str, Law]]:
    return [(one.id, Law(Library((one,), of.library.defaults))) for one in of.layers(place)]


@given(day=st.dates(FIRST, LAST), months=st.integers(1, 24))
def test_months_end_on_the_same_day_or_on_the_months_last(day: date, months: int) -> None:
    full = months_after(day, months)
    assert (full.year * 12 + full.month) - (day.year * 12 + day.month) == months
    assert full.day == min(day.day, last_day(full.year, full.month))
    assert months_after(day + timedelta(days=1), months) >= full


@given(facts=children(), on=DAYS)
def test_the_merged_rules_are_never_narrower_than_any_layer_alone(facts: Facts, on: date) -> None:
    found = what(facts, on)
    for layer, law_alone in alone(LAW, facts.division):
        by_it = held(what(facts, on, law_alone))
        assert by_it <= held(found)
        assert by_it == {one.child_class for one in found.standings if layer in one.layers}


@given(facts=children(), on=DAYS)
def test_a_county_that_asks_for_more_takes_nothing_away(facts: Facts, on: date) -> None:
    here = replace(facts, division=860101001001)
    found = held(what(here, on, MADE_UP))
    for _, law_alone in alone(MADE_UP, here.division):
        assert held(what(here, on, law_alone)) <= found


@given(facts=children(), on=DAYS)
def test_deriving_again_on_the_same_day_gives_the_same(facts: Facts, on: date) -> None:
    found = what(facts, on)
    again = what(remembering(facts, found), on)
    assert again == found
    assert what(remembering(facts, again), on) == again


@given(facts=children(), first=DAYS, days=st.integers(1, 400))
def test_nothing_changes_before_the_day_that_is_told(facts: Facts, first: date, days: int) -> None:
    found = what(facts, first)
    end = found.changes_on or LAST
    assert end > first
    known = remembering(facts, found)
    for day in {first + timedelta(days=1), min(first + timedelta(days=days), end), end} - {end}:
        assert what(known, day) == found
    assert what(known, end - timedelta(days=1)) == found


@given(facts=children(), days=st.lists(DAYS, min_size=1, max_size=5))
def test_what_held_is_held_or_has_ended(facts: Facts, days: list[date]) -> None:
    """No class that held is forgotten, and none holds and has ended at once."""
    known, seen = facts, set[ChildClass]()
    for day in sorted(days):
        found = what(known, day)
        ended = {one.child_class for one in found.standings if one.state is StandingState.ENDED}
        assert ended.isdisjoint(held(found))
        assert seen <= held(found) | ended
        seen |= held(found)
        keys = [(one.child_class, one.state) for one in found.standings]
        assert len(set(keys)) == len(keys)
        known = remembering(known, found)


@given(facts=children(), days=st.lists(DAYS, min_size=2, max_size=6))
def test_waking_on_other_days_comes_to_the_same(facts: Facts, days: list[date]) -> None:
    """Catching up after any pause tells the classes that hold as if every day had been looked at."""
    last = max(days)
    known = facts
    for day in sorted(days):
        known = remembering(known, what(known, day))
    straight = remembering(facts, what(facts, min(days)))
    assert held(what(known, last)) == held(what(straight, last))
    assert {one.category for one in what(known, last).difficulties} == {
        one.category for one in what(straight, last).difficulties
    }
