"""Cases that were brought before the prefecture or the province: by whom, why, and until when."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKeyConstraint, Index, Table, Text, Uuid, text

from records.columns import division, key, stamps
from records.metadata import PERSONAL, tenant

brought_case = Table(
    "brought_case",
    tenant,
    key(),
    Column("case_id", Uuid, nullable=False),
    # Where the case is overseen, which it follows.
    division(),
    ForeignKeyConstraint(
        ["case_id", "division"],
        ["tenant.care_case.id", "tenant.care_case.division"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    ),
    division("to_division"),
    Column("reason", Text, nullable=False),
    Column("brought_by", Text, nullable=False),
    Column("brought_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    CheckConstraint("until >= brought_at", name="ends_after_it_begins"),
    *stamps(),
    Index(None, "case_id", "to_division"),
    Index(None, "division", "id"),
    Index("ix_brought_case_latest", "to_division", text("id DESC")),
    info=PERSONAL,
)
