"""Assessments, reviews, aftercare, and the agreement of two counties: each follows once from a fact."""

from dataclasses import replace
from datetime import date

import pytest

from care.duties.derived import Difficulty, Standing
from care.duties.facts import Filed, Held, Judged, Level
from records.codes import (
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    DutyBasis,
    DutyKind,
    FactSource,
    FileStatus,
    GuardianshipRating,
    RiskLevel,
    StandingState,
)
from tests.care.duties.schedule.children import child, classified, day, event, of_kind, owed

ASSESSMENT, REVIEW, AFTERCARE = DutyKind.ASSESSMENT, DutyKind.CLASS_REVIEW, DutyKind.AFTERCARE
ENDED = Standing(
    ChildClass.LEFT_BEHIND, StandingState.ENDED, FactSource.FACTS, day("2026-05-21"), (), "晋民函〔2025〕80号第四条", ()
)


def category(
    which: DifficultyCategory, state: DifficultyState = DifficultyState.HELD, since: str = "2020-01-01"
) -> Difficulty:
    return Difficulty(which, state, FactSource.FACTS, day(since), (), "某文件")


def test_an_assessment_is_done_on_the_day_a_level_is_first_set() -> None:
    levels = (
        Level(None, RiskLevel.UNRATED, GuardianshipRating.UNRATED),
        Level(day("2026-05-20"), RiskLevel.LOW, GuardianshipRating.UNRATED),
    )
    facts = child("fujian", "2026-05-10", levels=levels)
    (before,) = of_kind(owed(facts, "2026-05-19"), ASSESSMENT)
    (after,) = of_kind(owed(facts, "2026-05-20"), ASSESSMENT)
    assert (before.key, before.done_on) == (after.key, None)
    assert (after.done_on, after.due_on) == (day("2026-05-20"), day("2026-06-10"))


def test_an_assessment_stays_due_with_the_first_visit_when_the_visit_is_done() -> None:
    (task,) = of_kind(owed(child("fujian", "2026-05-10", event("2026-05-12")), "2026-05-20"), ASSESSMENT)
    assert (task.due_on, task.done_on) == (day("2026-06-10"), None)


def test_who_was_rated_when_registered_needs_no_first_assessment() -> None:
    assert of_kind(owed(child("fujian", "2026-05-10", risk=RiskLevel.LOW), "2026-05-20"), ASSESSMENT) == []


def test_where_no_scale_is_nothing_is_to_be_rated() -> None:
    assert of_kind(owed(child("shanxi", "2026-05-10"), "2026-05-20"), ASSESSMENT) == []


def test_a_class_that_ended_is_reviewed_within_a_day_and_the_file_goes_on() -> None:
    found = owed(child("shanxi", "2025-10-01"), "2026-05-21", classified(standings=[ENDED]))
    (review,) = of_kind(found, REVIEW)
    assert (review.base_on, review.due_on, review.reasons) == (day("2026-05-21"), day("2026-05-22"), ("CLASS_ENDED",))
    assert review.due_at.isoformat() == "2026-05-23T00:00:00+08:00"
    assert (review.rule, review.basis) == ("prompt.administrative", DutyBasis.PLATFORM_DEFAULT)
    assert review.citation == "晋民函〔2025〕80号第四条；平台默认值第5条"
    assert found.next_visit_due is not None


def test_an_officers_decision_is_the_review() -> None:
    decided = Judged(ChildClass.LEFT_BEHIND, False, day("2026-05-21"), day("2026-05-22"))
    facts = child("shanxi", "2025-10-01", judged=(decided,))
    (review,) = of_kind(owed(facts, "2026-05-22", classified(standings=[ENDED])), REVIEW)
    assert review.done_on == day("2026-05-22")
    other = replace(facts, judged=(replace(decided, what=ChildClass.IN_DIFFICULTY),))
    (review,) = of_kind(owed(other, "2026-05-22", classified(standings=[ENDED])), REVIEW)
    assert review.done_on is None


def test_a_decision_from_before_the_end_is_the_review_only_if_it_says_so() -> None:
    for holds, done in ((False, day("2026-05-21")), (True, None)):
        facts = child(
            "shanxi",
            "2025-10-01",
            judged=(Judged(ChildClass.LEFT_BEHIND, holds, day("2026-05-01"), day("2026-05-01")),),
        )
        (review,) = of_kind(owed(facts, "2026-05-25", classified(standings=[ENDED])), REVIEW)
        assert review.done_on == done


def test_a_decision_that_the_class_holds_again_is_the_review_too() -> None:
    decided = Judged(ChildClass.LEFT_BEHIND, True, day("2026-05-21"), day("2026-05-22"))
    ended = Held(ChildClass.LEFT_BEHIND, day("2026-05-21"), ended=True)
    facts = child("shanxi", "2025-10-01", judged=(decided,), classes=(ended,))
    again = replace(ENDED, state=StandingState.HELD, source=FactSource.JUDGED)
    (review,) = of_kind(owed(facts, "2026-05-22", classified(standings=[again])), REVIEW)
    (open_review,) = of_kind(owed(replace(facts, judged=()), "2026-05-22", classified(standings=[ENDED])), REVIEW)
    assert (review.key, review.done_on) == (open_review.key, day("2026-05-22"))


@pytest.mark.parametrize(
    ("decided", "done"), [("2026-05-22", day("2026-05-22")), ("2026-05-21", day("2026-05-21")), ("2026-05-20", None)]
)
def test_a_decision_that_a_category_holds_again_is_the_review_of_the_class_or_leaves_none(
    decided: str, done: date | None
) -> None:
    """Nothing on file says afterwards that the class had ended: a review that stayed open would go the next time."""
    orphan, ended = DifficultyCategory.ORPHAN, Held(ChildClass.IN_DIFFICULTY, day("2026-05-21"), ended=True)
    again = replace(
        ENDED,
        child_class=ChildClass.IN_DIFFICULTY,
        state=StandingState.HELD,
        source=FactSource.JUDGED,
        reasons=(orphan,),
    )
    judged = Judged(orphan, True, day("2026-05-01"), day(decided))
    facts = child("shanxi", "2025-10-01", judged=(judged,), classes=(ended,))
    reviews = of_kind(owed(facts, "2026-05-22", classified(standings=[again])), REVIEW)
    assert [one.done_on for one in reviews] == ([done] if done else [])


@pytest.mark.parametrize("restricted", [True, False])
@pytest.mark.parametrize("state", [StandingState.ENDED, StandingState.HELD])
def test_a_review_tells_what_its_class_told(restricted: bool, state: StandingState) -> None:
    decided = Judged(ChildClass.LEFT_BEHIND, True, day("2026-05-21"), day("2026-05-22"))
    held = Held(ChildClass.LEFT_BEHIND, day("2026-05-21"), ended=True, restricted=restricted)
    facts = child("shanxi", "2025-10-01", judged=(decided,), classes=(held,))
    one = replace(ENDED, state=state, source=FactSource.JUDGED, restricted=restricted is (state is StandingState.ENDED))
    (review,) = of_kind(owed(facts, "2026-05-22", classified(standings=[one])), REVIEW)
    # Of a class that holds again it is the one that had ended, not the one that holds.
    assert review.restricted is (one.restricted if state is StandingState.ENDED else restricted)


@pytest.mark.parametrize("state", [StandingState.HELD, StandingState.PROSPECTIVE])
def test_a_class_that_holds_needs_no_review(state: StandingState) -> None:
    found = owed(child("shanxi", "2025-10-01"), "2026-05-21", classified(standings=[replace(ENDED, state=state)]))
    assert of_kind(found, REVIEW) == []


def test_a_missing_card_is_asked_for() -> None:
    pending = category(DifficultyCategory.DISABLED, DifficultyState.PENDING, "2026-03-01")
    (review,) = of_kind(owed(child("jilin", "2026-03-01"), "2026-03-01", classified(difficulties=[pending])), REVIEW)
    assert (review.reasons, review.due_on) == (("CARD_MISSING",), day("2026-03-02"))


@pytest.mark.parametrize(
    ("which", "state", "since", "owes"),
    [
        (DifficultyCategory.ORPHAN, DifficultyState.HELD, "2020-01-01", True),
        (DifficultyCategory.TREATED_AS_ORPHAN, DifficultyState.HELD, "2020-01-01", True),
        (DifficultyCategory.ORPHAN, DifficultyState.ENDED, "2026-06-16", True),
        (DifficultyCategory.ORPHAN, DifficultyState.ENDED, "2025-01-01", False),
        (DifficultyCategory.ORPHAN, DifficultyState.OFFERED, "2020-01-01", False),
        (DifficultyCategory.DISABLED, DifficultyState.HELD, "2020-01-01", False),
    ],
)
def test_aftercare_is_owed_to_who_was_an_orphan_when_coming_of_age(
    which: DifficultyCategory, state: DifficultyState, since: str, owes: bool
) -> None:
    what = classified(difficulties=[category(which, state, since)])
    facts = child("fujian", "2025-10-01", birth=day("2008-06-15"))
    assert bool(of_kind(owed(facts, "2026-06-16", what), AFTERCARE)) is owes


def test_a_scattered_orphan_is_an_orphan_and_a_service_that_no_text_names_is_not_owed() -> None:
    scattered = replace(ENDED, child_class=ChildClass.SCATTERED_ORPHAN, state=StandingState.HELD)
    what = classified(standings=[scattered])
    born = day("2008-06-15")
    (task,) = of_kind(owed(child("jilin", "2025-10-01", birth=born), "2026-06-16", what), AFTERCARE)
    assert (task.rule, task.basis) == ("services", DutyBasis.PLATFORM_DEFAULT)
    assert of_kind(owed(child("yunnan", "2025-10-01", birth=born), "2026-06-16", what), AFTERCARE) == []


def test_aftercare_cites_only_who_names_it() -> None:
    what = classified(difficulties=[category(DifficultyCategory.ORPHAN)])
    facts = child("shangri-la", "2025-10-01", birth=day("2008-06-15"))
    (task,) = of_kind(owed(facts, "2026-06-16", what), AFTERCARE)
    assert task.citation.startswith("香民发〔2024〕13号")
    assert "云民规" not in task.citation


DIVISION = DutyKind.DIVISION_OF_DUTIES


@pytest.mark.parametrize(
    ("hukou", "lives_at", "owes"),
    [
        (220104001001, None, True),
        (220102002001, None, False),
        (220102000000, None, False),
        (220100000000, None, False),
        (350000000000, None, True),
        (220102001001, 220104001001, True),
        (None, 220104001001, False),
    ],
)
def test_two_counties_agree_where_hukou_and_residence_differ(
    hukou: int | None, lives_at: int | None, owes: bool
) -> None:
    facts = child("jilin", "2026-03-01", hukou_division=hukou, lives_at=lives_at)
    found = of_kind(owed(facts, "2026-03-01"), DIVISION)
    assert [(one.due_on, one.rule) for one in found] == ([(day("2026-03-02"), "residence.agreement")] if owes else [])


def test_counties_agree_only_where_the_text_asks_them_to() -> None:
    facts = child("shanxi", "2026-03-01", hukou_division=410102000000)
    assert of_kind(owed(facts, "2026-03-01"), DIVISION) == []


def closed(on: str, aftercare: str | None = None) -> Filed:
    return Filed(FileStatus.CLOSED, day(on), day(aftercare) if aftercare else None)


@pytest.mark.parametrize(
    ("on", "done"), [("2026-05-21", "2026-05-21"), ("2026-06-01", "2026-06-01"), ("2026-05-20", None)]
)
def test_a_closing_settles_the_review_of_a_class_that_had_ended_by_its_day(on: str, done: str | None) -> None:
    facts = child("shanxi", "2025-10-01", filed=(closed(on),))
    (task,) = of_kind(owed(facts, "2026-06-01", classified(standings=[ENDED])), REVIEW)
    assert task.done_on == (done and day(done))


@pytest.mark.parametrize(("on", "done"), [("2026-06-10", "2026-06-16"), ("2026-06-20", "2026-06-20")])
def test_aftercare_that_was_given_settles_the_duty_not_before_it_is_owed(on: str, done: str) -> None:
    what = classified(difficulties=[category(DifficultyCategory.ORPHAN)])
    facts = child("fujian", "2025-10-01", birth=day("2008-06-15"), filed=(closed("2026-06-20", on),))
    (task,) = of_kind(owed(facts, "2026-06-21", what), AFTERCARE)
    assert task.done_on == day(done)
