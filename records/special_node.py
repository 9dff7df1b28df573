"""Special nodes: days between which the children of a place are visited more often (Shanxi, article 5)."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Table, Text

from records.columns import division, key, stamps, version
from records.metadata import impersonal, tenant

special_node = Table(
    "special_node",
    tenant,
    key(),
    version(),
    division(),
    Column("name", Text, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("saved_by", Text, nullable=False),
    *stamps(),
    CheckConstraint("first_on <= last_on", name="in_order"),
    Index(None, "division", "first_on"),
    info=impersonal("named days of a place"),
)
