"""Assessments: what was asked for and what was found."""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.sources import Key, One, Paged, Rows, column, readable
from records.assessment import assessment
from records.codes import AssessmentKind, GuardianshipRating, RiskLevel
from schema.node import Node, identifier, masked, viewer_can
from schema.visit import CHILD


@strawberry.type(description="An assessment of a child: asked for, and once it is made what it found.")
class Assessment(Node):
    """An assessment of a child; without `assessedOn` it is asked for and not yet made.

    Who may see that one exists may see what it is about, so rows go to those alone who read of health.
    """

    rows: ClassVar = Rows(assessment, "assessment")

    id: strawberry.ID = identifier("assessment")
    kind: AssessmentKind = column("kind", FieldClass.BASIC)
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    requested_at: datetime = column("requested_at", FieldClass.BASIC)
    assessor: str | None = column("assessor", FieldClass.STAFF)
    assessed_on: date | None = column("assessed_on", FieldClass.BASIC)
    risk_level: RiskLevel | None = column("risk_level", FieldClass.FAMILY)
    guardianship_rating: GuardianshipRating | None = column("guardianship_rating", FieldClass.FAMILY)
    result: str | None = column("result", FieldClass.HEALTH)
    next_review_on: date | None = column("next_review_on", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("assessment", "record")
    masked: list[str] = masked()


OF_CHILD = Paged(lambda row, other: other.c.child_id == row.c.id, {None: (Key("id", descending=True),)})
