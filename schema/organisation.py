"""Organisations: committees, departments, schools, partners, institutions, with the contact on duty."""

from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement

from policies.classes import FieldClass
from reads.arguments import Value
from reads.frame import Frame
from reads.rows import here
from reads.sources import Key, Paged, Row, Rows, column, filters, readable
from records.codes import Department, OrganisationKind
from records.organisation import organisation
from schema.division import HERE, place
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode


@strawberry.type(description="An organisation with the contact on duty.")
class Organisation(Node):
    """An organisation with the contact on duty."""

    rows: ClassVar = Rows(organisation, "organisation", scoped=False)

    id: strawberry.ID = identifier("organisation")
    version: int = column("version", FieldClass.BASIC)
    name: str = column("name", FieldClass.BASIC)
    kind: OrganisationKind = column("kind", FieldClass.BASIC)
    department: Department | None = column("department", FieldClass.BASIC)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    contact_name: str | None = column("contact_name", FieldClass.STAFF)
    contact_phone: str | None = column("contact_phone", FieldClass.STAFF)
    viewer_can: list[str] = viewer_can("organisation", "save")
    masked: list[str] = masked()


def _named(row: Row, text: Value, _frame: Frame) -> ColumnElement[bool]:
    return row.c.name.contains(text.then(_escaped), escape="/")


def _escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


@strawberry.input(description="Which organisations.")
class OrganisationWhere:
    """Which organisations; a division means that place and everything below it."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    kinds: list[OrganisationKind] | None = filters(lambda row, value, _: row.c.kind.in_(value), FieldClass.BASIC)
    departments: list[Department] | None = filters(lambda row, value, _: row.c.department.in_(value), FieldClass.BASIC)
    search: str | None = filters(_named, FieldClass.BASIC, late=True)


ORGANISATIONS = Paged(None, {None: (Key("name"), Key("id"))})
