"""Placements: where a child is under temporary guardianship, since when, with whom, and under which agreement."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

import strawberry
from sqlalchemy import ColumnElement

from policies.classes import FieldClass
from reads.sources import One, Row, Rows, column, readable
from records.codes import AssessmentKind, PlacementKind
from records.placement import placement
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.visit import CHILD

if TYPE_CHECKING:
    from schema.case import Case

CASE = Annotated["Case", strawberry.lazy("schema.case")]


@strawberry.type(description="A placement: temporary guardianship in one of its forms; it runs while `endsOn` is null.")
class Placement(Node):
    """A placement; `regularAssessments` are those that the institution has to make regularly, without a ruled interval.

    `entrustedBy` is the protection institution that lets a welfare institution rear the child, by the agreement.
    """

    rows: ClassVar = Rows(placement, "placement")

    id: strawberry.ID = identifier("placement")
    version: int = column("version", FieldClass.BASIC)
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    case: CASE | None = readable(One(lambda row, other: row.c.case_id == other.c.id), FieldClass.BASIC)
    kind: PlacementKind = column("kind", FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    entrusted_by: Organisation | None = readable(
        One(lambda row, other: row.c.entrusted_by_id == other.c.id), FieldClass.BASIC
    )
    carer_name: str | None = column("carer_name", FieldClass.FAMILY)
    agreement_signed_on: date | None = column("agreement_signed_on", FieldClass.BASIC)
    agreement_reference: str | None = column("agreement_reference", FieldClass.STAFF)
    plan: str | None = column("plan", FieldClass.NARRATIVE)
    regular_assessments: list[AssessmentKind] = column("regular_assessments", FieldClass.BASIC)
    starts_on: date = column("starts_on", FieldClass.BASIC)
    ends_on: date | None = column("ends_on", FieldClass.BASIC)
    end_reason: str | None = column("end_reason", FieldClass.NARRATIVE)
    citation: str | None = column("citation", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("placement", "end")
    masked: list[str] = masked()


def _running(row: Row, other: Row) -> ColumnElement[bool]:
    return (other.c.child_id == row.c.id) & other.c.ends_on.is_(None)


RUNNING = One(_running)
