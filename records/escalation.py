"""Escalations: which level was told that something is overdue or about to end, by which clock, once each."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, UniqueConstraint, Uuid

from records.agreement import agreement
from records.codes import AdminLevel, DutyBasis, EscalationClock
from records.columns import coded, division, key
from records.duty import duty
from records.metadata import PERSONAL, tenant

escalation = Table(
    "escalation",
    tenant,
    key(),
    Column("duty_id", Uuid, ForeignKey(duty.c.id, ondelete="CASCADE")),
    Column("agreement_id", Uuid, ForeignKey(agreement.c.id, ondelete="CASCADE")),
    CheckConstraint("num_nonnulls(duty_id, agreement_id) = 1", name="of_one_thing"),
    coded("clock", EscalationClock, nullable=False),
    coded("level", AdminLevel, nullable=False),
    # The place that was told, and the one right below it on the way up, whose turn it was before.
    division(),
    division("passed", nullable=True),
    # From when the clock counts, when it had run for this level, and when that was told.
    Column("since", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("told_at", DateTime(timezone=True), nullable=False),
    Column("rule", Text, nullable=False),
    Column("citation", Text, nullable=False),
    coded("basis", DutyBasis, nullable=False),
    UniqueConstraint("duty_id", "clock", "level"),
    UniqueConstraint("agreement_id", "clock", "level"),
    Index(None, "division", "told_at"),
    info=PERSONAL,
)
