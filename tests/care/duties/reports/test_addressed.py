"""To whom a report goes in each jurisdiction, until when, and on what that rests."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.divisions.tree import chain
from care.duties.reports.addressed import Addressee, addressed, first_steps, most_urgent
from care.rulebooks.library import packaged
from care.rulebooks.rulebook import Rulebook
from records.codes import DutyBasis, ReportCircumstance, ReporterKind, ReportRecipient, ReportUrgency, Severity
from tests.support.scenes import SHANGHAI, VILLAGES

FOUND = datetime(2026, 6, 3, 9, 0, tzinfo=SHANGHAI)
DIRECTOR = ReporterKind.CHILD_DIRECTOR
POLICE = {"POLICE"}
VISITORS = {"VILLAGE_COMMITTEE", "CHILD_SUPERVISOR"}
SHANXI_LIST = [
    "CHILD_MISSING",
    "CHILD_LIVING_ALONE",
    "SEXUAL_ASSAULT",
    "TRAFFICKING",
    "ABANDONMENT",
    "ABUSE",
    "VIOLENT_INJURY",
    "INSTIGATED_OFFENCE",
    "COERCED_BEGGING",
    "HARM_TO_OTHERS",
    "SELF_HARM",
    "SUICIDE",
    "WANDERING_BEGGING",
    "DE_FACTO_UNGUARDED",
]
SIX = [
    "CHILD_LIVING_ALONE",
    "CHILD_MISSING",
    "GUARDIAN_LOST_CAPACITY",
    "GUARDIAN_NOT_PERFORMING",
    "SUSPECTED_DOMESTIC_VIOLENCE",
    "SUSPECTED_UNLAWFUL_HARM",
]
SEVEN = [*SIX, "SUSPECTED_ACCIDENTAL_INJURY"]
FUJIAN = {"POLICE", "CIVIL_AFFAIRS", "EDUCATION"}
FOUR = {*FUJIAN, "HEALTH"}
AT_ONCE, THREE_DAYS, A_DAY = FOUND, datetime(2026, 6, 7, tzinfo=SHANGHAI), FOUND + timedelta(hours=24)

# jurisdiction: circumstances, recipients, urgency, due
RULED: dict[str, list[tuple[list[str], set[str], str, datetime]]] = {
    "shanxi": [
        (SHANXI_LIST, VISITORS | POLICE, "IMMEDIATE", AT_ONCE),
        (["GUARDIAN_NOT_PERFORMING", "GUARDIAN_INFRINGES_RIGHTS"], {"CHILD_SUPERVISOR"}, "IMMEDIATE", AT_ONCE),
        (
            ["IMPROPER_DISCIPLINE", "SCHOOL_DROPOUT", "HUKOU_UNREGISTERED", "INFORMAL_ADOPTION"],
            VISITORS,
            "WITHIN_3_DAYS",
            THREE_DAYS,
        ),
        (["NEEDS_GUARDIANSHIP_ASSESSMENT", "NEEDS_MENTAL_ASSESSMENT"], {"PROTECTION_CENTRE"}, "PROMPT", A_DAY),
    ],
    "yunnan": [(SIX, POLICE, "PROMPT", AT_ONCE)],
    "jilin": [
        (SEVEN, POLICE, "FIRST_MOMENT", AT_ONCE),
        (["CARER_AND_PARENTS_REFUSE"], VISITORS, "PROMPT", AT_ONCE),
        (["PRIVATE_SHELTERING"], {"CIVIL_AFFAIRS", "POLICE"}, "PROMPT", AT_ONCE),
    ],
    "fujian": [
        ([*SEVEN, "OTHER_DANGER"], FUJIAN, "IMMEDIATE", AT_ONCE),
        (["VISIT_PROBLEM"], {"CHILD_SUPERVISOR"}, "PROMPT", A_DAY),
        (["CARER_UNFIT"], {"PARENTS", "VILLAGE_COMMITTEE"}, "PROMPT", A_DAY),
    ],
    "shangri-la": [
        ([*SIX, "BODY_OR_MIND_HARMED", "OTHER_DANGER"], FOUR, "IMMEDIATE", AT_ONCE),
        (["VISIT_PROBLEM"], {"CHILD_SUPERVISOR"}, "PROMPT", A_DAY),
        (["CARER_UNFIT"], {"PARENTS", "VILLAGE_COMMITTEE"}, "PROMPT", A_DAY),
    ],
}
CASES = [
    (place, ReportCircumstance[code], recipients, urgency, due)
    for place, rows in RULED.items()
    for codes, recipients, urgency, due in rows
    for code in codes
]
OPEN_LIST = {"shanxi": VISITORS | POLICE, "yunnan": POLICE, "jilin": POLICE, "fujian": FUJIAN, "shangri-la": FOUR}
UNLISTED = [
    (place, code)
    for place in RULED
    for code in ReportCircumstance
    if (place, code) not in {(where, one) for where, one, *_ in CASES}
]
SAFETY = {
    *SHANXI_LIST,
    *SEVEN,
    *("GUARDIAN_INFRINGES_RIGHTS", "BODY_OR_MIND_HARMED", "OTHER_DANGER", "CARER_AND_PARENTS_REFUSE"),
    "PRIVATE_SHELTERING",
}


def law(place: str, on: datetime = FOUND) -> Rulebook:
    return packaged().rulebook(chain(VILLAGES[place]), on.date())


def ask(
    place: str,
    *circumstances: str,
    severity: Severity = Severity.ORDINARY,
    reporter: ReporterKind = DIRECTOR,
    at: datetime = FOUND,
) -> dict[str, Addressee]:
    asked = [ReportCircumstance[one] for one in circumstances]
    return {one.recipient.value: one for one in addressed(asked, severity, reporter, law(place, at), at)}


def owed(found: dict[str, Addressee]) -> dict[str, Addressee]:
    return {name: one for name, one in found.items() if one.mandatory}


@pytest.mark.parametrize(("place", "circumstance", "recipients", "urgency", "due"), CASES)
def test_a_circumstance_goes_to_whom_its_rule_names(
    place: str, circumstance: ReportCircumstance, recipients: set[str], urgency: str, due: datetime
) -> None:
    found = owed(ask(place, circumstance))
    assert set(found) == recipients
    assert {one.urgency for one in found.values()} == {urgency}
    assert {one.due_at for one in found.values()} == {due}
    assert all(one.citation and one.rule for one in found.values())


@pytest.mark.parametrize(("place", "circumstance"), UNLISTED)
def test_what_no_rule_lists_goes_to_whom_emergencies_go_and_is_marked(
    place: str, circumstance: ReportCircumstance
) -> None:
    found = owed(ask(place, circumstance))
    assert set(found) == OPEN_LIST[place]
    assert {one.basis for one in found.values()} == {DutyBasis.PLATFORM_DEFAULT}
    assert all("平台默认值第10条" in one.citation for one in found.values())
    assert {one.due_at for one in found.values()} == {AT_ONCE if circumstance in SAFETY else A_DAY}


def test_every_circumstance_was_looked_at_in_every_jurisdiction() -> None:
    assert len(CASES) + len(UNLISTED) == len(RULED) * len(ReportCircumstance)


def test_before_the_law_is_in_force_the_county_gets_it_and_no_document_is_cited() -> None:
    early = datetime(2025, 8, 30, 10, 0, tzinfo=SHANGHAI)
    (county,) = ask("shanxi", "CHILD_MISSING", at=early).values()
    assert (county.recipient, county.due_at) == (ReportRecipient.COUNTY_CIVIL_AFFAIRS, early)
    assert county.basis is DutyBasis.PLATFORM_DEFAULT
    assert "晋民函" not in county.citation


def test_several_circumstances_unite_recipients_with_the_earliest_deadline_of_each() -> None:
    found = ask("shanxi", "SCHOOL_DROPOUT", "CHILD_LIVING_ALONE", "NEEDS_MENTAL_ASSESSMENT")
    assert {name: one.due_at for name, one in found.items()} == {
        "VILLAGE_COMMITTEE": AT_ONCE,
        "CHILD_SUPERVISOR": AT_ONCE,
        "POLICE": AT_ONCE,
        "PROTECTION_CENTRE": A_DAY,
    }
    assert most_urgent(found.values()) is ReportUrgency.IMMEDIATE


def test_a_serious_case_goes_to_the_police_at_the_same_time() -> None:
    found = ask("shanxi", "GUARDIAN_NOT_PERFORMING", severity=Severity.SERIOUS)
    assert {name: (one.urgency.value, one.due_at) for name, one in found.items()} == {
        "CHILD_SUPERVISOR": ("IMMEDIATE", AT_ONCE),
        "POLICE": ("SIMULTANEOUS", AT_ONCE),
    }
    for place in ("fujian", "shangri-la"):
        assert owed(ask(place, "CARER_UNFIT", severity=Severity.SERIOUS))["POLICE"].due_at == AT_ONCE
    assert "POLICE" not in ask("fujian", "CARER_UNFIT")
    # A document that names nobody for a serious case adds nobody.
    assert set(ask("jilin", "CARER_AND_PARENTS_REFUSE", severity=Severity.SERIOUS)) == VISITORS


def test_a_school_in_jilin_reports_to_education_and_police() -> None:
    found = ask("jilin", "SUSPECTED_UNLAWFUL_HARM", reporter=ReporterKind.SCHOOL)
    assert {name: one.urgency.value for name, one in found.items()} == {"EDUCATION": "IMMEDIATE", "POLICE": "IMMEDIATE"}
    assert found["POLICE"].rule == "emergency.recipients[SCHOOL] emergency.urgency[SCHOOL]"
    assert set(ask("jilin", "SUSPECTED_UNLAWFUL_HARM", reporter=ReporterKind.CHILD_SUPERVISOR)) == POLICE


def test_a_director_in_yunnan_lets_committee_and_supervisor_know() -> None:
    found = ask("yunnan", "CHILD_MISSING")
    assert {name for name, one in found.items() if not one.mandatory} == VISITORS
    assert next(iter(found)) == "POLICE"
    assert found["POLICE"].basis is DutyBasis.PLATFORM_DEFAULT
    assert found["POLICE"].citation == "云民规〔2019〕3号附件3第5项；平台默认值第4条"
    assert set(ask("yunnan", "CHILD_MISSING", reporter=ReporterKind.SCHOOL)) == POLICE


def test_a_rule_that_only_guides_and_a_plan_that_has_ended_are_marked() -> None:
    assert {one.basis for one in ask("shanxi", "ABUSE").values()} == {DutyBasis.GUIDANCE}
    later = datetime(2026, 11, 5, 8, 0, tzinfo=SHANGHAI)
    assert {one.basis for one in ask("fujian", "CHILD_MISSING").values()} == {DutyBasis.IN_FORCE}
    assert {one.basis for one in ask("fujian", "CHILD_MISSING", at=later).values()} == {DutyBasis.EXPIRED_BASIS}


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        ("2026-06-03T00:00", "2026-06-07T00:00"),
        ("2026-06-03T23:59", "2026-06-07T00:00"),
        ("2026-09-29T10:00", "2026-10-03T00:00"),  # no extension for holidays
        ("2027-12-30T10:00", "2028-01-03T00:00"),
    ],
)
def test_three_days_are_calendar_days_after_the_day_of_discovery(clock: str, due: str) -> None:
    at = datetime.fromisoformat(clock).replace(tzinfo=SHANGHAI)
    found = ask("shanxi", "SCHOOL_DROPOUT", at=at)
    assert {one.due_at for one in found.values()} == {datetime.fromisoformat(due).replace(tzinfo=SHANGHAI)}


def test_the_first_steps_are_told() -> None:
    def steps(place: str, code: str) -> set[str]:
        return set(first_steps([ReportCircumstance[code]], law(place)))

    assert steps("jilin", "CARER_AND_PARENTS_REFUSE") == {"TEMP_CARE"}
    assert steps("jilin", "GUARDIAN_NOT_PERFORMING") == {"DISSUADE", "STOP", "CRITICISE"}
    assert steps("shanxi", "GUARDIAN_NOT_PERFORMING") == {"DISSUADE", "STOP"}
    assert steps("fujian", "CHILD_MISSING") == set()


some = st.lists(st.sampled_from(ReportCircumstance), min_size=1, max_size=5, unique=True)


@given(st.sampled_from(list(RULED)), some, st.sampled_from(Severity), st.sampled_from(ReporterKind))
def test_more_circumstances_never_lose_a_recipient_nor_give_it_more_time(
    place: str, circumstances: list[ReportCircumstance], severity: Severity, reporter: ReporterKind
) -> None:
    whole = ask(place, *circumstances, severity=severity, reporter=reporter)
    assert owed(whole)
    assert "OTHER_DEPARTMENT" not in whole
    for one in circumstances:
        for name, alone in owed(ask(place, one, reporter=reporter)).items():
            assert whole[name].mandatory
            assert whole[name].due_at <= alone.due_at
    assert all(one.due_at >= FOUND for one in whole.values())
    _in_order(whole.values())


def _in_order(found: Iterable[Addressee]) -> None:
    mandatory = [one.due_at for one in found if one.mandatory]
    assert mandatory == sorted(mandatory)
