"""Duties: what is owed to a child or by a place, until when, why, and what satisfied it."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.codes import CalendarDuty, DutyBasis, DutyKind, TraineePost
from records.columns import coded, division, key, levels, priority, stamps
from records.metadata import PERSONAL, tenant
from records.organisation import organisation
from records.trainee import trainee

_OPEN = text("done_at IS NULL AND cancelled_at IS NULL")
# Written out, as its index has it: values that are bound would not show that they mean the same.
OF_REPORTS = "kind IN ('REPORT', 'REPORT_ACKNOWLEDGEMENT', 'ONWARD_REPORT')"


def _work_list(level: str) -> list[Index]:
    return [
        Index(f"ix_duty_{level}_due", level, "due_at", "id", postgresql_where=_OPEN),
        Index(f"ix_duty_{level}_priority", level, "priority", "due_at", "id", postgresql_where=_OPEN),
    ]


duty = Table(
    "duty",
    tenant,
    key(),
    coded("kind", DutyKind, nullable=False),
    # What the duty is, in words that every derivation finds again: its kind, whose it is, and what it follows from.
    Column("natural_key", Text(collation="C"), nullable=False),
    Column("child_id", Uuid),
    division(),
    *levels(),
    ForeignKeyConstraint(
        ["child_id", "division"],
        ["tenant.child.id", "tenant.child.division"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    ),
    priority(),
    Column("subject_kind", Text),
    Column("subject", Uuid),
    CheckConstraint("num_nonnulls(subject_kind, subject) IN (0, 2)", name="subject_whole"),
    Column("period", Text),
    # What the duty is in the calendar of its holder: an organisation, or without one the place.
    coded("calendar", CalendarDuty),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    CheckConstraint("calendar IS NULL OR child_id IS NULL", name="calendar_of_a_holder"),
    # The day that the due time is counted from.
    Column("base_on", Date, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("due_on", Date, nullable=False),
    # The last day on which it can still be done; afterwards it is missed.
    Column("closes_on", Date),
    CheckConstraint("closes_on >= due_on", name="closes_after_it_is_due"),
    # From this day on the calendar quarter that the rule speaks of has passed without it.
    Column("quarter_missed_from", Date),
    coded("post", TraineePost),
    Column("responsible_id", Uuid, ForeignKey(trainee.c.id)),
    Column("reasons", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    coded("basis", DutyBasis, nullable=False),
    # It would tell of restricted reasons by being there at all: for readers of these alone (0050).
    Column("restricted", Boolean, nullable=False, server_default=text("false")),
    Column("rule", Text, nullable=False),
    Column("citation", Text, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("satisfied_by", Uuid),
    Column("satisfied_kind", Text),
    Column("done_at", DateTime(timezone=True)),
    Column("done_on", Date),
    Column("cancelled_at", DateTime(timezone=True)),
    # When the next level above is told that it is overdue; NULL: nobody was told yet, and it begins when it is due.
    Column("climbs_at", DateTime(timezone=True)),
    CheckConstraint("num_nonnulls(done_at, done_on) IN (0, 2)", name="done_whole"),
    *stamps(),
    UniqueConstraint("natural_key"),
    Index("ix_duty_child", "child_id", text("due_at DESC"), text("id DESC")),
    Index("ix_duty_subject", "subject", postgresql_where=text("subject IS NOT NULL")),
    Index("ix_duty_satisfied_by", "satisfied_by", postgresql_where=text("satisfied_by IS NOT NULL")),
    # A village's list is short, and a prefecture sees sums: only these two are long enough to be kept in two orders.
    Index("ix_duty_division_due", "division", "due_at", "id", postgresql_where=_OPEN),
    Index("ix_duty_calendar", "division", "calendar", "due_on", postgresql_where=text("calendar IS NOT NULL")),
    Index("ix_duty_organisation", "organisation_id", postgresql_where=text("organisation_id IS NOT NULL")),
    # A round counts its children by these.
    Index("ix_duty_round", "division", "period", postgresql_where=text("kind = 'SCREENING'")),
    *_work_list("township"),
    *_work_list("county"),
    Index("ix_duty_climbing", text("coalesce(climbs_at, due_at)"), postgresql_where=_OPEN),
    # In quiet hours only reports climb.
    Index(
        "ix_duty_climbing_report",
        text("coalesce(climbs_at, due_at)"),
        postgresql_where=text(f"done_at IS NULL AND cancelled_at IS NULL AND {OF_REPORTS}"),
    ),
    info=PERSONAL,
)
