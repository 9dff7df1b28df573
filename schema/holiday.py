"""School holidays of a place."""

from datetime import date
from typing import ClassVar

import strawberry

from care.divisions.tree import chain
from policies.classes import FieldClass
from reads.sources import Rows, column, readable
from records.codes import HolidaySeason
from records.holiday import holiday
from schema.answer import answer_many
from schema.context import Info
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode


@strawberry.type(description="When the schools of a place are closed; `year` is the one in which the holiday ends.")
class Holiday(Node):
    """A holiday; it holds in all places below that have none of their own for the season and year."""

    rows: ClassVar = Rows(holiday, "holiday", scoped=False)

    id: strawberry.ID = identifier("holiday")
    version: int = column("version", FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    season: HolidaySeason = column("season", FieldClass.BASIC)
    year: int = column("year", FieldClass.BASIC)
    first_on: date = column("first_on", FieldClass.BASIC)
    last_on: date = column("last_on", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("holiday", "save")
    masked: list[str] = masked()


async def holidays_of(info: Info, division: DivisionCode, year: int | None) -> list[Holiday]:
    """Answer with the holidays of a place and of those it lies in, the earliest first."""
    above = list(chain(division))
    found: list[Holiday] = await answer_many(
        info,
        lambda row: row.c.division.in_(above) & (True if year is None else row.c.year == year),
        lambda row: (row.c.first_on, row.c.id),
    )
    return found
