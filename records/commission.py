"""Commissioned visits: the township where a child lives visits it for the place that keeps its file."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from records.codes import CommissionStatus, DutyBasis
from records.columns import coded, division, key, of_child, stamps
from records.metadata import PERSONAL, tenant
from records.visit import visit

commission = Table(
    "commission",
    tenant,
    key(),
    # The child with the place of its file; the receiving side sees neither, only this row.
    *of_child(),
    # The township of residence; empty where a phone call stands in for the visit.
    division("to_division", nullable=True),
    coded("status", CommissionStatus, nullable=False),
    Column("reason", Text, nullable=False),
    # As they were at the offer: the least that somebody needs who goes there.
    Column("child_name", Text, nullable=False),
    Column("child_address", Text),
    # The visit that is owed when the offer was made, and the rule that lets others make it.
    Column("due_on", Date, nullable=False),
    coded("basis", DutyBasis, nullable=False),
    Column("rule", Text, nullable=False),
    Column("citation", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("offered_by", Text, nullable=False),
    Column("offered_at", DateTime(timezone=True), nullable=False),
    Column("accepted_by", Text),
    Column("accepted_at", DateTime(timezone=True)),
    Column("approved_by", Text),
    Column("approved_at", DateTime(timezone=True)),
    Column("approval_reason", Text),
    Column("visit_id", Uuid, ForeignKey(visit.c.id)),
    Column("visited_at", DateTime(timezone=True)),
    # Its child's file is in the archive: the other place does not see the child, and so not its status.
    Column("archived", Boolean, nullable=False, server_default=text("false")),
    *stamps(),
    CheckConstraint("status NOT IN ('OFFERED', 'ACCEPTED') OR to_division IS NOT NULL", name="offered_to_a_township"),
    CheckConstraint("num_nonnulls(accepted_by, accepted_at) IN (0, 2)", name="accepted_whole"),
    CheckConstraint("num_nonnulls(approved_by, approved_at, approval_reason) IN (0, 3)", name="approved_whole"),
    CheckConstraint("(status = 'VISITED') = (num_nonnulls(visit_id, visited_at) = 2)", name="visited_whole"),
    Index(None, "child_id"),
    Index(None, "division", "id"),
    Index(None, "to_division", "id"),
    info=PERSONAL,
)
