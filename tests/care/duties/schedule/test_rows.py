"""The rows of rules/scenarios.md that are about due dates, computed from the shipped rulebooks alone."""

import pytest

from care.duties.derived import Difficulty
from care.duties.schedule import counts_as
from records.codes import (
    DifficultyCategory,
    DifficultyState,
    DutyBasis,
    DutyKind,
    FactSource,
    GuardianshipRating,
    KeyChildReason,
    RiskLevel,
    TraineePost,
    VisitMode,
)
from tests.care.duties.schedule.children import LAW, call, child, classified, day, event, of_kind, owed, still_open

CONTACT, VISIT, SCREENING = DutyKind.CONTACT, DutyKind.HOUSEHOLD_VISIT, DutyKind.SCREENING
SX_ORDINARY = (event("2026-01-31"), call("2026-03-05"))


def test_sx01_contact_is_due_after_a_month_and_the_visit_after_three_at_the_months_end() -> None:
    found = owed(child("shanxi", "2025-10-01", *SX_ORDINARY), "2026-03-20")
    assert (found.next_contact_due, found.next_visit_due) == (day("2026-04-05"), day("2026-04-30"))
    visit = still_open(found, VISIT, "2026-03-20")
    assert (visit.basis, visit.rule) == (DutyBasis.GUIDANCE, "visit.household.maxInterval")
    assert visit.citation == "晋民函〔2025〕80号第五条"
    assert visit.due_at.isoformat() == "2026-05-01T00:00:00+08:00"
    assert visit.post is TraineePost.CHILD_DIRECTOR


def test_sx02_a_household_visit_is_the_contact_too() -> None:
    visit = event("2026-04-20")
    found = owed(child("shanxi", "2025-10-01", *SX_ORDINARY, visit), "2026-04-20")
    assert (found.next_contact_due, found.next_visit_due) == (day("2026-05-20"), day("2026-07-20"))
    done = [one for one in found.duties if one.satisfied_by == visit.id]
    assert [(one.kind, one.due_on, one.done_on) for one in done] == [
        (CONTACT, day("2026-04-05"), day("2026-04-20")),
        (VISIT, day("2026-04-30"), day("2026-04-20")),
    ]


def test_sx04_the_interval_of_key_children_is_shorter_than_the_ordinary_one() -> None:
    facts = child("shanxi", "2025-10-01", event("2026-01-31"))
    found = owed(facts, "2026-02-10", classified(KeyChildReason.ORPHAN))
    assert found.next_visit_due == day("2026-02-28")
    visit = still_open(found, VISIT, "2026-02-10")
    assert (visit.basis, visit.reasons) == (DutyBasis.PLATFORM_DEFAULT, ("ORPHAN",))
    assert visit.citation == "平台默认值第1条；晋民函〔2025〕80号第五条"


def test_sx05_a_call_satisfies_the_contact_and_the_visit_waits_for_the_commission_or_the_approved_substitute() -> None:
    facts = child("shanxi", "2026-04-08", call("2026-05-08"), lives_at=140106001001)
    found = owed(facts, "2026-05-08")
    assert (found.next_contact_due, found.next_visit_due) == (day("2026-06-08"), day("2026-07-08"))
    for mode in (VisitMode.COMMISSIONED, VisitMode.PHONE_SUBSTITUTE):
        later = child("shanxi", "2026-04-08", call("2026-05-08"), event("2026-06-01", mode), lives_at=140106001001)
        assert owed(later, "2026-06-01").next_visit_due == day("2026-09-01")


def test_sx15_what_is_not_yet_in_force_makes_nothing() -> None:
    facts = child("shanxi", "2025-06-01", event("2025-08-30"))
    assert owed(facts, "2025-08-30").duties == ()
    assert counts_as(event("2025-08-30"), facts, classified(), LAW) == ()
    assert owed(facts, "2025-08-30").changes_on == day("2025-09-04")
    found = owed(facts, "2025-09-04")
    assert (found.next_contact_due, found.next_visit_due) == (day("2025-09-30"), day("2025-11-30"))


def test_yn01_a_disabled_child_that_was_only_phoned_is_not_visited() -> None:
    phoned = event("2026-02-10", VisitMode.PHONE_CHECK)
    facts, what = child("yunnan", "2025-06-01", phoned), classified(KeyChildReason.CHILD_DISABLED)
    for on in ("2026-03-20", "2026-04-01"):
        (quarter,) = [one for one in of_kind(owed(facts, on, what), SCREENING) if one.period == "2026Q1"]
        assert (quarter.done_on, quarter.reasons) == (None, ("CHILD_DISABLED", "NOT_VISITED"))
    assert SCREENING not in counts_as(phoned, facts, what, LAW)
    visited = child("yunnan", "2025-06-01", phoned, event("2026-03-30", VisitMode.FIELD_CHECK))
    (quarter,) = [one for one in of_kind(owed(visited, "2026-04-01", what), SCREENING) if one.period == "2026Q1"]
    assert (quarter.done_on, quarter.reasons) == (day("2026-03-30"), ("CHILD_DISABLED",))


def test_yn02_an_ordinary_child_is_screened_by_phone() -> None:
    phoned = event("2026-02-10", VisitMode.PHONE_CHECK)
    facts = child("yunnan", "2025-06-01", phoned)
    (quarter,) = [one for one in of_kind(owed(facts, "2026-04-01"), SCREENING) if one.period == "2026Q1"]
    assert (quarter.done_on, quarter.satisfied_by, quarter.reasons) == (day("2026-02-10"), phoned.id, ())
    assert counts_as(phoned, facts, classified(), LAW) == (SCREENING,)


@pytest.mark.parametrize(
    ("rating", "due"), [(GuardianshipRating.GOOD, "2026-06-10"), (GuardianshipRating.AVERAGE, "2026-04-10")]
)
def test_jl01_jl02_the_rating_says_how_often(rating: GuardianshipRating, due: str) -> None:
    found = owed(child("jilin", "2025-12-01", event("2026-03-10"), rating=rating), "2026-03-20")
    assert found.next_visit_due == day(due)
    assert found.next_contact_due is None
    assert of_kind(found, CONTACT) == []


def test_jl03_a_key_child_is_visited_within_a_month_whatever_its_rating() -> None:
    facts = child("jilin", "2025-12-01", event("2026-03-10"), rating=GuardianshipRating.GOOD)
    found = owed(facts, "2026-03-20", classified(KeyChildReason.HIV_INFECTED))
    visit = still_open(found, VISIT, "2026-03-20")
    assert (visit.due_on, visit.reasons) == (day("2026-04-10"), ("HIV_INFECTED",))
    assert (visit.rule, visit.basis) == ("visit.key.maxInterval", DutyBasis.PLATFORM_DEFAULT)


def test_jl03_high_risk_is_key_by_itself() -> None:
    facts = child("jilin", "2025-12-01", event("2026-03-10"), rating=GuardianshipRating.HIGH_RISK)
    assert owed(facts, "2026-03-20").next_visit_due == day("2026-04-10")


def test_jl05_an_unrated_child_is_treated_as_average_and_is_to_be_rated() -> None:
    found = owed(child("jilin", "2026-05-04"), "2026-05-04")
    visit = still_open(found, VISIT, "2026-05-04")
    assert (visit.due_on, visit.reasons) == (day("2026-06-04"), ("FIRST_VISIT",))
    assert (visit.rule, visit.basis) == ("visit.household.maxInterval[AVERAGE]", DutyBasis.PLATFORM_DEFAULT)
    (rating,) = of_kind(found, DutyKind.ASSESSMENT)
    assert (rating.due_on, rating.reasons, rating.rule) == (day("2026-06-04"), ("UNRATED",), "rating.scale")


def test_fj01_medium_risk_is_visited_each_month_and_that_is_the_contact() -> None:
    found = owed(child("fujian", "2026-01-05", event("2026-03-10"), risk=RiskLevel.MEDIUM), "2026-03-20")
    assert (found.next_visit_due, found.next_contact_due) == (day("2026-04-10"), day("2026-04-10"))


def test_fj02_low_risk_is_visited_each_quarter_which_is_missed_only_when_it_has_passed() -> None:
    facts = child("fujian", "2026-01-05", event("2026-01-20"), call("2026-03-25"), risk=RiskLevel.LOW)
    found = owed(facts, "2026-04-01")
    assert (found.next_contact_due, found.next_visit_due) == (day("2026-04-25"), day("2026-04-20"))
    assert still_open(found, VISIT, "2026-04-01").quarter_missed_from == day("2026-07-01")
    assert still_open(found, CONTACT, "2026-04-01").quarter_missed_from is None


def test_fj05_an_unassessed_child_is_visited_as_of_medium_risk_and_is_to_be_assessed() -> None:
    found = owed(child("fujian", "2026-05-10"), "2026-05-10")
    assert found.next_visit_due == day("2026-06-10")
    (task,) = of_kind(found, DutyKind.ASSESSMENT)
    assert (task.due_on, task.done_on, task.basis) == (day("2026-06-10"), None, DutyBasis.IN_FORCE)


def test_xg01_the_countys_intervals_hold_above_the_silent_province() -> None:
    found = owed(child("shangri-la", "2025-10-01", event("2026-03-31"), call("2026-05-12")), "2026-05-20")
    assert (found.next_contact_due, found.next_visit_due) == (day("2026-06-12"), day("2026-06-30"))


def test_xg03_aftercare_begins_the_day_after_the_eighteenth_birthday() -> None:
    orphan = Difficulty(
        DifficultyCategory.ORPHAN, DifficultyState.HELD, FactSource.STATED, day("2020-01-01"), (), "某文件"
    )
    facts, what = child("shangri-la", "2025-10-01", birth=day("2008-06-15")), classified(difficulties=[orphan])
    birthday = owed(facts, "2026-06-15", what)
    assert of_kind(birthday, DutyKind.AFTERCARE) == []
    assert birthday.changes_on == day("2026-06-16")
    (task,) = of_kind(owed(facts, "2026-06-16", what), DutyKind.AFTERCARE)
    assert (task.base_on, task.due_on, task.reasons) == (day("2026-06-16"), day("2026-06-17"), ("GROWN_UP",))
    assert owed(facts, "2026-06-16", what).next_visit_due is not None


def test_xg10_the_provinces_screening_is_owed_under_the_county_and_a_call_is_not_enough_for_a_disabled_child() -> None:
    phoned = event("2026-05-12", VisitMode.PHONE_CHECK)
    facts, what = child("shangri-la", "2025-10-01", phoned), classified(KeyChildReason.CHILD_DISABLED)
    (quarter,) = [one for one in of_kind(owed(facts, "2026-07-01", what), SCREENING) if one.period == "2026Q2"]
    assert (quarter.done_on, "NOT_VISITED" in quarter.reasons) == (None, True)
    assert quarter.citation == "云民规〔2019〕3号（六）"


def test_xg11_what_a_plan_obliged_to_goes_on_after_its_end_and_says_so() -> None:
    facts = child("shangri-la", "2025-10-01", event("2026-07-20"), call("2026-10-12"))
    before, after = owed(facts, "2026-10-31"), owed(facts, "2026-11-05")
    assert before.changes_on == day("2026-11-01")
    assert (after.next_contact_due, after.next_visit_due) == (before.next_contact_due, before.next_visit_due)
    for kind in (CONTACT, VISIT):
        assert still_open(before, kind, "2026-10-31").basis is DutyBasis.IN_FORCE
        assert still_open(after, kind, "2026-11-05").basis is DutyBasis.EXPIRED_BASIS
