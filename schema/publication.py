"""Publications of cases: what is proposed, judged and released, and what everybody of the tenant reads of it."""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.rows import here
from reads.sources import Key, One, Paged, Rows, column, filters, readable
from records.codes import PublicationStage
from records.publication import publication, published_case
from schema.case import Case
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import same


@strawberry.type(description="The text of a case that is to be public, and how far it has come.")
class Publication(Node):
    """The text of a case that is to be public; whoever proposed it never approves it."""

    rows: ClassVar = Rows(publication, "publication", listed=("case", "case_id"))

    id: strawberry.ID = identifier("publication")
    version: int = column("version", FieldClass.BASIC)
    case: Case | None = readable(One(lambda row, other: row.c.case_id == other.c.id), FieldClass.BASIC)
    division: HERE | None = readable(place("division"), FieldClass.BASIC)
    stage: PublicationStage = column("stage", FieldClass.BASIC)
    title: str | None = column("title", FieldClass.NARRATIVE)
    text: str | None = column("text", FieldClass.NARRATIVE)
    citation: str | None = column("citation", FieldClass.BASIC)
    proposed_by: str = column("proposed_by", FieldClass.STAFF)
    proposed_at: datetime = column("proposed_at", FieldClass.BASIC)
    approved_by: str | None = column("approved_by", FieldClass.STAFF)
    approved_at: datetime | None = column("approved_at", FieldClass.BASIC)
    note: str | None = column("note", FieldClass.NARRATIVE)
    released_at: datetime | None = column("released_at", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("publication", "propose", "approve", "release", "withdraw")
    masked: list[str] = masked()


@strawberry.type(description="A case as it was released: for everybody of the tenant, without child, case or place.")
class PublishedCase(Node):
    """A case as it was released."""

    rows: ClassVar = Rows(published_case, "publishedCase", scoped=False)

    id: strawberry.ID = identifier("publishedCase")
    title: str = column("title", FieldClass.BASIC)
    text: str = column("text", FieldClass.BASIC)
    released_on: date = column("released_on", FieldClass.BASIC)
    masked: list[str] = masked()


@strawberry.input(description="Which publications; those in stage PROPOSED wait for a second person.")
class PublicationWhere:
    """Which publications; those in stage PROPOSED wait for a second person."""

    stages: list[PublicationStage] | None = filters(lambda row, value, _: row.c.stage.in_(value), FieldClass.BASIC)
    case: strawberry.ID | None = filters(same("case_id", "case"), FieldClass.BASIC, late=True)
    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)


PUBLICATIONS = Paged(None, {None: (Key("id", descending=True),)})
PUBLISHED = Paged(None, {None: (Key("id", descending=True),)})
