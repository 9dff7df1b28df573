"""The law that a tenant has taken over, by the hash of its texts, and the walks through all children that it starts."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, Uuid, text

from records.columns import division, key
from records.metadata import impersonal, tenant

applied_rulebook = Table(
    "applied_rulebook",
    tenant,
    key(),
    Column("layer", Text, nullable=False),
    division(nullable=True),
    Column("digest", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("applied_at", DateTime(timezone=True), nullable=False),
    Column("applied_by", Text, nullable=False),
    Column("replaced_at", DateTime(timezone=True)),
    Index("uq_applied_rulebook_layer", "layer", unique=True, postgresql_where=text("replaced_at IS NULL")),
    info=impersonal("texts of the law"),
)

rederivation = Table(
    "rederivation",
    tenant,
    key(),
    division(),
    Column("reason", Text, nullable=False),
    # The last child that was derived anew: a walk that was cut short goes on behind it.
    Column("cursor", Uuid),
    Column("children", BigInteger, nullable=False, server_default=text("0")),
    Column("moved", Integer, nullable=False, server_default=text("0")),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Index("ix_rederivation_running", "id", postgresql_where=text("finished_at IS NULL")),
    info=impersonal("counts and a cursor"),
)
