"""What holds of every chain, whatever the events, the levels and the day."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.duties.derived import Classified, Owed
from care.duties.facts import Event, Facts, Level
from care.duties.months import months_after
from care.duties.schedule.periods import period_of
from records.codes import DutyKind, GuardianshipRating, KeyChildReason, RiskLevel, VisitMode, VisitOutcome
from tests.care.duties.schedule.children import child, classified, day, event, of_kind, owed
from tests.support.scenes import VILLAGES

FIRST, LAST = date(2024, 6, 1), date(2027, 6, 30)
CHAINS = (DutyKind.CONTACT, DutyKind.HOUSEHOLD_VISIT)
DAYS = st.dates(FIRST, LAST)
PLACES = st.sampled_from(sorted(VILLAGES))
EVENTS = st.lists(
    st.builds(event, DAYS, st.sampled_from(list(VisitMode)), st.sampled_from(list(VisitOutcome))),
    max_size=8,
    unique_by=lambda one: one.id,
)
KEY = st.sets(st.sampled_from(list(KeyChildReason)), max_size=2).map(lambda found: classified(*sorted(found)))


@st.composite
def levels(draw: st.DrawFn) -> tuple[Level, ...]:
    risks, ratings = st.sampled_from(list(RiskLevel)), st.sampled_from(list(GuardianshipRating))
    days = sorted(draw(st.sets(DAYS, max_size=3)))
    return tuple(Level(since, draw(risks), draw(ratings)) for since in (None, *days))


@st.composite
def children(draw: st.DrawFn) -> Facts:
    registered = draw(st.dates(FIRST, date(2026, 1, 1)))
    return child(draw(PLACES), str(registered), *draw(EVENTS), levels=draw(levels()))


def chains(facts: Facts, what: Classified, on: date) -> dict[DutyKind, list[Owed]]:
    found = owed(facts, on, what)
    return {kind: of_kind(found, kind) for kind in CHAINS}


def asks(facts: Facts, kind: DutyKind, on: date) -> bool:
    """Tell whether the shipped rulebooks ask for contacts or visits in the child's place on a day."""
    place = next(name for name, code in VILLAGES.items() if code == facts.division)
    if place == "shanxi":
        return on >= day("2025-09-04")
    return place in {"fujian", "shangri-la"} or (place == "jilin" and kind is DutyKind.HOUSEHOLD_VISIT)


def is_open(one: Owed, on: date) -> bool:
    return one.done_on is None and one.closes_on is not None and one.closes_on >= on


@given(facts=children(), what=KEY, on=DAYS, data=st.data())
def test_the_order_in_which_events_arrive_changes_nothing(
    facts: Facts, what: Classified, on: date, data: st.DataObject
) -> None:
    shuffled = tuple(data.draw(st.permutations(facts.events)))
    assert owed(child_with(facts, shuffled), on, what) == owed(facts, on, what)


@given(facts=children(), what=KEY, on=DAYS)
def test_keys_are_unique(facts: Facts, what: Classified, on: date) -> None:
    keys = [one.key for one in owed(facts, on, what).duties]
    assert len(set(keys)) == len(keys)


@given(facts=children(), what=KEY, on=DAYS)
def test_each_duty_begins_where_the_one_before_ended_and_one_at_most_is_open(
    facts: Facts, what: Classified, on: date
) -> None:
    for found in chains(facts, what, on).values():
        for one, following in pairwise(found):
            assert one.closes_on is not None
            ends = one.done_on or one.due_on
            assert one.base_on <= ends
            # Missed duties of long ago are left out; nothing else may leave a gap, nothing may overlap.
            assert ends <= following.base_on
            assert not is_open(one, on)
            if one.done_on is None:
                assert following.base_on == one.due_on


@given(facts=children(), what=KEY, on=DAYS)
def test_no_duty_is_lost_while_the_law_asks(facts: Facts, what: Classified, on: date) -> None:
    """What is open today is due again one interval after it was done or last due, never later."""
    found = owed(facts, on, what)
    for kind, due in zip(CHAINS, (found.next_contact_due, found.next_visit_due), strict=True):
        still = [one for one in of_kind(found, kind) if is_open(one, on)]
        assert [one.due_on for one in still] == ([] if due is None else [due])
        if facts.registered_on <= on and asks(facts, kind, on):
            assert len(still) == 1


@given(facts=children(), what=KEY, on=DAYS)
def test_what_is_due_is_never_later_than_the_calendar_reads(facts: Facts, what: Classified, on: date) -> None:
    for found in chains(facts, what, on).values():
        for one in found:
            longest = 3 if one.kind is DutyKind.HOUSEHOLD_VISIT else 1
            following = period_of(months_after(one.base_on.replace(day=1), longest), 1)
            began = max(one.base_on, facts.registered_on)
            assert one.due_on <= max(following.last, began, day("2025-09-04"))


@given(facts=children(), what=KEY, on=DAYS, late=st.builds(event, DAYS))
def test_a_late_event_makes_the_chain_that_it_would_have_made_in_time(
    facts: Facts, what: Classified, on: date, late: Event
) -> None:
    """What was done before the late event stands as it was; the event itself closes a duty."""
    if late.on > on or late.on < facts.registered_on or late.id in {one.id for one in facts.events}:
        return
    with_late = child_with(facts, (*facts.events, late))
    before, after = chains(facts, what, on), chains(with_late, what, on)
    for kind in CHAINS:
        settled = [one for one in before[kind] if one.done_on and one.done_on < late.on]
        assert all(one in after[kind] for one in settled)
        if asks(facts, kind, late.on):
            assert late.on in {one.done_on for one in after[kind]}


@given(facts=children(), what=KEY, on=DAYS)
def test_a_day_that_has_passed_does_not_change_what_was_closed(facts: Facts, what: Classified, on: date) -> None:
    later = on + timedelta(days=40)
    until = child_with(facts, tuple(one for one in facts.events if one.on <= on))
    for kind in CHAINS:
        before, after = of_kind(owed(until, on, what), kind), of_kind(owed(until, later, what), kind)
        known = {one.key: one for one in after}
        for one in before:
            if not is_open(one, on) and one.key in known:
                assert known[one.key] == one


@given(facts=children(), what=KEY, on=DAYS, since=DAYS)
def test_raising_the_level_never_makes_anything_due_later(
    facts: Facts, what: Classified, on: date, since: date
) -> None:
    raised = Level(since, RiskLevel.HIGH, GuardianshipRating.AVERAGE)
    calm = child_with(facts, facts.events, (Level(None, RiskLevel.LOW, GuardianshipRating.GOOD),))
    higher = child_with(facts, facts.events, (*calm.levels, raised))
    one, other = owed(calm, on, what), owed(higher, on, what)
    for kind in CHAINS:
        now, then = ([each for each in of_kind(found, kind) if is_open(each, on)] for found in (other, one))
        for early, late in zip(now, then, strict=True):
            if early.base_on == late.base_on:
                assert early.due_on <= late.due_on


@given(facts=children(), what=KEY, on=DAYS)
def test_nothing_changes_before_the_day_that_is_told(facts: Facts, what: Classified, on: date) -> None:
    until = child_with(
        facts,
        tuple(one for one in facts.events if one.on <= on),
        tuple(one for one in facts.levels if not one.since or one.since <= on),
    )
    found = owed(until, on, what)
    if facts.registered_on > on:
        return
    end = found.changes_on or on + timedelta(days=200)
    assert end > on
    for passed in {on + timedelta(days=1), on + (end - on) / 2, end - timedelta(days=1)}:
        if on < passed < end:
            assert owed(until, passed, what) == found


@given(facts=children(), what=KEY, on=DAYS)
def test_leaving_out_old_events_leaves_the_rest_as_it_was(facts: Facts, what: Classified, on: date) -> None:
    since = months_after(period_of(on).first, -3)
    whole = owed(facts, on, what)
    homes = (VisitMode.HOUSEHOLD, VisitMode.COMMISSIONED)
    seen = [one.on for one in facts.events if one.on < since and one.mode in homes and one.outcome is VisitOutcome.MET]
    left = tuple(one for one in facts.events if one.on >= max(seen, default=date.min))
    short = owed(child_with(facts, left, since=since), on, what)
    for name in ("next_contact_due", "next_visit_due", "changes_on"):
        assert getattr(short, name) == getattr(whole, name)
    assert {one.key for one in short.duties} <= {one.key for one in whole.duties}
    assert [one for one in short.duties if one.kind in CHAINS] == [
        one for one in whole.duties if one.key in {each.key for each in short.duties} and one.kind in CHAINS
    ]


@pytest.mark.parametrize("place", sorted(VILLAGES))
def test_a_child_that_nobody_saw_for_fifteen_years_has_few_missed_duties(place: str) -> None:
    found = owed(child(place, "2011-03-31"), "2026-03-31")
    for kind in CHAINS:
        assert len(of_kind(found, kind)) <= 13


def child_with(
    facts: Facts, events: tuple[Event, ...], held: tuple[Level, ...] = (), since: date | None = None
) -> Facts:
    return replace(facts, events=events, levels=held or facts.levels, since=since)
