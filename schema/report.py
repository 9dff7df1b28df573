"""Mandatory reports: what happened, to whom it went, how far it has come; never who reported."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    extract,
    func,
    or_,
    select,
)

from policies.classes import FieldClass
from reads import json
from reads.arguments import Value
from reads.frame import Frame
from reads.rows import here, visible
from reads.sources import Computed, Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.case import case_report
from records.child import child
from records.codes import (
    DutyBasis,
    Intervention,
    ReportCircumstance,
    ReportRecipient,
    ReportStage,
    ReportUrgency,
    Severity,
)
from records.report import report, report_child, report_recipient
from schema.division import HERE, place
from schema.escalation import OF_REPORT, STEPS
from schema.ids import key_of
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.scalars import DivisionCode
from schema.visit import CHILD

if TYPE_CHECKING:
    from schema.case import Case
    from schema.child import Child  # noqa: F401 - what the annotation CHILD names


CASE = Annotated["Case", strawberry.lazy("schema.case")]


def _now(frame: Frame) -> ColumnElement[datetime]:
    return bindparam(None, frame.now, DateTime(timezone=True), unique=True)


def _delay(row: Row, frame: Frame) -> ColumnElement[str]:
    late = extract("epoch", func.coalesce(row.c.sent_at, _now(frame)) - row.c.due_at) / 60
    return cast(cast(func.greatest(0, func.floor(late)), BigInteger), Text)


@strawberry.type(description="How a report stands with one of its recipients.")
class ReportRecipientState:
    """How a report stands with one of its recipients.

    `delayMinutes` tells how late it was sent, or how late it is by now; `insteadOf` who was passed over in favour of
    this recipient because they are implicated.
    """

    # Whose they are is said where they are asked for: with their report.
    rows: ClassVar = Rows(report_recipient, "report", scoped=False)

    recipient: ReportRecipient = column("recipient", FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    mandatory: bool = column("mandatory", FieldClass.BASIC)
    urgency: ReportUrgency = column("urgency", FieldClass.BASIC)
    due_at: datetime = column("due_at", FieldClass.BASIC)
    sent_at: datetime | None = column("sent_at", FieldClass.BASIC)
    delay_minutes: int = readable(Computed(_delay), FieldClass.BASIC)
    delivered_by: str | None = column("channel", FieldClass.BASIC)
    spoken_to: str | None = column("spoken_to", FieldClass.STAFF)
    reference_number: str | None = column("reference_number", FieldClass.STAFF)
    acknowledge_by: datetime | None = column("acknowledge_by", FieldClass.BASIC)
    acknowledged_at: datetime | None = column("acknowledged_at", FieldClass.BASIC)
    outcome: str | None = column("outcome", FieldClass.NARRATIVE)
    instead_of: list[ReportRecipient] = column("instead_of", FieldClass.BASIC)
    passed_on_by: ReportRecipient | None = column("passed_on_by", FieldClass.BASIC)
    rule: str = column("rule", FieldClass.BASIC)
    basis: DutyBasis = column("basis", FieldClass.BASIC)
    citation: str = column("citation", FieldClass.BASIC)


def _sexual(row: Row) -> ColumnElement[bool]:
    code = ReportCircumstance.SEXUAL_ASSAULT.value
    return or_(row.c.circumstance == code, any_(row.c.also) == code)


def _narrative(row: Row, _frame: Frame) -> ColumnElement[str]:
    return json.value(report.c.narrative, row.c.narrative)


def _narrative_of_others(row: Row, frame: Frame) -> ColumnElement[str]:
    return case((_sexual(row), json.NULL), else_=_narrative(row, frame))


def _sealed(_row: Row, _frame: Frame) -> ColumnElement[str]:
    # No login that reads reaches the sealed table: whatever a policy says, a read has nothing to show here.
    return json.constant(json.NULL)


def _recipients(row: Row, other: Row) -> ColumnElement[bool]:
    return other.c.report_id == row.c.id


def _children(row: Row, other: Row) -> ColumnElement[bool]:
    about = select(report_child.c.child_id).where(report_child.c.report_id == row.c.id)
    return other.c.id.in_(about.correlate(row))


def _case(row: Row, other: Row) -> ColumnElement[bool]:
    of = select(case_report.c.case_id).where(case_report.c.report_id == row.c.id)
    return other.c.id.in_(of.correlate(row))


@strawberry.type(description="A mandatory report with its running clocks.")
class Report(Node):
    """A mandatory report; `narrative` is what the reporter wrote, `feedback` the result that the reporter may read."""

    rows: ClassVar = Rows(report, "report")

    id: strawberry.ID = identifier("report")
    circumstance: ReportCircumstance = column("circumstance", FieldClass.BASIC)
    also: list[ReportCircumstance] = column("also", FieldClass.BASIC)
    severity: Severity = column("severity", FieldClass.BASIC)
    urgency: ReportUrgency = column("urgency", FieldClass.BASIC)
    discovered_at: datetime = column("discovered_at", FieldClass.BASIC)
    filed_at: datetime = column("created_at", FieldClass.BASIC)
    division: HERE | None = readable(place("occurred_division"), FieldClass.BASIC)
    children: list[CHILD] = readable(Many(_children, lambda other: (other.c.id.asc(),)), FieldClass.BASIC)
    narrative: str | None = readable(Computed(_narrative, masked=_narrative_of_others), FieldClass.SPECIAL)
    first_steps: list[Intervention] = column("first_steps", FieldClass.BASIC)
    stage: ReportStage = column("stage", FieldClass.BASIC)
    recipients: list[ReportRecipientState] = readable(
        Many(_recipients, lambda other: (other.c.mandatory.desc(), other.c.due_at.asc(), other.c.id.asc())),
        FieldClass.BASIC,
    )
    reporter: str | None = readable(Computed(_sealed), FieldClass.REPORTER)
    external_reference: str | None = column("external_reference", FieldClass.STAFF)
    outcome: str | None = column("outcome", FieldClass.NARRATIVE)
    feedback: str | None = column("feedback", FieldClass.BASIC)
    closed_at: datetime | None = column("closed_at", FieldClass.BASIC)
    case: CASE | None = readable(One(_case, lambda other: (other.c.id.asc(),)), FieldClass.BASIC)
    escalations: list[STEPS] = readable(OF_REPORT, FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("report", "acknowledge", "pass", "deliver", "amend", "close")
    masked: list[str] = masked()


def _about(row: Row, value: Value, frame: Frame) -> ColumnElement[bool]:
    """Ask for reports about a child in sight; one out of sight finds nothing, or the answer would tell of it."""
    one = child.alias()
    seen = select(one.c.id).where(one.c.id == key_of(value, "child"), visible(frame, Rows(child, "child"), one))
    linked = select(report_child.c.report_id).where(report_child.c.child_id.in_(seen))
    return row.c.id.in_(linked)


def _of_circumstance(row: Row, values: list[str], _frame: Frame) -> ColumnElement[bool]:
    return or_(row.c.circumstance.in_(values), row.c.also.overlap(cast(values, ARRAY(Text))))


def _with_recipient(row: Row, *conditions: Any) -> ColumnElement[bool]:
    found = select(report_recipient.c.id).where(report_recipient.c.report_id == row.c.id, *conditions)
    return found.correlate(row).exists()


def _overdue(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    to, now = report_recipient.c, _now(frame)
    unsent = and_(to.sent_at.is_(None), to.due_at < now)
    unaccepted = and_(to.acknowledged_at.is_(None), to.acknowledge_by < now)
    late = _with_recipient(row, to.mandatory, or_(unsent, unaccepted))
    return late if value else ~late


@strawberry.input(description="Which reports.")
class ReportWhere:
    """Which reports; `overdue`: not sent in time to a recipient that has to be told, or not accepted in time by one."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(_about, FieldClass.BASIC, late=True)
    circumstances: list[ReportCircumstance] | None = filters(_of_circumstance, FieldClass.BASIC)
    stages: list[ReportStage] | None = filters(lambda row, value, _: row.c.stage.in_(value), FieldClass.BASIC)
    addressed_to: list[ReportRecipient] | None = filters(
        lambda row, value, _: _with_recipient(row, report_recipient.c.recipient.in_(value)), FieldClass.BASIC
    )
    overdue: bool | None = filters(_overdue, FieldClass.BASIC)


def _reports_of(row: Row, other: Row) -> ColumnElement[bool]:
    linked = select(report_child.c.report_id).where(report_child.c.child_id == row.c.id)
    return other.c.id.in_(linked.correlate(row))


_LATEST = (Key("discovered_at", descending=True), Key("id", descending=True))
REPORTS = Paged(None, {None: _LATEST})
OF_CHILD = Paged(_reports_of, {None: _LATEST})
