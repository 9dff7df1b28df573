"""Organisations: committees, departments, schools, partners and institutions, with the contact on duty."""

from sqlalchemy import Column, Index, Table, Text

from records.codes import Department, OrganisationKind
from records.columns import coded, division, key, levels, stamps, version
from records.metadata import impersonal, tenant

organisation = Table(
    "organisation",
    tenant,
    key(),
    version(),
    Column("name", Text, nullable=False),
    coded("kind", OrganisationKind, nullable=False),
    coded("department", Department),
    division(),
    *levels(),
    Column("contact_name", Text),
    Column("contact_phone", Text),
    *stamps(),
    Index(None, "name", "id"),
    Index(None, "county", "kind", "id"),
    info=impersonal("offices and their duty lines"),
)
