"""Erasures: who asked that a child's data go, who agreed, and the proof of what went."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from records.codes import ErasureRequester, ErasureStatus
from records.columns import coded, key, of_child, version
from records.metadata import PERSONAL, tenant

erasure = Table(
    "erasure",
    tenant,
    key(),
    version(),
    *of_child(),
    coded("requester", ErasureRequester, nullable=False),
    # When the child or the guardian asked for it.
    Column("asked_on", Date, nullable=False),
    # Gone, as everything else, once it was decided for.
    Column("reason", Text),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    coded("status", ErasureStatus, nullable=False, default=ErasureStatus.REQUESTED),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("note", Text),
    # Rows that went or were emptied, by table, and SHA-256 over them and all that is said of the erasure.
    Column("erased", JSONB),
    Column("digest", LargeBinary),
    CheckConstraint("decided_by <> requested_by", name="decided_by_another"),
    CheckConstraint("(status = 'REQUESTED') = (decided_at IS NULL)", name="decided_whole"),
    CheckConstraint("num_nonnulls(decided_by, decided_at) IN (0, 2)", name="decided_by_somebody"),
    CheckConstraint("(status = 'ERASED') = (num_nonnulls(erased, digest) = 2)", name="proved"),
    CheckConstraint("status <> 'DECLINED' OR note <> ''", name="declined_for_a_reason"),
    Index("uq_erasure_waiting", "child_id", unique=True, postgresql_where=text("status = 'REQUESTED'")),
    Index(None, "child_id", "id"),
    Index(None, "division", "id"),
    info=PERSONAL,
)
