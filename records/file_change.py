"""Changes of a child's file as such: under review, closed, archived, opened again; each with its reason."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Table, Text

from records.codes import FileClosing, FileStatus
from records.columns import coded, key, of_child
from records.metadata import PERSONAL, tenant

file_change = Table(
    "file_change",
    tenant,
    key(),
    *of_child(),
    coded("status", FileStatus, nullable=False),
    Column("effective_on", Date, nullable=False),
    coded("reason", FileClosing),
    Column("explanation", Text),
    CheckConstraint("status <> 'OPEN' OR explanation <> ''", name="opened_again_for_a_reason"),
    CheckConstraint("(status = 'OPEN') = (reason IS NULL)", name="closed_for_a_reason"),
    # What was done for a child that has come of age, and when.
    Column("aftercare", Text),
    Column("aftercare_on", Date),
    CheckConstraint("num_nonnulls(aftercare, aftercare_on) IN (0, 2)", name="aftercare_whole"),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("rule_version", Text, nullable=False),
    Index(None, "child_id", "id"),
    info=PERSONAL,
)
