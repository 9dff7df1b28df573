"""Submissions: what was handed in for a duty of the calendar, and when."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Table, Text, UniqueConstraint, Uuid, text

from records.columns import division, key, levels
from records.duty import duty
from records.metadata import PERSONAL, tenant
from records.organisation import organisation

submission = Table(
    "submission",
    tenant,
    key(),
    Column("duty_id", Uuid, ForeignKey(duty.c.id), nullable=False),
    division(),
    *levels(),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    # Free text, which may speak of persons.
    Column("content", Text),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("duty_id"),
    Index(None, "organisation_id", postgresql_where=text("organisation_id IS NOT NULL")),
    info=PERSONAL,
)
