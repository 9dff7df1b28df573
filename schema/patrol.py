"""Patrols of a township."""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.sources import Rows, column, readable
from records.codes import PatrolTopic
from records.patrol import patrol
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can


@strawberry.type(description="A patrol: what a township verified in its villages, and what it found.")
class Patrol(Node):
    """A patrol of a township."""

    rows: ClassVar = Rows(patrol, "patrol")

    id: strawberry.ID = identifier("patrol")
    division: HERE = readable(place("division"), FieldClass.BASIC)
    patrolled_on: date = column("patrolled_on", FieldClass.BASIC)
    topics: list[PatrolTopic] = column("topics", FieldClass.BASIC)
    findings: str | None = column("findings", FieldClass.NARRATIVE)
    recorded_at: datetime = column("recorded_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("patrol", "record")
    masked: list[str] = masked()
