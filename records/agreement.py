"""Instruments of entrusted care, and what was done where a carer turned out unfit.

Of a status only what happened is kept: drafted, signed, witnessed, replaced; whether one is in force, or has run out,
follows from its days when it is read.
"""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Table, Text, Uuid, text

from records.codes import (
    AgreementGap,
    CareInstrument,
    CarerCriterion,
    CarerFault,
    CarerOutcome,
    CarerRelation,
    CarerStep,
    EntrustReason,
)
from records.columns import coded, coded_list, key, of_child, sealed, stamps, version
from records.metadata import PERSONAL, tenant
from records.organisation import organisation

agreement = Table(
    "agreement",
    tenant,
    key(),
    version(),
    *of_child(),
    coded("instrument", CareInstrument, nullable=False),
    coded("relation", CarerRelation, nullable=False),
    Column("carer_name", Text),
    *sealed("carer_phone"),
    coded("reason", EntrustReason),
    Column("entruster_name", Text),
    Column("entruster_workplace", Text),
    *sealed("entruster_phone"),
    Column("starts_on", Date),
    Column("ends_on", Date),
    CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
    Column("other_terms", Text),
    Column("child_heard_on", Date),
    Column("child_not_heard_reason", Text),
    Column("justification", Text),
    coded_list("criteria", CarerCriterion),
    Column("explained_on", Date),
    Column("signed_on", Date),
    Column("witness_id", Uuid, ForeignKey(organisation.c.id)),
    Column("filed_on", Date),
    Column("school_notified_on", Date),
    # Since when it is signed, and witnessed where the rules of that day ask it; before that it is a draft.
    Column("concluded_on", Date),
    CheckConstraint("concluded_on >= signed_on", name="concluded_when_signed"),
    Column("replaced_on", Date),
    # What the rules of the day asked and it lacks.
    coded_list("missing", AgreementGap),
    # When the next level is told that its end comes near; NULL: it was not looked at yet.
    Column("climbs_on", Date),
    Column("recorded_by", Text, nullable=False),
    *stamps(),
    Index(None, "child_id", "id"),
    Index(None, "division", "ends_on"),
    Index(
        "ix_agreement_climbing",
        text("coalesce(climbs_on, ends_on - 90)"),
        postgresql_where=text("concluded_on IS NOT NULL AND replaced_on IS NULL"),
    ),
    Index(
        "uq_agreement_draft",
        "child_id",
        unique=True,
        postgresql_where=text("concluded_on IS NULL AND replaced_on IS NULL"),
    ),
    info=PERSONAL,
)

carer_problem = Table(
    "carer_problem",
    tenant,
    key(),
    *of_child(),
    Column("agreement_id", Uuid, ForeignKey(agreement.c.id)),
    coded("fault", CarerFault, nullable=False),
    Column("narrative", Text),
    Column("found_on", Date, nullable=False),
    coded("outcome", CarerOutcome),
    Column("outcome_on", Date),
    Column("closed_on", Date),
    CheckConstraint("num_nonnulls(outcome, outcome_on) IN (0, 2)", name="outcome_whole"),
    Column("recorded_by", Text, nullable=False),
    *stamps(),
    Index(None, "child_id", "id"),
    Index("uq_carer_problem_open", "child_id", unique=True, postgresql_where=text("closed_on IS NULL")),
    info=PERSONAL,
)

carer_step = Table(
    "carer_step",
    tenant,
    key(),
    *of_child(),
    Column("problem_id", Uuid, ForeignKey(carer_problem.c.id, ondelete="CASCADE"), nullable=False),
    coded("step", CarerStep, nullable=False),
    Column("taken_on", Date, nullable=False),
    Column("recorded_by", Text, nullable=False),
    *stamps(),
    Index(None, "problem_id", "taken_on"),
    Index(None, "child_id"),
    info=PERSONAL,
)
