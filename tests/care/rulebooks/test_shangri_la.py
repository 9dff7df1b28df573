"""What the merge must give for a county layer over a province (comparison of rule dimensions, section 4)."""

from datetime import date

import pytest

from care.divisions.tree import chain
from care.rulebooks.library import packaged
from care.rulebooks.rulebook import Basis
from care.rulebooks.values import Amount, Value

SHANGRI_LA, YUNNAN = 533401000000, 530000000000
TODAY = date(2026, 3, 20)
XG, YN = "香民发〔2024〕13号", "云民规〔2019〕3号"

ROWS: list[tuple[str, str | None, Value, set[str]]] = [
    ("contact.maxInterval", None, Amount(1, "month"), {XG}),
    ("visit.household.maxInterval", None, Amount(3, "month"), {XG}),
    ("screening.village.maxInterval", None, Amount(1, "quarter"), {YN}),
    ("screening.phoneAllowed", "ORDINARY", True, {YN}),
    ("screening.phoneAllowed", "KEY", False, {YN}),
    ("patrol.township.maxInterval", None, Amount(1, "quarter"), {YN}),
    ("emergency.urgency", None, "IMMEDIATE", {XG, YN}),
    ("emergency.recipients", None, frozenset({"POLICE", "CIVIL_AFFAIRS", "EDUCATION", "HEALTH"}), {XG, YN}),
    ("staff.director.minPerVillage", None, Amount(1, "person"), {XG, YN}),
    ("staff.director.extraAbove", None, Amount(30, "child", strict=True), {XG}),
    ("training.examBeforeDuty", "CHILD_DIRECTOR", True, {YN}),
    ("training.examBeforeDuty", "CHILD_SUPERVISOR", True, {YN}),
    ("training.director.perYear", None, Amount(1, "time"), {YN}),
    ("training.fullCoverage", "CHILD_DIRECTOR", True, {XG}),
    ("training.supervisor.perYear", None, Amount(1, "time"), {YN}),
    ("file.spotCheck.perYear", None, Amount(1, "time"), {XG}),
    ("guardianship.revocation.notFound", None, Amount(1, "year", strict=True), {YN}),
    ("guardianship.revocation.refusal", None, Amount(6, "month"), {YN}),
    ("privacy.publicity.deidentify", None, True, {XG}),
    ("report.progress", None, frozenset({"06-10", "11-10"}), {XG}),
]


@pytest.mark.parametrize(("key", "case", "value", "sources"), ROWS, ids=lambda one: one if isinstance(one, str) else "")
def test_the_county_layer_merges_over_the_province(key: str, case: str | None, value: Value, sources: set[str]) -> None:
    found = packaged().rulebook(chain(SHANGRI_LA), TODAY).rule(key, case)
    assert found is not None
    assert found.value == value
    assert {rule.document.number for rule in found.rules} == sources


def test_the_key_reasons_are_ten_since_a_disability_named_twice_counts_once() -> None:
    found = packaged().rulebook(chain(SHANGRI_LA), TODAY).value("keyReasons")
    assert isinstance(found, frozenset)
    assert len(found) == 10
    assert "CHILD_DISABLED" in found
    assert "CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY" not in found


def test_the_emergencies_of_both_layers_are_reported() -> None:
    found = packaged().rulebook(chain(SHANGRI_LA), TODAY).value("emergency.circumstances")
    assert isinstance(found, frozenset)
    assert {"CHILD_MISSING", "BODY_OR_MIND_HARMED", "OTHER_DANGER"} <= found


def test_a_silent_province_is_neither_zero_nor_infinite() -> None:
    book = packaged().rulebook(chain(YUNNAN), TODAY)
    for key in (
        "contact.maxInterval",
        "visit.household.maxInterval",
        "visit.key.maxInterval",
        "file.spotCheck.perYear",
    ):
        assert book.rule(key) is None


def test_the_county_changes_nothing_elsewhere_in_the_province() -> None:
    kunming = packaged().rulebook(chain(530102001001), TODAY)
    assert {name: one.value for name, one in kunming.effective.items()} == {
        name: one.value for name, one in packaged().rulebook(chain(YUNNAN), TODAY).effective.items()
    }


def test_obligations_go_on_when_the_countys_plan_has_ended_and_say_so() -> None:
    book = packaged().rulebook(chain(SHANGRI_LA), date(2026, 11, 5))
    visit, patrol = book.rule("visit.household.maxInterval"), book.rule("patrol.township.maxInterval")
    assert visit is not None
    assert patrol is not None
    assert (visit.value, visit.basis) == (Amount(3, "month"), Basis.EXPIRED_BASIS)
    assert patrol.basis is Basis.IN_FORCE
    directors = book.rule("staff.director.minPerVillage")
    assert directors is not None
    assert directors.basis is Basis.GUIDANCE  # what is left in force is the province's encouragement


def test_progress_reports_end_with_the_last_year_that_the_text_names() -> None:
    at = packaged().rulebook
    assert at(chain(SHANGRI_LA), date(2026, 12, 31)).rule("report.progress") is not None
    assert at(chain(SHANGRI_LA), date(2027, 1, 1)).rule("report.progress") is None


def test_nothing_holds_before_its_document() -> None:
    book = packaged().rulebook(chain(SHANGRI_LA), date(2024, 1, 17))
    assert book.rule("contact.maxInterval") is None
    assert book.rule("patrol.township.maxInterval") is not None


def test_the_raised_frequency_without_a_number_is_the_platforms_and_says_so() -> None:
    found = packaged().rulebook(chain(SHANGRI_LA), TODAY).rule("visit.key.maxInterval")
    assert found is not None
    assert (found.value, found.basis) == (Amount(1, "month"), Basis.PLATFORM_DEFAULT)
