"""Benefits that a child or its household receives, in yuan per month."""

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Numeric, Table, Uuid, text

from records.codes import BenefitKind
from records.columns import coded, division, key, stamps
from records.metadata import PERSONAL, tenant


def _held_by(holder: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        [f"{holder}_id", "division"],
        [f"tenant.{holder}.id", f"tenant.{holder}.division"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


benefit = Table(
    "benefit",
    tenant,
    key(),
    Column("child_id", Uuid),
    Column("household_id", Uuid),
    CheckConstraint("num_nonnulls(child_id, household_id) = 1", name="one_holder"),
    division(),
    _held_by("child"),
    _held_by("household"),
    coded("kind", BenefitKind, nullable=False),
    Column("amount", Numeric(10, 2)),
    CheckConstraint("amount >= 0", name="amount"),
    *stamps(),
    Index("uq_benefit_child", "child_id", "kind", unique=True, postgresql_where=text("child_id IS NOT NULL")),
    Index(
        "uq_benefit_household", "household_id", "kind", unique=True, postgresql_where=text("household_id IS NOT NULL")
    ),
    info=PERSONAL,
)
