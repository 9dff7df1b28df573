"""Implicated recipients are passed over, and nobody who has to be told is lost by it."""

from hypothesis import given
from hypothesis import strategies as st

from care.duties.reports.addressed import Addressee, addressed
from care.duties.reports.offices import OFFICES, stand_in
from records.codes import ReportCircumstance, ReportRecipient, Severity
from tests.care.duties.reports.test_addressed import DIRECTOR, FOUND, law

COMMITTEE, SUPERVISOR = ReportRecipient.VILLAGE_COMMITTEE, ReportRecipient.CHILD_SUPERVISOR
COUNTY, POLICE = ReportRecipient.COUNTY_CIVIL_AFFAIRS, ReportRecipient.POLICE


def missing(*implicated: ReportRecipient) -> dict[ReportRecipient, Addressee]:
    found = addressed([ReportCircumstance.CHILD_MISSING], Severity.ORDINARY, DIRECTOR, law("shanxi"), FOUND)
    return {one.recipient: one for one in stand_in(found, implicated)}


def test_nobody_implicated_changes_nothing() -> None:
    assert set(missing()) == {COMMITTEE, SUPERVISOR, POLICE}
    assert all(one.instead_of == () for one in missing().values())


def test_the_supervisor_stands_in_for_the_committee_and_the_county_for_the_supervisor() -> None:
    found = missing(COMMITTEE)
    assert set(found) == {SUPERVISOR, POLICE}
    assert found[SUPERVISOR].instead_of == (COMMITTEE,)
    found = missing(COMMITTEE, SUPERVISOR)
    assert set(found) == {COUNTY, POLICE}
    assert set(found[COUNTY].instead_of) == {COMMITTEE, SUPERVISOR}
    assert found[COUNTY].due_at == FOUND


def test_a_department_stays_the_recipient_and_says_so() -> None:
    assert missing(POLICE)[POLICE].instead_of == (POLICE,)


@given(st.sets(st.sampled_from(list(OFFICES))), st.sampled_from(ReportCircumstance))
def test_a_recipient_that_was_passed_over_has_somebody_in_its_place(
    implicated: set[ReportRecipient], circumstance: ReportCircumstance
) -> None:
    before = addressed([circumstance], Severity.SERIOUS, DIRECTOR, law("shanxi"), FOUND)
    after = stand_in(before, implicated)
    for one in before:
        (taken,) = [
            each
            for each in after
            if one.recipient in each.instead_of or (each.recipient is one.recipient not in implicated)
        ]
        assert taken.mandatory >= one.mandatory
        if one.mandatory:
            assert taken.due_at <= one.due_at
