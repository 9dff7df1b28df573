"""Households: what siblings share."""

from sqlalchemy import Column, Index, Numeric, Table, Text, UniqueConstraint

from records.codes import RiskLevel
from records.columns import coded, division, key, stamps, version
from records.metadata import PERSONAL, tenant

household = Table(
    "household",
    tenant,
    key(),
    version(),
    division(),
    Column("income_per_head", Numeric(12, 2)),
    Column("social_help", Text),
    coded("guardianship_risk", RiskLevel),
    *stamps(),
    UniqueConstraint("id", "division"),
    Index(None, "division", "id"),
    info=PERSONAL,
)
