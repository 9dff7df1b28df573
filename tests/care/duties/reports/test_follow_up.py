"""What follows from a report: who passes it on, and until when it is to be accepted."""

from datetime import timedelta

import pytest

from care.duties.reports.addressed import addressed
from care.duties.reports.follow_up import Onward, acceptance, onward
from records.codes import DutyBasis, ReportCircumstance, Severity
from tests.care.duties.reports.test_addressed import A_DAY, AT_ONCE, DIRECTOR, FOUND, RULED, THREE_DAYS, law


def passed(place: str, *codes: str, severity: Severity = Severity.ORDINARY) -> list[Onward]:
    circumstances = [ReportCircumstance[one] for one in codes]
    found = addressed(circumstances, severity, DIRECTOR, law(place), FOUND)
    return list(onward(found, circumstances, law(place), FOUND))


def test_the_supervisor_in_shanxi_passes_every_report_that_is_due_at_once_to_the_county() -> None:
    for code in ("CHILD_MISSING", "SELF_HARM", "GUARDIAN_NOT_PERFORMING"):
        (one,) = passed("shanxi", code)
        assert (one.by, one.to, one.due_at) == ("CHILD_SUPERVISOR", "COUNTY_CIVIL_AFFAIRS", AT_ONCE)
        assert one.citation == "晋民函〔2025〕80号第十条；平台默认值第4条"
        assert one.basis is DutyBasis.PLATFORM_DEFAULT


def test_what_is_due_in_three_days_is_passed_on_only_where_the_circumstance_asks_it() -> None:
    assert passed("shanxi", "IMPROPER_DISCIPLINE") == []
    (one,) = passed("shanxi", "SCHOOL_DROPOUT")
    assert (one.by, one.to, one.due_at) == ("CHILD_SUPERVISOR", "EDUCATION", THREE_DAYS + timedelta(hours=24))


def test_civil_affairs_in_jilin_are_asked_for_admonition() -> None:
    (one,) = passed("jilin", "CARER_AND_PARENTS_REFUSE")
    assert (one.by, one.to) == ("CHILD_SUPERVISOR", "CIVIL_AFFAIRS")


def test_nobody_is_told_again_who_was_addressed_anyhow() -> None:
    found = passed("jilin", "CARER_AND_PARENTS_REFUSE", "PRIVATE_SHELTERING")
    assert found == []


def test_where_no_rule_says_so_nothing_is_passed_on() -> None:
    for place in ("yunnan", "fujian", "shangri-la"):
        assert passed(place, "CHILD_MISSING", severity=Severity.SERIOUS) == []


@pytest.mark.parametrize("place", RULED)
def test_the_grace_for_accepting_is_the_platforms_and_marked(place: str) -> None:
    urgent = acceptance(FOUND, law(place), safety=True)
    assert urgent.due_at == FOUND + timedelta(hours=1)
    assert urgent.basis is DutyBasis.PLATFORM_DEFAULT
    assert urgent.citation.endswith("平台默认值第9条")
    assert acceptance(FOUND, law(place), safety=False).due_at == A_DAY


def test_the_documents_own_word_for_the_receiver_is_cited_with_it() -> None:
    assert acceptance(FOUND, law("fujian"), safety=True).citation == "闽民童〔2024〕33号第三部分第6项；平台默认值第9条"
    assert acceptance(FOUND, law("fujian"), safety=True).rule == "receiver.urgency receiver.grace"
    assert acceptance(FOUND, law("shanxi"), safety=True).rule == "receiver.grace"
