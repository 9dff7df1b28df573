"""Terms of keeping: how many months after its closing a file is archived; the last row is in force."""

from sqlalchemy import CheckConstraint, Column, DateTime, Integer, Table, Text

from records.columns import key
from records.metadata import impersonal, tenant

retention_term = Table(
    "retention_term",
    tenant,
    key(),
    # NULL: nothing is archived by itself.
    Column("months", Integer),
    CheckConstraint("months BETWEEN 1 AND 1200", name="months"),
    Column("reason", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    info=impersonal("numbers of months, and why"),
)
