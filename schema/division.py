"""Places in the tree of administrative divisions."""

from typing import Annotated, ClassVar

import strawberry

from policies.classes import FieldClass
from reads.sources import One, Rows, column, readable
from records.codes import AdminLevel
from records.division import division
from schema.scalars import DivisionCode

HERE = Annotated["Division", strawberry.lazy("schema.division")]


def place(code: str) -> One:
    """Join the division whose code stands in a column of the row."""
    return One(lambda row, other: row.c[code] == other.c.code)


@strawberry.type(description="An administrative division: a province, prefecture, county, township or village.")
class Division:
    """An administrative division; `reportsTo` differs from `parent` for special zones."""

    rows: ClassVar = Rows(division, "division", scoped=False)

    code: DivisionCode = column("code", FieldClass.BASIC)
    name: str = column("name", FieldClass.BASIC)
    level: AdminLevel = column("level", FieldClass.BASIC)
    parent: HERE | None = readable(place("parent"), FieldClass.BASIC)
    reports_to: HERE | None = readable(place("reports_to"), FieldClass.BASIC)
    verified: bool = column("verified", FieldClass.BASIC)
