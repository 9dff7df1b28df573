"""Mandatory reports: what happened, whom it concerns, to whom it goes, and, sealed apart, who reported it."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.child import child
from records.codes import (
    DeliveryChannel,
    DutyBasis,
    Intervention,
    ReportCircumstance,
    ReporterKind,
    ReportRecipient,
    ReportStage,
    ReportUrgency,
    Severity,
)
from records.columns import cell, coded, coded_list, division, key, levels, stamps
from records.metadata import PERSONAL, tenant
from records.organisation import organisation


def _latest(level: str) -> Index:
    return Index(f"ix_report_{level}_latest", level, text("discovered_at DESC"), text("id DESC"))


report = Table(
    "report",
    tenant,
    key(),
    # Where it is overseen: the place itself, or above it where those who oversee the place are implicated.
    division(),
    *levels(),
    division("occurred_division"),
    coded("circumstance", ReportCircumstance, nullable=False),
    coded_list("also", ReportCircumstance),
    coded("severity", Severity, nullable=False, default=Severity.ORDINARY),
    coded("urgency", ReportUrgency, nullable=False),
    Column("discovered_at", DateTime(timezone=True), nullable=False),
    Column("narrative", Text, nullable=False),
    coded("stage", ReportStage, nullable=False),
    Column("external_reference", Text),
    coded_list("first_steps", Intervention),
    # Organisations and trainees who are part of what happened: nothing is sent to them, now or later.
    Column("implicated", ARRAY(Uuid), nullable=False, server_default=text("'{}'")),
    Column("outcome", Text),
    Column("feedback", Text),
    Column("closed_at", DateTime(timezone=True)),
    Column("rule_version", Text, nullable=False),
    *stamps(),
    Index("ix_report_latest", text("discovered_at DESC"), text("id DESC")),
    _latest("division"),
    _latest("township"),
    _latest("county"),
    info=PERSONAL,
)


def _of_report() -> Column[object]:
    return Column("report_id", Uuid, ForeignKey(report.c.id, ondelete="CASCADE"), nullable=False)


report_child = Table(
    "report_child",
    tenant,
    Column("report_id", Uuid, ForeignKey(report.c.id, ondelete="CASCADE"), primary_key=True),
    Column("child_id", Uuid, ForeignKey(child.c.id, ondelete="CASCADE"), primary_key=True),
    Index(None, "child_id"),
    info=PERSONAL,
)

report_recipient = Table(
    "report_recipient",
    tenant,
    key(),
    _of_report(),
    coded("recipient", ReportRecipient, nullable=False),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    # False: it gets the report for information, and owes nothing.
    Column("mandatory", Boolean, nullable=False),
    coded("urgency", ReportUrgency, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("rule", Text, nullable=False),
    Column("citation", Text, nullable=False),
    coded("basis", DutyBasis, nullable=False),
    coded_list("instead_of", ReportRecipient),
    coded("passed_on_by", ReportRecipient),
    Column("sent_at", DateTime(timezone=True)),
    coded("channel", DeliveryChannel),
    CheckConstraint("num_nonnulls(sent_at, channel) IN (0, 2)", name="sent_whole"),
    Column("spoken_to", Text),
    Column("reference_number", Text),
    Column("acknowledge_by", DateTime(timezone=True)),
    Column("acknowledged_at", DateTime(timezone=True)),
    Column("outcome", Text),
    *stamps(),
    UniqueConstraint("report_id", "recipient"),
    Index(None, "organisation_id"),
    Index("ix_report_recipient_unsent", "due_at", postgresql_where=text("sent_at IS NULL AND mandatory")),
    info=PERSONAL,
)

# Nobody reads who reported: only the writing login reaches this table, and what names the person is encrypted.
report_reporter = Table(
    "report_reporter",
    tenant,
    key(),
    Column("report_id", Uuid, ForeignKey(report.c.id, ondelete="CASCADE"), nullable=False, unique=True),
    coded("kind", ReporterKind, nullable=False),
    cell("subject", nullable=False),
    cell("name"),
    # A keyed hash of an organisation and the number under which its system filed the report.
    Column("reference", LargeBinary, unique=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    info=PERSONAL,
)
