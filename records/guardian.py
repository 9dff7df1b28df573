"""Guardians, their absences, entrusted carers and paired persons: the people round a child."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from records.codes import (
    AwayPurpose,
    CarerRelation,
    DisabilityGrade,
    DisabilityType,
    EntrustReason,
    GuardianRelation,
    ParentHealth,
    ParentSpecialStatus,
)
from records.columns import coded, coded_list, division, key, of_child, sealed, stamps, version
from records.metadata import PERSONAL, tenant

guardian = Table(
    "guardian",
    tenant,
    key(),
    version(),
    *of_child(),
    coded("relation", GuardianRelation, nullable=False),
    Column("name", Text),
    *sealed("resident_id", blind=True),
    *sealed("phone"),
    Column("address", Text),
    division("address_division", nullable=True),
    coded("health", ParentHealth),
    Column("health_detail", Text),
    CheckConstraint("health IS DISTINCT FROM 'UNHEALTHY' OR health_detail <> ''", name="illness_is_named"),
    coded_list("special_status", ParentSpecialStatus),
    Column("special_detail", Text),
    Column("declared_missing_on", Date),
    Column("incapacity_judgement", Text),
    CheckConstraint(
        "NOT special_status @> '{DEAD}' OR special_status <@ '{DEAD,OTHER}'", name="the_dead_have_no_other_status"
    ),
    *stamps(),
    Index(None, "child_id", "id"),
    Index("ix_guardian_resident_id_blind", "resident_id_blind"),
    info=PERSONAL,
)

guardian_disability = Table(
    "guardian_disability",
    tenant,
    Column("guardian_id", Uuid, ForeignKey(guardian.c.id, ondelete="CASCADE"), nullable=False),
    *of_child(),
    coded("disability", DisabilityType, nullable=False),
    coded("grade", DisabilityGrade, nullable=False),
    UniqueConstraint("guardian_id", "disability"),
    Index(None, "child_id"),
    info=PERSONAL,
)

absence = Table(
    "absence",
    tenant,
    key(),
    Column("guardian_id", Uuid, ForeignKey(guardian.c.id, ondelete="CASCADE"), nullable=False),
    *of_child(),
    Column("since", Date, nullable=False),
    Column("until", Date),
    CheckConstraint("until >= since", name="ends_after_it_begins"),
    coded("purpose", AwayPurpose, nullable=False),
    division("away_division", nullable=True),
    Column("abroad", Boolean, nullable=False),
    Column("within_core", Boolean, nullable=False, server_default=text("false")),
    Column("workplace", Text),
    *sealed("contact"),
    Column("filed_on", Date),
    Column("filed_with_school", Boolean),
    *stamps(),
    Index(None, "guardian_id", "since"),
    Index("uq_absence_running", "guardian_id", unique=True, postgresql_where=text("until IS NULL")),
    info=PERSONAL,
)

carer = Table(
    "carer",
    tenant,
    key(),
    *of_child(),
    coded("relation", CarerRelation, nullable=False),
    Column("name", Text),
    *sealed("phone"),
    coded("reason", EntrustReason),
    CheckConstraint(
        "CASE relation WHEN 'NONE' THEN num_nonnulls(name, phone, reason) = 0 ELSE num_nulls(name, phone) = 0 END",
        name="named_unless_none",
    ),
    *stamps(),
    UniqueConstraint("child_id"),
    info=PERSONAL,
)

pairing = Table(
    "pairing",
    tenant,
    key(),
    *of_child(),
    Column("name", Text, nullable=False),
    *sealed("phone"),
    CheckConstraint("phone IS NOT NULL", name="phone"),
    Column("unit", Text),
    # The account that reads the child's minimum while the pairing lasts.
    Column("subject", Text),
    Column("until", DateTime(timezone=True)),
    CheckConstraint("subject IS NULL OR until IS NOT NULL", name="access_ends"),
    *stamps(),
    UniqueConstraint("child_id"),
    info=PERSONAL,
)
