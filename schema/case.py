"""Cases: what is done for a child after reports or without them, from the first hour to the close."""

from datetime import datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, and_, func, or_, select

from policies.classes import FieldClass
from reads.archive import usual
from reads.arguments import Value
from reads.frame import Frame
from reads.rows import here, visible
from reads.sources import Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.case import care_case, case_report
from records.child import child
from records.codes import LoopStage
from schema.assessment import Assessment
from schema.case_parts import Conference, CourtApplication, InterventionRecord, of_case
from schema.division import HERE, place
from schema.ids import key_of
from schema.node import Node, identifier, masked, viewer_can
from schema.placement import Placement
from schema.report import Report
from schema.scalars import DivisionCode
from schema.visit import CHILD


def _reports(row: Row, other: Row) -> ColumnElement[bool]:
    linked = select(case_report.c.report_id).where(case_report.c.case_id == row.c.id)
    return other.c.id.in_(linked.correlate(row))


def _assessments(row: Row, other: Row) -> ColumnElement[bool]:
    """Join what was assessed of the child while the case ran, or was asked for and is not yet made."""
    made = and_(
        other.c.assessed_on >= row.c.opened_on,
        or_(row.c.closed_at.is_(None), other.c.assessed_on <= func.date(row.c.closed_at)),
    )
    waiting = and_(other.c.assessed_on.is_(None), row.c.closed_at.is_(None))
    return and_(other.c.child_id == row.c.child_id, or_(made, waiting))


@strawberry.type(description="A case: what is done for one child, stage by stage.")
class Case(Node):
    """A case; its stage follows from what was done, and never goes back (强制报告、应急处置、评估帮扶、监护干预)."""

    rows: ClassVar = Rows(care_case, "case", listed=("case", "id"))

    id: strawberry.ID = identifier("case")
    version: int = column("version", FieldClass.BASIC)
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    division: HERE | None = readable(place("division"), FieldClass.BASIC)
    stage: LoopStage = column("stage", FieldClass.BASIC)
    summary: str | None = column("summary", FieldClass.SPECIAL)
    reports: list[Report] = readable(
        Many(_reports, lambda other: (other.c.discovered_at.asc(), other.c.id.asc())), FieldClass.BASIC
    )
    assessments: list[Assessment] = readable(Many(_assessments, lambda other: (other.c.id.asc(),)), FieldClass.BASIC)
    conferences: list[Conference] = readable(
        Many(of_case, lambda other: (other.c.held_on.asc(), other.c.id.asc())), FieldClass.BASIC
    )
    interventions: list[InterventionRecord] = readable(
        Many(of_case, lambda other: (other.c.taken_on.asc(), other.c.id.asc())), FieldClass.BASIC
    )
    placements: list[Placement] = readable(
        Many(of_case, lambda other: (other.c.starts_on.asc(), other.c.id.asc())), FieldClass.BASIC
    )
    court_applications: list[CourtApplication] = readable(
        Many(of_case, lambda other: (other.c.id.asc(),)), FieldClass.BASIC
    )
    opened_at: datetime = column("opened_at", FieldClass.BASIC)
    closed_at: datetime | None = column("closed_at", FieldClass.BASIC)
    outcome: str | None = column("outcome", FieldClass.NARRATIVE)
    viewer_can: list[str] = viewer_can("case", "confer", "fulfil", "intervene", "apply", "close")
    masked: list[str] = masked()


def _about(row: Row, value: Value, frame: Frame) -> ColumnElement[bool]:
    """Ask for cases of a child in sight; one out of sight finds nothing, or the answer would tell of it."""
    one = child.alias()
    seen = select(one.c.id).where(one.c.id == key_of(value, "child"), visible(frame, Rows(child, "child"), one))
    return row.c.child_id.in_(seen)


def _closed(row: Row, value: bool, _frame: Frame) -> ColumnElement[bool]:
    return row.c.closed_at.is_not(None) if value else row.c.closed_at.is_(None)


@strawberry.input(description="Which cases; `closed` false for those that run.")
class CaseWhere:
    """Which cases; `closed` false for those that run."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(_about, FieldClass.BASIC, late=True)
    stages: list[LoopStage] | None = filters(lambda row, value, _: row.c.stage.in_(value), FieldClass.BASIC)
    closed: bool | None = filters(_closed, FieldClass.BASIC)


CASES = Paged(None, {None: (Key("id", descending=True),)}, usual("child"))
