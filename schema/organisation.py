"""Organisations: committees, departments, schools, partners, institutions, with the contact on duty."""

from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.rows import within
from reads.sources import Key, Paged, Rows, column, filters, readable
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


@strawberry.input(description="Which organisations.")
class OrganisationWhere:
    """Which organisations; a division means that place and everything below it."""

    division: DivisionCode | None = filters(lambda row, value, _: within(row, value), FieldClass.BASIC)
    kinds: list[OrganisationKind] | None = filters(lambda row, value, _: row.c.kind.in_(value), FieldClass.BASIC)
    departments: list[Department] | None = filters(lambda row, value, _: row.c.department.in_(value), FieldClass.BASIC)
    search: str | None = filters(lambda row, value, _: row.c.name.contains(value, autoescape=True), FieldClass.BASIC)


ORGANISATIONS = Paged(None, {None: (Key("name"), Key("id"))})
