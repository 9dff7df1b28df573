"""Benefits of a child or its household: what it is entitled to, was applied for, granted, refused; yuan per month."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Numeric,
    Table,
    Text,
    Uuid,
    text,
)

from records.codes import BenefitKind, BenefitStatus
from records.columns import coded, division, key, stamps
from records.metadata import PERSONAL, tenant


def _held_by(holder: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        [f"{holder}_id", "division"],
        [f"tenant.{holder}.id", f"tenant.{holder}.division"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


def _of(holder: str) -> list[Index]:
    """Index a holder's rows: of each kind one stands, and the older ones are its history."""
    held = f"{holder}_id IS NOT NULL"
    standing = text(f"{held} AND superseded_at IS NULL")
    return [
        Index(f"uq_benefit_{holder}", f"{holder}_id", "kind", unique=True, postgresql_where=standing),
        Index(f"ix_benefit_{holder}_id", f"{holder}_id", "id", postgresql_where=text(held)),
    ]


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
    # NONE is a ledger's word that nothing is received: that stands in no status.
    coded("status", BenefitStatus),
    CheckConstraint("(kind = 'NONE') = (status IS NULL)", name="none_has_no_status"),
    Column("amount", Numeric(10, 2)),
    CheckConstraint("amount >= 0", name="amount"),
    Column("since", Date),
    Column("until", Date),
    CheckConstraint("until >= since", name="until_after_since"),
    Column("reason", Text),
    CheckConstraint("status IS DISTINCT FROM 'REFUSED' OR reason <> ''", name="refusal_says_why"),
    Column("recorded_by", Text),
    # A newer row of the same holder and kind has taken its place.
    Column("superseded_at", DateTime(timezone=True)),
    *stamps(),
    *_of("child"),
    *_of("household"),
    Index(None, "division", "id"),
    info=PERSONAL,
)
