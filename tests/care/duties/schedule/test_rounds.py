"""Screenings and follow-ups: once in each period, by visit or by call."""

from dataclasses import replace

from care.duties.derived import KeyReason
from records.codes import DutyBasis, DutyKind, KeyChildReason, VisitMode, VisitOutcome
from tests.care.duties.schedule.children import MADE_UP, call, child, classified, day, event, law, of_kind, owed
from tests.care.rulebooks.texts import layer, rule

SCREENING, FOLLOW_UP = DutyKind.SCREENING, DutyKind.FOLLOW_UP


def test_a_child_is_screened_once_in_this_quarter_and_in_the_last() -> None:
    found = owed(child("yunnan", "2025-06-01"), "2026-02-10")
    assert [(one.period, one.base_on, one.due_on, one.closes_on) for one in of_kind(found, SCREENING)] == [
        ("2025Q4", day("2025-10-01"), day("2025-12-31"), day("2025-12-31")),
        ("2026Q1", day("2026-01-01"), day("2026-03-31"), day("2026-03-31")),
    ]
    assert found.changes_on == day("2026-04-01")


def test_screening_begins_with_the_registration() -> None:
    (quarter,) = of_kind(owed(child("yunnan", "2026-02-10"), "2026-02-10"), SCREENING)
    assert (quarter.period, quarter.base_on) == ("2026Q1", day("2026-02-10"))


def test_who_was_not_seen_until_the_quarter_closed_is_listed() -> None:
    found = of_kind(owed(child("yunnan", "2025-06-01"), "2026-02-10"), SCREENING)
    assert [one.reasons for one in found] == [("NOT_VISITED",), ()]


def test_an_attempt_is_told_of_and_does_not_screen() -> None:
    tried = event("2026-02-10", VisitMode.FIELD_CHECK, VisitOutcome.NOT_HOME)
    quarter = of_kind(owed(child("yunnan", "2025-06-01", tried), "2026-02-11"), SCREENING)[-1]
    assert (quarter.done_on, quarter.reasons) == (None, ("ATTEMPTED",))


def test_a_call_from_before_the_child_was_a_key_child_still_counts() -> None:
    facts = child("yunnan", "2025-06-01", call("2026-01-10"))
    what = replace(classified(), key_reasons=(KeyReason(KeyChildReason.ILL, day("2026-02-01"), "某文件"),))
    quarter = of_kind(owed(facts, "2026-02-10", what), SCREENING)[-1]
    assert (quarter.done_on, quarter.reasons) == (day("2026-01-10"), ("ILL",))
    assert of_kind(owed(facts, "2026-04-10", what), SCREENING)[-1].done_on is None


def test_a_late_event_of_the_last_quarter_finds_its_own() -> None:
    facts = child("yunnan", "2025-06-01")
    missed = of_kind(owed(facts, "2026-04-10"), SCREENING)[0]
    late = of_kind(owed(replace(facts, events=(call("2026-03-30"),)), "2026-04-10"), SCREENING)[0]
    assert (missed.key, missed.done_on) == (late.key, None)
    assert late.done_on == day("2026-03-30")


def test_a_period_whose_events_were_left_out_is_not_judged() -> None:
    facts = child("yunnan", "2025-06-01", since=day("2026-01-01"))
    assert [one.period for one in of_kind(owed(facts, "2026-02-10"), SCREENING)] == ["2026Q1"]


def test_who_is_singled_out_is_followed_up_in_person_each_quarter() -> None:
    facts, what = child("yunnan", "2025-06-01", call("2026-02-10")), classified(KeyChildReason.NO_HUKOU)
    last, this = of_kind(owed(facts, "2026-02-20", what), FOLLOW_UP)
    assert (this.period, this.due_on, this.done_on) == ("2026Q1", day("2026-03-31"), None)
    assert (this.reasons, this.basis, this.rule) == (("NO_HUKOU",), DutyBasis.IN_FORCE, "followUp.reasons")
    assert this.citation == "云民规〔2019〕3号附件3第4项；云民规〔2019〕3号（六）"
    assert last.period == "2025Q4"
    seen = replace(facts, events=(*facts.events, event("2026-03-02", VisitMode.IN_PERSON)))
    assert of_kind(owed(seen, "2026-03-02", what), FOLLOW_UP)[-1].done_on == day("2026-03-02")


def test_a_follow_up_begins_when_the_reason_does() -> None:
    facts = child("yunnan", "2025-06-01", event("2026-01-10"))
    what = replace(classified(), key_reasons=(KeyReason(KeyChildReason.OUT_OF_SCHOOL, day("2026-02-01"), "某文件"),))
    (quarter,) = of_kind(owed(facts, "2026-02-10", what), FOLLOW_UP)
    assert (quarter.base_on, quarter.done_on) == (day("2026-02-01"), None)
    assert of_kind(owed(facts, "2026-01-31", what), FOLLOW_UP) == []


def test_others_are_not_followed_up() -> None:
    what = classified(KeyChildReason.UNGUARDED)
    assert of_kind(owed(child("yunnan", "2025-06-01"), "2026-02-20", what), FOLLOW_UP) == []


def test_a_province_that_screens_each_month_is_screened_each_month() -> None:
    here = law(layer(rule("screening.village.maxInterval", "1", 'unit = "month"')))
    facts = child("somewhere", "2025-06-01", call("2026-02-10"), division=MADE_UP)
    found = owed(facts, "2026-02-20", law=here)
    assert [one.period for one in of_kind(found, SCREENING)] == ["2026-01", "2026-02"]
    # Nothing says that a call will do.
    assert of_kind(found, SCREENING)[-1].done_on is None
    assert found.changes_on == day("2026-03-01")


def test_follow_up_without_anything_that_looks_at_it_is_silent() -> None:
    here = law(layer(rule("followUp.reasons", '["NO_HUKOU"]')))
    facts = child("somewhere", "2025-06-01", division=MADE_UP)
    assert owed(facts, "2026-02-20", classified(KeyChildReason.NO_HUKOU), law=here).duties == ()
