"""Special nodes of a place."""

from datetime import date
from typing import ClassVar

import strawberry

from care.divisions.tree import chain
from policies.classes import FieldClass
from reads.sources import Rows, column, readable
from records.special_node import special_node
from schema.answer import answer_many
from schema.context import Info
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode


@strawberry.type(description="Days between which the children of a place and of all below it are visited more often.")
class SpecialNode(Node):
    """A special node."""

    rows: ClassVar = Rows(special_node, "specialNode", scoped=False)

    id: strawberry.ID = identifier("specialNode")
    version: int = column("version", FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    name: str = column("name", FieldClass.BASIC)
    first_on: date = column("first_on", FieldClass.BASIC)
    last_on: date = column("last_on", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("specialNode", "save")
    masked: list[str] = masked()


async def special_nodes_of(info: Info, division: DivisionCode) -> list[SpecialNode]:
    """Answer with the nodes of a place and of those it lies in, the earliest first."""
    above = list(chain(division))
    found: list[SpecialNode] = await answer_many(
        info, lambda row: row.c.division.in_(above), lambda row: (row.c.first_on, row.c.id)
    )
    return found
