"""What is written beside the facts: audit rows, events for others, and answers already given."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from records.codes import AlertKind, Purpose, Role, Severity
from records.columns import coded, division, key
from records.metadata import PERSONAL, impersonal, tenant

audit_event = Table(
    "audit_event",
    tenant,
    key(),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("subject", Text, nullable=False),
    coded("role", Role),
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("object", Uuid),
    Column("fields", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    coded("purpose", Purpose),
    Column("reason", Text),
    Column("count", Integer),
    Column("policy_version", Text, nullable=False),
    Column("rule_version", Text),
    Index(None, "object", "at"),
    Index(None, "subject", "at"),
    info=PERSONAL,
)

outbox = Table(
    "outbox",
    tenant,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    coded("kind", AlertKind, nullable=False),
    coded("severity", Severity, nullable=False, default=Severity.ORDINARY),
    Column("subject_kind", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    division(),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("xact", BigInteger, nullable=False, server_default=text("pg_current_xact_id()::text::bigint")),
    Column("sequence", BigInteger, unique=True),
    Index("ix_outbox_waiting", "xact", "id", postgresql_where=text("sequence IS NULL")),
    info=impersonal("ids, kinds and times only"),
)

idempotency_key = Table(
    "idempotency_key",
    tenant,
    Column("subject", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("from_client", Boolean, primary_key=True),
    Column("action", Text, nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("answer", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_idempotency_key_purge", "at", postgresql_where=text("NOT from_client")),
    info=impersonal("hashes and ids only; a writer sees its own subject's rows"),
)
