"""Households: what siblings share."""

from decimal import Decimal
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.archive import usual
from reads.rows import here
from reads.sources import Key, Many, Paged, Rows, column, filters, readable
from records.codes import RiskLevel
from records.household import household
from schema.benefit import Benefit, benefits_of
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import CHILD


@strawberry.type(description="What siblings of one household share.")
class Household(Node):
    """What siblings of one household share; `incomePerHead` is yuan per year."""

    rows: ClassVar = Rows(household, "household")

    id: strawberry.ID = identifier("household")
    version: int = column("version", FieldClass.BASIC)
    division: HERE | None = readable(place("division"), FieldClass.BASIC)
    children: list[CHILD] = readable(
        Many(lambda row, other: other.c.household_id == row.c.id, lambda other: (other.c.birth_date, other.c.id)),
        FieldClass.BASIC,
    )
    income_per_head: Decimal | None = column("income_per_head", FieldClass.FAMILY)
    family_benefits: list[Benefit] = readable(benefits_of("household_id"), FieldClass.BASIC)
    social_help: str | None = column("social_help", FieldClass.FAMILY)
    guardianship_risk: RiskLevel | None = column("guardianship_risk", FieldClass.FAMILY)
    viewer_can: list[str] = viewer_can("household", "update")
    masked: list[str] = masked()


@strawberry.input(description="Which households.")
class HouseholdWhere:
    """Which households."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)


HOUSEHOLDS = Paged(None, {None: (Key("id"),)}, usual("child"))
