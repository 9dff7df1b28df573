"""Spot checks of files: the draw, what was found of each file, and the numbers that go up."""

from datetime import date, datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, and_, extract

from policies.classes import FieldClass
from reads.rows import here
from reads.sources import Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.codes import CalendarDuty, FileCheckResult, FileSection
from records.spot_check import spot_check, spot_check_file
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import CHILD


@strawberry.type(description="What a spot check found of one file.")
class SpotCheckFile:
    """What a spot check found of one file; it shows to whoever sees the child."""

    rows: ClassVar = Rows(spot_check_file, "child")

    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    result: FileCheckResult = column("result", FieldClass.BASIC)
    lacks: list[FileSection] = column("lacks", FieldClass.FAMILY)
    remark: str | None = column("remark", FieldClass.NARRATIVE)


@strawberry.type(
    description="A spot check of a county's files. `checked` and `wanting` are the numbers that a prefecture's summary"
    " is made of; `seed` and `size` draw the same sample again."
)
class SpotCheck(Node):
    """A spot check: `population` is how many files were under care then, `checked` how many were looked at."""

    rows: ClassVar = Rows(spot_check, "spotCheck")

    id: strawberry.ID = identifier("spotCheck")
    division: HERE = readable(place("division"), FieldClass.BASIC)
    checked_on: date = column("checked_on", FieldClass.BASIC)
    seed: str | None = column("seed", FieldClass.STAFF)
    size: int = column("size", FieldClass.AGGREGATE)
    population: int = column("population", FieldClass.AGGREGATE)
    checked: int = column("files", FieldClass.AGGREGATE)
    wanting: int = column("wanting", FieldClass.AGGREGATE)
    findings: str | None = column("findings", FieldClass.NARRATIVE)
    files: list[SpotCheckFile] = readable(
        Many(lambda row, other: other.c.spot_check_id == row.c.id, lambda other: (other.c.place,)), FieldClass.BASIC
    )
    recorded_at: datetime = column("recorded_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("spotCheck", "record")
    masked: list[str] = masked()


@strawberry.input(description="Which spot checks; a year is that of the day of the check.")
class SpotCheckWhere:
    """Which spot checks."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    year: int | None = filters(lambda row, value, _: extract("year", row.c.checked_on) == value, FieldClass.BASIC)


SPOT_CHECKS = Paged(None, {None: (Key("checked_on", descending=True), Key("id", descending=True))})


def _summed_up(row: Row, other: Row) -> ColumnElement[bool]:
    """Ask that a summary covers a spot check: one of a county below its prefecture, in the year that it is due."""
    return and_(
        row.c.calendar == CalendarDuty.SPOT_CHECK_SUMMARY.value,
        other.c.prefecture == row.c.division,
        extract("year", other.c.checked_on) == extract("year", row.c.due_on),
    )


# What the counties' checks bring to a prefecture's summary: numbers, for whoever sees no file.
CHECKED = Many(_summed_up, lambda other: (other.c.division, other.c.checked_on, other.c.id))
