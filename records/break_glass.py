"""Access that was broken open: by whom, to which classes of one child, why, until when, and what a review found."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from records.codes import BreakGlassOutcome, Role
from records.columns import coded, key, of_child, version
from records.metadata import PERSONAL, tenant

break_glass = Table(
    "break_glass",
    tenant,
    key(),
    version(),
    *of_child(),
    Column("field_classes", ARRAY(Text), nullable=False),
    CheckConstraint("cardinality(field_classes) > 0", name="names_classes"),
    Column("subject", Text, nullable=False),
    coded("role", Role, nullable=False),
    Column("reason", Text, nullable=False),
    Column("broken_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    CheckConstraint("until > broken_at AND until <= broken_at + interval '3 hours'", name="ends_soon"),
    coded("outcome", BreakGlassOutcome),
    Column("note", Text),
    Column("reviewed_by", Text),
    Column("reviewed_at", DateTime(timezone=True)),
    CheckConstraint("num_nonnulls(outcome, note, reviewed_by, reviewed_at) IN (0, 4)", name="reviewed_whole"),
    CheckConstraint("reviewed_by <> subject", name="reviewed_by_another"),
    Index(None, "child_id"),
    Index(None, "subject", "until"),
    # The queue: what nobody has looked at yet.
    Index(
        "ix_break_glass_unreviewed", text("broken_at DESC"), text("id DESC"), postgresql_where=text("outcome IS NULL")
    ),
    info=PERSONAL,
)
