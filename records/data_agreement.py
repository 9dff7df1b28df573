"""Data agreements: what a county has signed with a partner organisation about the children's data it may be given."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid

from records.columns import division, key, stamps, version
from records.metadata import impersonal, tenant
from records.organisation import organisation

data_agreement = Table(
    "data_agreement",
    tenant,
    key(),
    version(),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id), nullable=False),
    # The county that signed it; it covers the children of that county.
    division(),
    Column("edition", Text, nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    CheckConstraint("ends_on >= starts_on AND starts_on >= signed_on", name="begins_once_signed"),
    # Where the signed paper is kept.
    Column("reference", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_by", Text),
    Column("end_reason", Text),
    CheckConstraint("num_nonnulls(ended_at, ended_by, end_reason) IN (0, 3)", name="ended_whole"),
    *stamps(),
    Index(None, "organisation_id", "division", "ends_on"),
    Index(None, "division", "id"),
    info=impersonal("contracts between offices and organisations"),
)
