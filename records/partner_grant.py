"""Grants to partner organisations: one child, named field classes, one purpose, until a time, under one agreement."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from records.codes import Purpose
from records.columns import coded, key, of_child, version
from records.data_agreement import data_agreement
from records.metadata import PERSONAL, tenant
from records.need import need
from records.organisation import organisation

partner_grant = Table(
    "partner_grant",
    tenant,
    key(),
    version(),
    *of_child(),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id), nullable=False),
    Column("agreement_id", Uuid, ForeignKey(data_agreement.c.id), nullable=False),
    # The offered need whose claim it answers, which the partner reads as well.
    Column("need_id", Uuid, ForeignKey(need.c.id, ondelete="SET NULL")),
    Column("field_classes", ARRAY(Text), nullable=False),
    CheckConstraint("cardinality(field_classes) > 0", name="names_classes"),
    coded("purpose", Purpose, nullable=False),
    Column("granted_by", Text, nullable=False),
    Column("granted_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    CheckConstraint("until > granted_at", name="ends_later"),
    Column("reminded_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_by", Text),
    Column("reason", Text),
    CheckConstraint("num_nonnulls(revoked_at, revoked_by, reason) IN (0, 3)", name="revoked_whole"),
    Index(None, "child_id"),
    Index(None, "need_id"),
    Index(None, "organisation_id", "until"),
    Index("ix_partner_grant_ending", "until", postgresql_where=text("reminded_at IS NULL AND revoked_at IS NULL")),
    info=PERSONAL,
)
