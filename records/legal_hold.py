"""Legal holds: a child's file that must be kept as it is until a day, by whom and why."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Table, Text

from records.codes import HoldGround
from records.columns import coded, key, of_child, version
from records.metadata import PERSONAL, tenant

legal_hold = Table(
    "legal_hold",
    tenant,
    key(),
    version(),
    *of_child(),
    coded("ground", HoldGround, nullable=False),
    Column("reason", Text, nullable=False),
    # The last day on which it holds.
    Column("until", Date, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    Column("lifted_by", Text),
    Column("lifted_at", DateTime(timezone=True)),
    Column("lifted_because", Text),
    CheckConstraint("num_nonnulls(lifted_by, lifted_at, lifted_because) IN (0, 3)", name="lifted_whole"),
    Index(None, "child_id", "until"),
    Index(None, "division", "id"),
    info=PERSONAL,
)
