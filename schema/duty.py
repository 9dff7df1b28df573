"""Duties: what is owed to a child or by a place, until when, why, and how it stands."""

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Text,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from care.actions.reports.lists import FOREVER
from policies.classes import FieldClass, RowKind, Sight
from reads import json
from reads.archive import usual
from reads.arguments import Value
from reads.frame import Frame
from reads.rows import here, visible
from reads.sources import Computed, Key, One, Paged, Row, Rows, column, filters, readable
from records.assessment import assessment
from records.case import care_case
from records.codes import CalendarDuty, DutyBasis, DutyKind, DutyReason, DutyStatus, KeyChildReason, ScreeningMethod
from records.duty import duty
from records.report import report
from records.screening import screening_round
from records.trainee import appointment, trainee
from schema.child_parts import hidden_reasons
from schema.commission import Commission
from schema.division import HERE, place
from schema.division_of_duties import DivisionOfDuties
from schema.duty_status import owed, status, today, with_status
from schema.escalation import OF_DUTY, STEPS
from schema.ids import key_of
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.patrol import Patrol
from schema.scalars import DivisionCode
from schema.trainee import Trainee
from schema.visit import same

if TYPE_CHECKING:
    from schema.child import Child

CHILD = Annotated["Child", strawberry.lazy("schema.child")]


@strawberry.enum(description="How duties are ordered.")
class DutyOrder(Enum):
    """How duties are ordered."""

    DUE_AT = "DUE_AT"
    RISK_THEN_DUE = "RISK_THEN_DUE"


def _reasons(row: Row, frame: Frame) -> ColumnElement[str]:
    """List the reasons that the caller may read; a quarter that has passed without the duty is told by the clock."""
    missed = and_(owed(row), row.c.quarter_missed_from <= today(frame))
    late = case((missed, literal([DutyReason.QUARTER_MISSED.value], ARRAY(Text))), else_=literal([], ARRAY(Text)))
    shown = row.c.reasons + late + _unvisited(row, frame)
    for hidden in (null(), *map(json.constant, hidden_reasons(frame, "duty"))):
        shown = func.array_remove(shown, hidden)
    return cast(func.array_to_json(shown), Text)


def _unvisited(row: Row, frame: Frame) -> ColumnElement[Any]:
    """Tell of a screening that has closed without anybody having tried, as of one that was tried in vain."""
    told = DutyReason.NOT_VISITED.value
    closed = and_(owed(row), row.c.kind == DutyKind.SCREENING.value, row.c.closes_on < today(frame))
    untold = literal(told) != func.all(row.c.reasons)
    return case((and_(closed, untold), literal([told], ARRAY(Text))), else_=literal([], ARRAY(Text)))


def _responsible(row: Row, other: Row) -> ColumnElement[bool]:
    """Join whoever is named, else who holds the post at the place, right above it, or by an appointment to it."""
    runs = appointment.c.until.is_(None)
    serving = select(appointment.c.trainee_id).where(runs, appointment.c.villages.contains(array([row.c.division])))
    by_post = and_(
        row.c.responsible_id.is_(None),
        other.c.post == row.c.post,
        other.c.on_duty,
        or_(
            other.c.division == row.c.division,
            other.c.division == row.c.township,
            # An array, so that each of the three is found by an index.
            other.c.id == any_(func.array(serving.correlate(row).scalar_subquery())),
        ),
    )
    return or_(other.c.id == row.c.responsible_id, by_post)


def singled_out(row: Row) -> ColumnElement[bool]:
    """Ask that a screening names a reason for which the child must be visited."""
    return row.c.reasons.op("&&")(literal([reason.value for reason in KeyChildReason], ARRAY(Text)))


def _method(row: Row, _frame: Frame) -> ColumnElement[str]:
    """Tell how a child may be screened, by the rules of its round; null for other duties."""
    round_ = screening_round.alias()
    by_phone = case((singled_out(row), round_.c.phone_key), else_=round_.c.phone_ordinary)
    told = case((by_phone, f'"{ScreeningMethod.VISIT_OR_PHONE}"'), else_=f'"{ScreeningMethod.VISIT}"')
    its = (round_.c.division == row.c.division, round_.c.period == row.c.period)
    found = select(told).where(*its, row.c.kind == DutyKind.SCREENING.value).correlate(row).scalar_subquery()
    return func.coalesce(found, json.NULL)


# What a duty may be about that shows to fewer people than the duties of its place: the duty alone would tell of it.
_TELLING = (Rows(report, "report"), Rows(care_case, "case", listed=("case", "id")), Rows(assessment, "assessment"))


def _with_its_subject(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that a duty is of none of those, or the caller sees its subject; and that no restricted facts would be told.

    Who sees by name owes in cases, and what the calendar asks of its own organisation.
    """
    special = frame.caller.permit.sight("duty", FieldClass.SPECIAL) is Sight.SHOW
    conditions = [] if special else [~row.c.restricted]
    for rows in _TELLING:
        one = rows.table.alias()
        seen = select(one.c.id).where(one.c.id == row.c.subject, visible(frame, rows, one))
        conditions.append(or_(row.c.subject_kind.is_distinct_from(rows.kind), seen.correlate(row).exists()))
    if frame.caller.permit.row("duty") is RowKind.LISTED:
        conditions.append(or_(row.c.subject_kind == "case", row.c.calendar.is_not(None)))
    return and_(*conditions)


def _escalates_at(row: Row, _frame: Frame) -> ColumnElement[str]:
    """Tell when the next level is told; null where nobody will be: it is done, or all of them were."""
    ahead = and_(owed(row), func.coalesce(row.c.climbs_at, row.c.due_at) < literal(FOREVER, DateTime(timezone=True)))
    moment = json.value(duty.c.due_at, func.coalesce(row.c.climbs_at, row.c.due_at))
    return case((ahead, moment), else_=json.NULL)


@strawberry.type(description="A duty: what is owed, until when, and how it stands.")
class Duty(Node):
    """A duty; `dueAt` is 24:00 of `dueOn` in Asia/Shanghai unless a clock time is owed."""

    rows: ClassVar = Rows(duty, "duty", only=_with_its_subject, own=True)

    id: strawberry.ID = identifier("duty")
    kind: DutyKind = column("kind", FieldClass.BASIC)
    status: DutyStatus = readable(Computed(status), FieldClass.BASIC)
    due_at: datetime = column("due_at", FieldClass.BASIC)
    due_on: date = column("due_on", FieldClass.BASIC)
    base_on: date = column("base_on", FieldClass.BASIC)
    closes_on: date | None = column("closes_on", FieldClass.BASIC)
    done_at: datetime | None = column("done_at", FieldClass.BASIC)
    period: str | None = column("period", FieldClass.BASIC)
    calendar: CalendarDuty | None = column("calendar", FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    method: ScreeningMethod | None = readable(Computed(_method), FieldClass.BASIC)
    child: CHILD | None = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    responsible: Trainee | None = readable(One(_responsible, lambda other: (other.c.id,)), FieldClass.STAFF)
    reasons: list[str] = readable(Computed(_reasons), FieldClass.FAMILY)
    basis: DutyBasis = column("basis", FieldClass.BASIC)
    citation: str = column("citation", FieldClass.BASIC)
    rule: str = column("rule", FieldClass.BASIC)
    rule_version: str = column("rule_version", FieldClass.BASIC)
    satisfied_by: strawberry.ID | None = readable(
        Computed(
            lambda row, _frame: case(
                (row.c.satisfied_by.is_(None), json.NULL),
                else_=cast(func.to_json(func.concat(row.c.satisfied_kind, "_", cast(row.c.satisfied_by, Text))), Text),
            )
        ),
        FieldClass.BASIC,
    )
    patrol: Patrol | None = readable(
        One(lambda row, other: (row.c.satisfied_kind == "patrol") & (row.c.satisfied_by == other.c.id)),
        FieldClass.BASIC,
    )
    commission: Commission | None = readable(
        One(lambda row, other: (row.c.subject_kind == "commission") & (row.c.subject == other.c.id)), FieldClass.BASIC
    )
    division_of_duties: DivisionOfDuties | None = readable(
        One(lambda row, other: (row.c.satisfied_kind == "dutyDivision") & (row.c.satisfied_by == other.c.id)),
        FieldClass.BASIC,
    )
    escalations: list[STEPS] = readable(OF_DUTY, FieldClass.BASIC)
    escalates_at: datetime | None = readable(Computed(_escalates_at), FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("duty")
    masked: list[str] = masked()


def _with_responsible(row: Row, value: Value, _frame: Frame) -> ColumnElement[bool]:
    other = trainee.alias()
    return (
        select(other.c.id)
        .where(other.c.id == key_of(value, "trainee"), _responsible(row, other))
        .correlate(row)
        .exists()
    )


@strawberry.input(description="Which duties.")
class DutyWhere:
    """Which duties; without `statuses` those that are still owed (OPEN, DUE_TODAY, OVERDUE) or were missed."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    kinds: list[DutyKind] | None = filters(lambda row, value, _: row.c.kind.in_(value), FieldClass.BASIC)
    statuses: list[DutyStatus] | None = filters(with_status, FieldClass.BASIC)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    responsible: strawberry.ID | None = filters(_with_responsible, FieldClass.STAFF, late=True)
    due_before: date | None = filters(lambda row, value, _: row.c.due_on < value, FieldClass.BASIC, late=True)


_ID = Key("id")
BY_DAY = (Key("due_at"), _ID)
BY_RISK = (Key("priority", field_class=FieldClass.FAMILY), *BY_DAY)
_ORDERS: dict[Enum | None, tuple[Key, ...]] = {DutyOrder.DUE_AT: BY_DAY, DutyOrder.RISK_THEN_DUE: BY_RISK}
DUTIES = Paged(None, _ORDERS, usual("child"))
OWED = Paged(lambda _parent, row: owed(row), _ORDERS)
OF_CHILD = Paged(
    lambda row, other: other.c.child_id == row.c.id,
    {None: (Key("due_at", descending=True), Key("id", descending=True))},
)
