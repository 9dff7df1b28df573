"""Commissions: visits that the township of residence makes for the place of the file, and calls in their place."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry
from sqlalchemy import ColumnElement, Text, cast, or_

from policies.classes import FieldClass
from reads import json
from reads.archive import usual
from reads.arguments import Value
from reads.frame import Frame
from reads.rows import area_of, inside, within
from reads.sources import Computed, Key, One, Paged, Row, Rows, column, filters, readable
from records.codes import CommissionStatus, DutyBasis
from records.commission import commission
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import Visit, same

if TYPE_CHECKING:
    from schema.child import Child

CHILD = Annotated["Child", strawberry.lazy("schema.child")]


def _child_id(row: Row, _frame: Frame) -> ColumnElement[str]:
    """Write the child's id, which the receiving side names in its record and can read nothing by."""
    return json.joined(['"child_', cast(row.c.child_id, Text), '"'])


@strawberry.type(
    description="A visit that the township of residence makes for the place of the file, or a call in its place;"
    " the receiving side sees this and nothing else of the child."
)
class Commission(Node):
    """A commissioned visit; `child` is null for who does not see the file, `childId` names it in `recordVisit`."""

    rows: ClassVar = Rows(commission, "commission", also="to_division")

    id: strawberry.ID = identifier("commission")
    status: CommissionStatus = column("status", FieldClass.BASIC)
    child: CHILD | None = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    child_id: strawberry.ID = readable(Computed(_child_id), FieldClass.BASIC)
    child_name: str | None = column("child_name", FieldClass.BASIC)
    address: str | None = column("child_address", FieldClass.LOCATION)
    division: HERE | None = readable(place("division"), FieldClass.BASIC)
    to_division: HERE | None = readable(place("to_division"), FieldClass.BASIC)
    reason: str | None = column("reason", FieldClass.NARRATIVE)
    due_on: date = column("due_on", FieldClass.BASIC)
    offered_at: datetime = column("offered_at", FieldClass.BASIC)
    accepted_at: datetime | None = column("accepted_at", FieldClass.BASIC)
    approved_at: datetime | None = column("approved_at", FieldClass.BASIC)
    approval_reason: str | None = column("approval_reason", FieldClass.NARRATIVE)
    visited_at: datetime | None = column("visited_at", FieldClass.BASIC)
    visit: Visit | None = readable(One(lambda row, other: row.c.visit_id == other.c.id), FieldClass.BASIC)
    citation: str = column("citation", FieldClass.BASIC)
    basis: DutyBasis = column("basis", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("commission", "accept", "approve")
    masked: list[str] = masked()


def _of_either_side(row: Row, value: Value, _frame: Frame) -> ColumnElement[bool]:
    area = area_of(value)
    return or_(within(row, area), inside(row.c.to_division, area))


@strawberry.input(description="Which commissions; a division means either side's.")
class CommissionWhere:
    """Which commissions; a division means either side's."""

    division: DivisionCode | None = filters(_of_either_side, FieldClass.BASIC, late=True)
    statuses: list[CommissionStatus] | None = filters(lambda row, value, _: row.c.status.in_(value), FieldClass.BASIC)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)


COMMISSIONS = Paged(None, {None: (Key("id", descending=True),)}, usual("child"))
