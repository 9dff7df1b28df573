"""Screening rounds: a village goes through its children once in each period."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, Index, Table, Text, UniqueConstraint

from records.columns import division, key, levels
from records.metadata import PERSONAL, tenant

screening_round = Table(
    "screening_round",
    tenant,
    key(),
    division(),
    *levels(),
    Column("period", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    CheckConstraint("starts_on <= due_on", name="starts_before_it_is_due"),
    # Whether a call counts as a screening: for most children, and for those whom each round must visit.
    Column("phone_ordinary", Boolean, nullable=False),
    Column("phone_key", Boolean, nullable=False),
    Column("citation", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("division", "period"),
    Index(None, "township", "due_on"),
    Index(None, "county", "due_on"),
    info=PERSONAL,
)
