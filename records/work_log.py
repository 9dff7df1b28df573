"""Free lines of the work log: what was done on a day and stands in no other record."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, ForeignKeyConstraint, Index, Table, Text, Uuid

from records.columns import division, key
from records.metadata import PERSONAL, tenant
from records.trainee import trainee

work_log_line = Table(
    "work_log_line",
    tenant,
    key(),
    division(),
    # The child that a line is about, if it is about one: then it follows the child when that moves.
    Column("child_id", Uuid),
    ForeignKeyConstraint(
        ["child_id", "division"],
        ["tenant.child.id", "tenant.child.division"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    ),
    Column("trainee_id", Uuid, ForeignKey(trainee.c.id)),
    Column("done_on", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "division", "done_on"),
    Index(None, "child_id"),
    info=PERSONAL,
)
