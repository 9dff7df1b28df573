"""Daily digests: numbers for one person and day, and nothing else."""

from sqlalchemy import Column, Date, DateTime, Index, Integer, Table, Text, UniqueConstraint, text

from records.codes import Role
from records.columns import coded, division, key
from records.metadata import PERSONAL, tenant

COUNTS = (
    *("due_today", "overdue", "upcoming", "overdue_below"),
    *("reports_waiting", "escalated", "agreements_ending"),
)

digest = Table(
    "digest",
    tenant,
    key(),
    Column("subject", Text, nullable=False),
    coded("role", Role, nullable=False),
    # The first of the person's places.
    division(),
    Column("day", Date, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    UniqueConstraint("subject", "role", "day"),
    Index("ix_digest_latest", "subject", text("day DESC"), text("id DESC")),
    info=PERSONAL,
)
