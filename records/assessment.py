"""Assessments: what was asked for and what was found, one row each, never overwritten."""

from sqlalchemy import Column, Date, DateTime, Index, Table, Text, text

from records.codes import AssessmentKind, GuardianshipRating, RiskLevel
from records.columns import coded, key, of_child, stamps
from records.metadata import PERSONAL, tenant

assessment = Table(
    "assessment",
    tenant,
    key(),
    *of_child(),
    coded("kind", AssessmentKind, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("assessor", Text),
    Column("assessed_on", Date),
    coded("risk_level", RiskLevel),
    coded("guardianship_rating", GuardianshipRating),
    # The level that held until then, so that the levels' history is whole from the first assessment on.
    coded("risk_level_before", RiskLevel),
    coded("guardianship_rating_before", GuardianshipRating),
    Column("result", Text),
    Column("next_review_on", Date),
    Column("recorded_by", Text, nullable=False),
    *stamps(),
    Index("ix_assessment_child_latest", "child_id", text("assessed_on DESC NULLS FIRST"), text("id DESC")),
    info=PERSONAL,
)
