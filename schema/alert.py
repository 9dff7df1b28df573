"""Alerts: what happened, to which row and where; no person's data of their own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

import strawberry
from sqlalchemy import ARRAY, ColumnElement, Text, case, cast, func, or_, select

from policies.classes import FieldClass, RowKind, Sight
from reads import json
from reads.frame import Frame
from reads.rows import here, visible, within
from reads.sources import Computed, Key, Paged, Reference, Row, Rows, column, filters, readable
from records.alert_read import alert_read, alert_read_upto
from records.codes import AlertKind, ReportCircumstance, ReportRecipient, Severity
from records.division import division
from records.journal import event_log
from records.report import report, report_recipient
from schema.division import HERE, place
from schema.node import Node, identifier
from schema.scalars import DivisionCode

RULES: Final = "rulebook"  # for all to know, and no object
ROLES: Final = "role_assignment"  # for who assigns roles in the place, and no object


def _itself(row: Row) -> ColumnElement[UUID]:
    key: ColumnElement[UUID] = row.c.subject
    return key


def _of_recipient(row: Row) -> ColumnElement[UUID]:
    of = report_recipient.alias()
    return select(of.c.report_id).where(of.c.id == row.c.subject).correlate(row).scalar_subquery()


# What actions announce: the word in the log, the kind of the object that it means, and that object's key.
SUBJECTS: Final[dict[str, tuple[str, Callable[[Row], ColumnElement[UUID]]]]] = {
    **{
        kind: (kind, _itself)
        for kind in (
            *("child", "guardian", "visit", "trainee", "organisation", "report", "case", "commission", "dutyDivision"),
            *("activity", "patrol", "systemUpdate", "workReport", "spotCheck", "submission", "breakGlass"),
            *("duty", "agreement", "escalation", "digest", "grant", "assessment"),
        )
    },
    "report_recipient": ("report", _of_recipient),
    "restricted_child": ("child", _itself),
}
# What is told to readers of a class of the subject's alone: for others nothing has changed.
READ_BY: Final = {"restricted_child": FieldClass.SPECIAL}


def shows(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Write the condition that an alert shows: where its subject does.

    What is seen by place is judged by the place that the alert names, so that the place a child has left hears that it
    left; what is seen by name, or by more than its place, by the subject itself.
    """
    by_place, by_subject = judged(frame)
    either: list[ColumnElement[bool]] = [row.c.subject_kind == RULES]
    if by_place and frame.caller.areas:
        either.append(row.c.subject_kind.in_(by_place) & or_(*(within(row, area) for area in frame.caller.areas)))
    for word in by_subject:
        kind, key = SUBJECTS[word]
        rows = frame.registry.nodes[kind].rows
        other = rows.table.alias()
        found = select(other.c.id).where(other.c.id == key(row), visible(frame, rows, other))
        either.append((row.c.subject_kind == word) & found.correlate(row).exists())
    return or_(*either)


def judged(frame: Frame) -> tuple[list[str], list[str]]:
    """Give the words of subjects that the caller sees by the alert's place, and of those judged by the subject."""
    by_place: list[str] = []
    by_subject: list[str] = []
    for word, (kind, _) in SUBJECTS.items():
        permit, rows = frame.caller.permit, frame.registry.nodes[kind].rows
        sight, needed = permit.row(kind), READ_BY.get(word)
        if sight is RowKind.NONE or (needed is not None and permit.sight(kind, needed) is not Sight.SHOW):
            continue
        by_its_place = sight is RowKind.AREA and rows.also is None and rows.by is None
        by_its_place = rows.only is None and (by_its_place or not rows.scoped)
        (by_place if by_its_place else by_subject).append(word)
    if "role:assign" in frame.caller.permit.actions:
        by_place.append(ROLES)
    return by_place, by_subject


def _sequence(row: Row, _frame: Frame) -> ColumnElement[str]:
    return json.joined(['"', cast(row.c.sequence, Text), '"'])


def _summary(row: Row, frame: Frame) -> ColumnElement[str]:
    """Say what happened and where, in the caller's language; of a person nothing."""
    chinese = frame.caller.language == "zh"
    told = case(*((row.c.kind == kind.value, kind.zh if chinese else kind.en) for kind in AlertKind))
    there = select(division.c.name).where(division.c.code == row.c.division).correlate(row).scalar_subquery()
    where = func.coalesce(there, cast(row.c.division, Text))
    text = func.concat(where, "：", told) if chinese else func.concat(told, ": ", where)
    return cast(func.to_json(text), Text)


def _read(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that the caller has marked it as read, by itself or with all before it, in the role of the request."""
    conditions = []
    for table in (alert_read_upto, alert_read):
        mine = table.alias()
        whose = (mine.c.subject == frame.caller.subject, mine.c.role == frame.caller.permit.role.value)
        reached = mine.c.sequence >= row.c.sequence if table is alert_read_upto else mine.c.sequence == row.c.sequence
        conditions.append(select(mine.c.sequence).where(*whose, reached).correlate(row).exists())
    return or_(*conditions)


def _told_read(row: Row, frame: Frame) -> ColumnElement[str]:
    return cast(_read(row, frame), Text)


@strawberry.type(
    description="Something happened that somebody may have to know of. It shows where its subject shows; `summary` has"
    " no person's name. `sequence` is its place among all alerts of the tenant: take the last one seen to go on."
    " `read` is the viewer's own mark, in the role of the request."
)
class Alert(Node):
    """An event of the log; `subject` is null where the viewer does not see it (any more), or where it is no object."""

    rows: ClassVar = Rows(event_log, "alert", scoped=False, only=shows)

    id: strawberry.ID = identifier("alert")
    sequence: str = readable(Computed(_sequence), FieldClass.BASIC)
    kind: AlertKind = column("kind", FieldClass.BASIC)
    severity: Severity = column("severity", FieldClass.BASIC)
    occurred_at: datetime = column("occurred_at", FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    subject: Node | None = readable(Reference("subject_kind", SUBJECTS), FieldClass.BASIC)
    summary: str = readable(Computed(_summary), FieldClass.BASIC)
    read: bool = readable(Computed(_told_read), FieldClass.BASIC)


def _least(row: Row, value: str, _frame: Frame) -> ColumnElement[bool]:
    grave = list(Severity)
    return row.c.severity.in_([one.value for one in grave[grave.index(Severity[value]) :]])


def _report(row: Row) -> ColumnElement[Any]:
    """Give the key of the report that an alert is about, NULL for any other."""
    return case((row.c.subject_kind == "report", row.c.subject), (_is_recipient(row), _of_recipient(row)))


def _is_recipient(row: Row) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = row.c.subject_kind == "report_recipient"
    return condition


def _of_circumstance(row: Row, values: list[str], _frame: Frame) -> ColumnElement[bool]:
    one = report.alias()
    either = or_(one.c.circumstance.in_(values), one.c.also.overlap(cast(values, ARRAY(Text))))
    return select(one.c.id).where(one.c.id == _report(row), either).correlate(row).exists()


def _addressed_to(row: Row, values: list[str], _frame: Frame) -> ColumnElement[bool]:
    """Ask for reports to a recipient; where an alert is about one recipient, for that one."""
    to = report_recipient.alias()
    this = case((_is_recipient(row), to.c.id == row.c.subject), else_=to.c.report_id == _report(row))
    return select(to.c.id).where(to.c.recipient.in_(values), this).correlate(row).exists()


def _unread(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    return ~_read(row, frame) if value else _read(row, frame)


@strawberry.input(
    description="Which alerts. With `circumstances` or `addressedTo` these are about reports alone; `minSeverity`"
    " counts from that grade up."
)
class AlertWhere:
    """Which alerts."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    kinds: list[AlertKind] | None = filters(lambda row, value, _: row.c.kind.in_(value), FieldClass.BASIC)
    min_severity: Severity | None = filters(_least, FieldClass.BASIC)
    circumstances: list[ReportCircumstance] | None = filters(_of_circumstance, FieldClass.BASIC)
    addressed_to: list[ReportRecipient] | None = filters(_addressed_to, FieldClass.BASIC)
    unread: bool | None = filters(_unread, FieldClass.BASIC)


ALERTS = Paged(None, {None: (Key("sequence", descending=True),)})
