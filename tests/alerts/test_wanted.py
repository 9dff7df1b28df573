"""What an endpoint wants is kept in columns, one for each member of `AlertWhere`."""

from dataclasses import fields, replace

from alerts.wanted import COLUMNS, Wanted, columns_of, where_of
from records.codes import AlertKind, ReportCircumstance, ReportRecipient, Severity
from records.webhook import webhook
from schema.alert import AlertWhere

ALL = Wanted(
    division=350102000000,
    kinds=(AlertKind.REPORT_FILED, AlertKind.STAFFING_GAP),
    min_severity=Severity.SERIOUS,
    circumstances=(ReportCircumstance.SCHOOL_DROPOUT,),
    addressed_to=(ReportRecipient.EDUCATION, ReportRecipient.POLICE),
)


def test_every_member_has_a_column_but_the_one_of_lists() -> None:
    members = {one.name for one in fields(Wanted)} - {"unread"}
    assert {one.name for one in fields(AlertWhere)} - {"unread"} == members
    assert len(COLUMNS) == len(members)
    assert set(COLUMNS) == set(columns_of(ALL)) <= set(webhook.c.keys())
    assert set(COLUMNS.values()) == {
        "division",
        "kinds",
        "minSeverity",
        "circumstances",
        "addressedTo",
    }


def test_what_is_not_wanted_is_not_asked_for() -> None:
    assert where_of(columns_of(Wanted())) == {}
    assert where_of(columns_of(replace(ALL, kinds=None))).keys() == {
        "division",
        "minSeverity",
        "circumstances",
        "addressedTo",
    }
