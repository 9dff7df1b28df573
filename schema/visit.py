"""Visits and contacts."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry
from sqlalchemy import ColumnElement, and_, case, false, or_, select

from policies.classes import FieldClass
from reads import json
from reads.archive import usual
from reads.arguments import Value
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, One, Paged, Row, Rows, column, filters, readable
from records.codes import DatePrecision, DutyKind, ProblemStatus, VisitField, VisitMode, VisitOutcome
from records.duty import duty
from records.visit import visit
from schema.ids import key_of
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.trainee import Trainee
from schema.visit_findings import VisitFindings

if TYPE_CHECKING:
    from schema.child import Child

CHILD = Annotated["Child", strawberry.lazy("schema.child")]
VISIT = Annotated["Visit", strawberry.lazy("schema.visit")]


@strawberry.enum(description="How visits are ordered.")
class VisitOrder(Enum):
    """How visits are ordered."""

    OCCURRED_AT_DESC = "OCCURRED_AT_DESC"
    OCCURRED_AT_ASC = "OCCURRED_AT_ASC"


def _counts_as(row: Row, _frame: Frame) -> ColumnElement[str]:
    """List the kinds of duty that the visit has satisfied."""
    kinds = select(json.joined(['"', duty.c.kind, '"'])).where(duty.c.satisfied_by == row.c.id).distinct()
    return json.array(kinds.correlate(row).order_by(json.joined(['"', duty.c.kind, '"'])))


def _problem_status(row: Row, _frame: Frame) -> ColumnElement[str]:
    """Tell how the problems of a visit stand: open until they are solved, nothing where there are none."""
    open_or_solved = case(
        (row.c.problem_solved_on.is_(None), json.constant(f'"{ProblemStatus.OPEN.value}"')),
        else_=json.constant(f'"{ProblemStatus.SOLVED.value}"'),
    )
    return case((row.c.problems.is_(None), json.constant(json.NULL)), else_=open_or_solved)


def _with_problems(row: Row, values: list[str], _frame: Frame) -> ColumnElement[bool]:
    """Ask for visits whose problems stand in one of these ways."""
    ways = []
    if ProblemStatus.OPEN in values:
        ways.append(and_(row.c.problems.is_not(None), row.c.problem_solved_on.is_(None)))
    if ProblemStatus.SOLVED in values:
        ways.append(row.c.problem_solved_on.is_not(None))
    return or_(false(), *ways)


@strawberry.type(description="A visit to a child, or a contact with it.")
class Visit(Node):
    """A visit to a child, or a contact with it; when corrected, the newer row names the older in `corrects`.

    `missingFindings` are those that the law of the place and day asks of it and its record does not hold.
    """

    rows: ClassVar = Rows(visit, "visit")

    id: strawberry.ID = identifier("visit")
    version: int = column("version", FieldClass.BASIC)
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    mode: VisitMode = column("mode", FieldClass.BASIC)
    outcome: VisitOutcome = column("outcome", FieldClass.BASIC)
    occurred_at: datetime = column("occurred_at", FieldClass.BASIC)
    precision: DatePrecision = column("precision", FieldClass.BASIC)
    visitor: Trainee | None = readable(One(lambda row, other: row.c.visitor_id == other.c.id), FieldClass.STAFF)
    problems: str | None = column("problems", FieldClass.NARRATIVE)
    solutions: str | None = column("solutions", FieldClass.NARRATIVE)
    problem_status: ProblemStatus | None = readable(Computed(_problem_status), FieldClass.NARRATIVE)
    problem_solved_on: date | None = column("problem_solved_on", FieldClass.NARRATIVE)
    findings: VisitFindings | None = readable(One(lambda row, other: other.c.visit_id == row.c.id), FieldClass.BASIC)
    missing_findings: list[VisitField] = column("missing_findings", FieldClass.FAMILY)
    recorded_at: datetime = column("recorded_at", FieldClass.BASIC)
    counts_as: list[DutyKind] = readable(Computed(_counts_as), FieldClass.BASIC)
    corrects: VISIT | None = readable(One(lambda row, other: row.c.corrects == other.c.id), FieldClass.BASIC)
    corrected_by: VISIT | None = readable(One(lambda row, other: row.c.corrected_by == other.c.id), FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("visit", "correct", "solve")
    masked: list[str] = masked()


def same(name: str, kind: str) -> Callable[[Row, Value, Frame], ColumnElement[bool]]:
    """Ask that a row refers to the one with the id; an id of another kind finds nothing."""

    def build(row: Row, value: Value, _frame: Frame) -> ColumnElement[bool]:
        return row.c[name] == key_of(value, kind)

    return build


@strawberry.input(description="Which visits.")
class VisitWhere:
    """Which visits; `from` counts, `until` does not."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    visitor: strawberry.ID | None = filters(same("visitor_id", "trainee"), FieldClass.STAFF, late=True)
    modes: list[VisitMode] | None = filters(lambda row, value, _: row.c.mode.in_(value), FieldClass.BASIC)
    outcomes: list[VisitOutcome] | None = filters(lambda row, value, _: row.c.outcome.in_(value), FieldClass.BASIC)
    from_: datetime | None = filters(
        lambda row, value, _: row.c.occurred_at >= value, FieldClass.BASIC, name="from", late=True
    )
    until: datetime | None = filters(lambda row, value, _: row.c.occurred_at < value, FieldClass.BASIC, late=True)
    problem_statuses: list[ProblemStatus] | None = filters(_with_problems, FieldClass.NARRATIVE)


LATEST_FIRST = (Key("occurred_at", descending=True), Key("id", descending=True))
ORDERS: dict[Enum | None, tuple[Key, ...]] = {
    VisitOrder.OCCURRED_AT_DESC: LATEST_FIRST,
    VisitOrder.OCCURRED_AT_ASC: (Key("occurred_at"), Key("id")),
}


def standing(row: Row) -> ColumnElement[bool]:
    """Tell whether a visit stands: no later row has corrected it."""
    return row.c.corrected_by.is_(None)


VISITS = Paged(lambda _, row: standing(row), ORDERS, usual("child"))
OF_CHILD = Paged(lambda row, other: (other.c.child_id == row.c.id) & standing(other), {None: LATEST_FIRST})
