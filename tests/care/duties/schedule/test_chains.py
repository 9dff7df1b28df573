"""Contacts and household visits: what closes them, what is missed, what a change of level or law does."""

from dataclasses import replace

import pytest

from care.duties.derived import KeyReason
from care.duties.facts import Disability, Level
from care.duties.schedule import NOTHING, counts_as
from records.codes import (
    DisabilityGrade,
    DisabilityType,
    DutyBasis,
    DutyKind,
    FileStatus,
    GuardianshipRating,
    KeyChildReason,
    RiskLevel,
    VisitMode,
    VisitOutcome,
)
from tests.care.duties.schedule.children import (
    LAW,
    MADE_UP,
    call,
    child,
    classified,
    day,
    event,
    law,
    of_kind,
    owed,
    still_open,
)
from tests.care.rulebooks.texts import layer, rule

CONTACT, VISIT = DutyKind.CONTACT, DutyKind.HOUSEHOLD_VISIT
AVERAGE = GuardianshipRating.UNRATED


def rated(*changes: tuple[str | None, RiskLevel]) -> tuple[Level, ...]:
    return tuple(Level(day(since) if since else None, risk, AVERAGE) for since, risk in changes)


def test_an_attempt_satisfies_nothing_and_is_told_of() -> None:
    tried = event("2026-03-15", outcome=VisitOutcome.NOT_HOME)
    facts = child("shanxi", "2025-10-01", event("2026-01-31"), call("2026-03-05"), tried)
    found = owed(facts, "2026-03-20")
    assert (found.next_contact_due, found.next_visit_due) == (day("2026-04-05"), day("2026-04-30"))
    assert still_open(found, VISIT, "2026-03-20").reasons == ("ATTEMPTED",)
    assert still_open(found, CONTACT, "2026-03-20").reasons == ("ATTEMPTED",)
    assert counts_as(tried, facts, classified(), LAW) == ()


def test_an_attempt_by_phone_is_none_at_a_visit() -> None:
    tried = event("2026-03-15", VisitMode.PHONE, VisitOutcome.REFUSED)
    found = owed(child("shanxi", "2025-10-01", event("2026-01-31"), tried), "2026-03-20")
    assert still_open(found, VISIT, "2026-03-20").reasons == ()


def test_who_was_not_met_in_the_morning_and_met_at_noon_was_met() -> None:
    tried = event("2026-03-15", outcome=VisitOutcome.NOT_HOME)
    found = owed(child("shanxi", "2025-10-01", tried, event("2026-03-15")), "2026-03-20")
    assert still_open(found, VISIT, "2026-03-20").reasons == ()


def test_what_nobody_did_for_a_further_interval_is_missed_and_the_child_stays_overdue() -> None:
    facts = child("shanxi", "2025-10-01", event("2026-01-10"))
    last_day, after = owed(facts, "2026-03-10"), owed(facts, "2026-03-11")
    assert last_day.next_contact_due == day("2026-02-10")
    assert last_day.changes_on == day("2026-03-11")
    assert after.next_contact_due == day("2026-03-10")
    missed = of_kind(after, CONTACT)[-2]
    assert (missed.base_on, missed.due_on, missed.closes_on, missed.done_on) == (
        day("2026-01-10"),
        day("2026-02-10"),
        day("2026-03-10"),
        None,
    )
    assert of_kind(last_day, CONTACT)[-1] == missed


def test_a_late_event_turns_what_was_missed_into_done_late_under_the_same_key() -> None:
    facts = child("shanxi", "2025-10-01", event("2026-01-10"))
    before = owed(facts, "2026-03-20")
    late = owed(replace(facts, events=(*facts.events, call("2026-02-20"))), "2026-03-20")
    missed, done = of_kind(before, CONTACT)[-2], of_kind(late, CONTACT)[-2]
    assert missed.key == done.key
    assert (done.done_on, done.due_on) == (day("2026-02-20"), day("2026-02-10"))
    assert late.next_contact_due == day("2026-03-20")


def test_the_first_visit_may_be_on_the_day_of_registration() -> None:
    visit = event("2026-05-10")
    found = owed(child("fujian", "2026-05-10", visit), "2026-05-10")
    first, following = of_kind(found, VISIT)
    assert (first.satisfied_by, first.done_on, first.reasons) == (visit.id, day("2026-05-10"), ("FIRST_VISIT",))
    assert (following.base_on, following.done_on, following.reasons) == (day("2026-05-10"), None, ())
    assert first.key != following.key


def test_a_second_visit_on_one_day_opens_nothing_more() -> None:
    first, second = sorted((event("2026-05-12"), event("2026-05-12", VisitMode.COMMISSIONED)), key=lambda one: one.id)
    found = owed(child("fujian", "2026-05-10", first, second), "2026-05-20")
    assert [(one.satisfied_by, one.base_on) for one in of_kind(found, VISIT)] == [
        (first.id, day("2026-05-10")),
        (None, day("2026-05-12")),
    ]


def test_a_visit_before_the_registration_counts_but_was_not_owed() -> None:
    facts = child("fujian", "2026-03-20", event("2026-01-20"), event("2026-03-10"), risk=RiskLevel.MEDIUM)
    found = owed(facts, "2026-03-20")
    (visit,) = of_kind(found, VISIT)
    assert (visit.base_on, visit.due_on, visit.reasons) == (day("2026-03-10"), day("2026-04-10"), ())
    old = owed(replace(facts, events=(event("2025-03-10"),)), "2026-03-20")
    assert old.next_visit_due == day("2026-03-20")


def test_a_raised_level_asks_at_once_but_not_before_it_was_raised() -> None:
    levels = rated((None, RiskLevel.LOW), ("2026-03-15", RiskLevel.HIGH))
    facts = child("fujian", "2025-12-01", event("2026-01-20"), call("2026-03-10"), levels=levels)
    before, after = owed(facts, "2026-03-14"), owed(facts, "2026-03-15")
    assert before.next_visit_due == day("2026-04-20")
    assert after.next_visit_due == day("2026-03-15")
    assert still_open(after, VISIT, "2026-03-15").reasons == ("UPGRADED",)
    assert still_open(after, CONTACT, "2026-03-15").reasons == ()


def test_a_raised_level_leaves_the_ordinary_day_where_that_is_still_to_come() -> None:
    levels = rated((None, RiskLevel.LOW), ("2026-01-25", RiskLevel.MEDIUM))
    facts = child("fujian", "2025-12-01", event("2026-01-20"), levels=levels)
    assert owed(facts, "2026-01-25").next_visit_due == day("2026-02-20")


def test_a_lowered_level_relieves_only_after_the_next_visit() -> None:
    levels = rated((None, RiskLevel.HIGH), ("2026-02-01", RiskLevel.LOW))
    facts = child("fujian", "2025-12-01", event("2026-01-20"), levels=levels)
    assert owed(facts, "2026-02-10").next_visit_due == day("2026-02-20")
    visited = replace(facts, events=(*facts.events, event("2026-02-15")))
    assert owed(visited, "2026-02-15").next_visit_due == day("2026-05-15")


def test_a_lowered_level_does_not_relieve_what_was_missed_meanwhile() -> None:
    levels = rated((None, RiskLevel.HIGH), ("2026-02-01", RiskLevel.LOW))
    facts = child("fujian", "2025-12-01", event("2026-01-20"), levels=levels)
    assert owed(facts, "2026-05-01").next_visit_due == day("2026-04-20")


def test_a_key_reason_raises_the_frequency_from_the_day_it_holds() -> None:
    facts = child("shanxi", "2025-10-01", event("2026-01-10"))
    what = replace(classified(), key_reasons=(KeyReason(KeyChildReason.ORPHAN, day("2026-03-01"), "某文件"),))
    assert owed(facts, "2026-02-28", what).next_visit_due == day("2026-04-10")
    found = owed(facts, "2026-03-01", what)
    assert found.next_visit_due == day("2026-03-01")
    assert still_open(found, VISIT, "2026-03-01").reasons == ("ORPHAN",)


def test_a_special_node_raises_the_frequency_where_the_text_names_it() -> None:
    facts, what = child("shanxi", "2025-10-01", event("2026-01-10")), classified(KeyChildReason.SPECIAL_NODE)
    assert owed(facts, "2026-01-10", what).next_visit_due == day("2026-02-10")
    elsewhere = child("jilin", "2025-10-01", event("2026-01-10"), rating=GuardianshipRating.GOOD)
    assert owed(elsewhere, "2026-01-10", what).next_visit_due == day("2026-04-10")


def test_a_narrower_disability_counts_where_the_wider_is_named() -> None:
    facts = child("jilin", "2025-10-01", event("2026-01-10"), rating=GuardianshipRating.GOOD)
    what = classified(KeyChildReason.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY)
    assert owed(facts, "2026-01-10", what).next_visit_due == day("2026-02-10")


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (DisabilityType.PHYSICAL, "2026-02-10"),
        (DisabilityType.INTELLECTUAL, "2026-02-10"),
        (None, "2026-02-10"),
        (DisabilityType.VISUAL, "2026-02-10"),
        (DisabilityType.MENTAL, "2026-04-10"),
    ],
)
def test_a_wider_reason_raises_the_frequency_of_those_whom_the_narrower_one_means(
    kind: DisabilityType | None, due: str
) -> None:
    disability = Disability(kind, DisabilityGrade.GRADE_2)
    facts = child("shangri-la", "2025-10-01", event("2026-01-10"), disability=disability)
    assert owed(facts, "2026-01-10", classified(KeyChildReason.CHILD_DISABLED)).next_visit_due == day(due)


def test_a_reason_that_the_text_does_not_name_raises_nothing() -> None:
    facts = child("shanxi", "2025-10-01", event("2026-01-10"))
    assert owed(facts, "2026-01-10", classified(KeyChildReason.NO_HUKOU)).next_visit_due == day("2026-04-10")


def test_a_platforms_default_level_is_named_only_where_it_makes_a_difference() -> None:
    found = owed(child("fujian", "2026-05-10"), "2026-05-10")
    assert still_open(found, VISIT, "2026-05-10").basis is DutyBasis.PLATFORM_DEFAULT
    assert still_open(found, CONTACT, "2026-05-10").basis is DutyBasis.IN_FORCE


def test_a_substitute_by_phone_is_no_visit_where_the_text_does_not_know_of_it() -> None:
    substitute = event("2026-03-01", VisitMode.PHONE_SUBSTITUTE)
    facts = child("jilin", "2025-10-01", event("2026-02-10"), substitute, rating=GuardianshipRating.AVERAGE)
    assert owed(facts, "2026-03-05").next_visit_due == day("2026-03-10")
    assert counts_as(substitute, facts, classified(), LAW) == ()


def test_every_open_file_is_covered_and_no_other() -> None:
    facts = child("fujian", "2026-01-10")
    assert owed(replace(facts, file_status=FileStatus.REVIEW), "2026-01-10").next_visit_due == day("2026-02-10")
    for status in (FileStatus.CLOSED, FileStatus.ARCHIVED):
        assert owed(replace(facts, file_status=status), "2026-01-10") == NOTHING
    assert owed(facts, "2026-01-09") == NOTHING


def test_a_visit_counts_as_everything_that_it_is_good_for() -> None:
    facts, what = child("shangri-la", "2025-10-01"), classified(KeyChildReason.NO_HUKOU)
    assert counts_as(event("2026-03-01"), facts, what, LAW) == (
        DutyKind.CONTACT,
        DutyKind.HOUSEHOLD_VISIT,
        DutyKind.SCREENING,
        DutyKind.FOLLOW_UP,
    )
    assert counts_as(call("2026-03-01"), facts, what, LAW) == (DutyKind.CONTACT, DutyKind.SCREENING)
    assert counts_as(event("2026-03-01"), child("jilin"), classified(), LAW) == (DutyKind.HOUSEHOLD_VISIT,)


SHORTER = 'unit = "month"\nfrom = 2026-03-01'
LONGER = 'unit = "month"\nuntil = 2026-02-28'
KEPT = "visit.household.maxInterval"


def test_a_shorter_rule_asks_from_the_day_it_begins() -> None:
    here = law(layer(rule(KEPT, "3", LONGER), rule(KEPT, "1", SHORTER)))
    facts = child("somewhere", "2025-10-01", event("2025-12-20"), division=MADE_UP)
    assert owed(facts, "2026-02-28", law=here).next_visit_due == day("2026-03-20")
    assert owed(facts, "2026-02-28", law=here).changes_on == day("2026-03-01")
    found = owed(facts, "2026-03-01", law=here)
    assert found.next_visit_due == day("2026-03-01")
    assert still_open(found, VISIT, "2026-03-01").reasons == ("RULE_CHANGED",)


def test_a_longer_rule_does_not_excuse_what_was_due_before_it() -> None:
    here = law(layer(rule(KEPT, "1", LONGER), rule(KEPT, "3", SHORTER)))
    facts = child("somewhere", "2025-10-01", event("2026-01-20"), division=MADE_UP)
    found = owed(facts, "2026-03-05", law=here)
    assert found.next_visit_due == day("2026-02-20")
    assert still_open(found, VISIT, "2026-03-05").reasons == ()
    in_time = replace(facts, events=(event("2026-02-10"),))
    assert owed(in_time, "2026-03-05", law=here).next_visit_due == day("2026-05-10")


def test_a_rule_that_has_ended_asks_nothing_more() -> None:
    here = law(layer(rule(KEPT, "1", LONGER)))
    facts = child("somewhere", "2025-10-01", event("2026-01-20"), division=MADE_UP)
    assert owed(facts, "2026-02-28", law=here).next_visit_due == day("2026-02-20")
    assert owed(facts, "2026-03-01", law=here).next_visit_due is None


def test_a_closed_duty_keeps_the_law_of_the_day_on_which_it_closed() -> None:
    here = law(layer(rule(KEPT, "3", LONGER), rule(KEPT, "1", SHORTER)))
    facts = child("somewhere", "2025-10-01", event("2025-12-20"), event("2026-02-25"), division=MADE_UP)
    early = of_kind(owed(facts, "2026-02-26", law=here), VISIT)[1]
    late = of_kind(owed(facts, "2026-04-26", law=here), VISIT)[1]
    assert early == late
    assert (late.due_on, late.done_on) == (day("2026-03-20"), day("2026-02-25"))


def test_where_no_rulebook_is_nothing_is_owed() -> None:
    found = owed(child("somewhere", division=650000000000), "2026-03-01")
    assert (found.duties, found.next_contact_due, found.next_visit_due) == ((), None, None)
