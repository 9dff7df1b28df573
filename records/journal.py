"""What is written beside the facts: audit rows, events for others, and answers already given."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
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
from records.columns import coded, division, key, levels, single
from records.metadata import PERSONAL, impersonal, tenant


def _county() -> Column[int]:
    """Make the county's column, as lists have it."""
    return next(column for column in levels() if column.name == "county")


# Written once, never touched again: what seals a row stands beside it. New columns are nullable, or the seals of older
# rows would no longer fit (a seal leaves out what is NULL).
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
    # Where the object lies, else the lowest place that holds all of the subject's own.
    division(),
    _county(),
    # Of a read: the places that it could reach, and a keyed hash of document and variables.
    Column("scope", Text),
    Column("fingerprint", Text),
    Column("xact", BigInteger, nullable=False, server_default=text("pg_current_xact_id()::text::bigint")),
    Index(None, "object", "id"),
    Index(None, "subject", "at"),
    Index("ix_audit_event_county_latest", "county", text("id DESC")),
    Index("ix_audit_event_waiting", "xact", "id"),
    postgresql_partition_by="RANGE (id)",  # the months of the keys' own time
    info=PERSONAL,
)

# What an object's row of the trail gives as its reason, which may speak of persons: the row keeps its digest alone, so
# the text can go and the seals still fit. The digest is SHA-256 of salt and text; nobody finds the text by trying.
audit_reason = Table(
    "audit_reason",
    tenant,
    Column("event", Uuid, primary_key=True),
    Column("object", Uuid, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Index(None, "object"),
    info=PERSONAL,
)

# `horizon`: every event of a lower transaction id was sealed when this seal was made. A seal lies in its event's month.
audit_seal = Table(
    "audit_seal",
    tenant,
    Column("sequence", BigInteger, nullable=False),
    Column("event", Uuid, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("horizon", BigInteger, nullable=False),
    Index("ix_audit_seal_sequence", "sequence"),
    postgresql_partition_by="RANGE (event)",
    info=impersonal("hashes and their order only"),
)

# What stands for the rows up to `sequence`, which were dropped: the seal of the last, and the first month that was kept
# (`until`). Signed with the tenant's key.
audit_checkpoint = Table(
    "audit_checkpoint",
    tenant,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    Column("until", Date, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    info=impersonal("a hash, a month and a signature"),
)

# How many whole months of the trail are kept beside the running one; no row, or no number: all. Signed, too.
audit_keeping = Table(
    "audit_keeping",
    tenant,
    Column("one", Boolean, CheckConstraint("one", name="one"), primary_key=True, server_default=text("true")),
    Column("months", Integer, CheckConstraint("months >= 6", name="months")),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    info=impersonal("a setting"),
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
    Index("ix_outbox_waiting", "xact", "id"),
    info=impersonal("ids, kinds and times only"),
)

# What was announced and committed, in its order. Made by a function of the owner's alone; a part for each month.
event_log = Table(
    "event_log",
    tenant,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("logged_at", DateTime(timezone=True), primary_key=True),
    Column("id", Uuid, nullable=False),
    coded("kind", AlertKind, nullable=False),
    coded("severity", Severity, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    division(),
    _county(),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index("ix_event_log_sequence", "sequence"),
    Index("ix_event_log_county_sequence", "county", "sequence"),
    Index(None, "id"),
    info=PERSONAL,
    postgresql_partition_by="RANGE (logged_at)",
)

# One row: the last number that was given, and the last that is not kept any more.
event_log_state = Table(
    "event_log_state",
    tenant,
    single(),
    Column("given", BigInteger, nullable=False, server_default=text("0")),
    Column("dropped", BigInteger, nullable=False, server_default=text("0")),
    info=impersonal("two numbers"),
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
