"""Trainees: child directors, child supervisors and those trained beside them, with their trainings."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.codes import (
    AdminLevel,
    AppointmentSource,
    AssessmentResult,
    Sex,
    TraineePost,
    TrainingKind,
    TrainingMode,
    TrainingTopic,
)
from records.columns import coded, coded_list, division, key, levels, sealed, stamps, version
from records.metadata import PERSONAL, tenant


def _of_trainee() -> Iterator[Column[Any] | ForeignKeyConstraint]:
    """Make the reference to a trainee that carries their division, which follows them when they move."""
    yield Column("trainee_id", Uuid, nullable=False)
    yield division()
    yield ForeignKeyConstraint(
        ["trainee_id", "division"],
        ["tenant.trainee.id", "tenant.trainee.division"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


trainee = Table(
    "trainee",
    tenant,
    key(),
    version(),
    Column("subject", Text),
    Column("name", Text, nullable=False),
    *sealed("phone"),
    coded("post", TraineePost, nullable=False),
    division(),
    *levels(),
    coded("sex", Sex),
    coded("source", AppointmentSource),
    Column("on_duty", Boolean, nullable=False, server_default=text("true")),
    coded("assessment", AssessmentResult, nullable=False, default=AssessmentResult.PENDING),
    *stamps(),
    UniqueConstraint("id", "division"),
    Index(None, "subject"),
    Index(None, "division", "id"),
    Index(None, "township", "id"),
    Index(None, "county", "id"),
    Index(None, "prefecture", "id"),
    info=PERSONAL,
)

appointment = Table(
    "appointment",
    tenant,
    key(),
    *_of_trainee(),
    # The villages whose children are the caseload.
    Column("villages", ARRAY(BigInteger), nullable=False),
    Column("since", Date, nullable=False),
    # The last day; NULL while it runs.
    Column("until", Date),
    CheckConstraint("until >= since - 1", name="ends_after_it_begins"),
    Column("reason", Text),
    Column("handed_to", Uuid, ForeignKey(trainee.c.id)),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "trainee_id", "since"),
    Index("uq_appointment_running", "trainee_id", unique=True, postgresql_where=text("until IS NULL")),
    Index("ix_appointment_villages", "villages", postgresql_using="gin", postgresql_where=text("until IS NULL")),
    info=PERSONAL,
)

appraisal = Table(
    "appraisal",
    tenant,
    key(),
    *_of_trainee(),
    Column("year", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("trainee_id", "year"),
    info=PERSONAL,
)

training_session = Table(
    "training_session",
    tenant,
    key(),
    # The place that holds it: a county, a prefecture, the province.
    division(),
    *levels(),
    coded("kind", TrainingKind, nullable=False),
    coded("trainer_level", AdminLevel, nullable=False),
    coded("mode", TrainingMode, nullable=False),
    Column("held_on", Date, nullable=False),
    coded_list("topics", TrainingTopic),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "division", "held_on"),
    info=PERSONAL,
)

training = Table(
    "training",
    tenant,
    key(),
    Column("session_id", Uuid, ForeignKey(training_session.c.id)),
    *_of_trainee(),
    coded("kind", TrainingKind, nullable=False),
    coded("trainer_level", AdminLevel, nullable=False),
    Column("held_on", Date, nullable=False),
    coded_list("topics", TrainingTopic),
    coded("assessment", AssessmentResult),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "trainee_id", "held_on", "id"),
    Index(None, "session_id"),
    info=PERSONAL,
)
