"""Divisions of duties: what the counties of residence and of hukou have agreed on for a child."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry
from sqlalchemy import ColumnElement, or_

from policies.classes import FieldClass
from reads.archive import usual
from reads.arguments import Value
from reads.frame import Frame
from reads.rows import area_of, inside
from reads.sources import Key, One, Paged, Row, Rows, column, filters, readable
from records.division_of_duties import division_of_duties
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import same

if TYPE_CHECKING:
    from schema.child import Child

CHILD = Annotated["Child", strawberry.lazy("schema.child")]


@strawberry.type(description="Who does what for a child that lives in one county and has its hukou in another.")
class DivisionOfDuties(Node):
    """An agreement of two counties; `child` is null for the county that does not see the file."""

    rows: ClassVar = Rows(division_of_duties, "dutyDivision", also="other_division")

    id: strawberry.ID = identifier("dutyDivision")
    child: CHILD | None = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    child_name: str | None = column("child_name", FieldClass.BASIC)
    residence: HERE | None = readable(place("residence"), FieldClass.BASIC)
    other_division: HERE | None = readable(place("other_division"), FieldClass.BASIC)
    agreed_on: date = column("agreed_on", FieldClass.BASIC)
    terms: str | None = column("terms", FieldClass.NARRATIVE)
    citation: str = column("citation", FieldClass.BASIC)
    recorded_at: datetime = column("recorded_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("dutyDivision", "agree")
    masked: list[str] = masked()


def _of_either_county(row: Row, value: Value, _frame: Frame) -> ColumnElement[bool]:
    area = area_of(value)
    return or_(inside(row.c.residence, area), inside(row.c.other_division, area))


@strawberry.input(description="Which agreements; a division means either county's.")
class DivisionOfDutiesWhere:
    """Which agreements; a division means either county's."""

    division: DivisionCode | None = filters(_of_either_county, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)


AGREED = Paged(None, {None: (Key("agreed_on", descending=True), Key("id"))}, usual("child"))
