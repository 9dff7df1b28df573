"""Webhooks: where integrators want events sent, by which keys these are signed, and how each one fared."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from records.codes import (
    DeliveryState,
    DropReason,
    ReportCircumstance,
    ReportRecipient,
    Role,
    Severity,
    SigningKind,
    WebhookState,
)
from records.columns import cell, coded, coded_list, division, key, stamps, version
from records.metadata import PERSONAL, tenant
from records.organisation import organisation

# `subject` in `role` is whose sight decides what is sent. `position` is the number of the log up to which events have
# become deliveries. `failures` are answers that were wanting since the last good one; up to `open_until` nothing is
# sent. Whoever delivers holds the endpoint (`held_by`) until a time that it puts off while it lives.
webhook = Table(
    "webhook",
    tenant,
    key(),
    version(),
    Column("subject", Text, nullable=False),
    coded("role", Role, nullable=False),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    division(),
    Column("url", Text, nullable=False),
    Column("language", Text, nullable=False),
    # Which alerts: as `AlertWhere` says it. Kinds of events come and go with the log's.
    Column("kinds", ARRAY(Text)),
    coded("min_severity", Severity),
    division("wanted_division", nullable=True),
    coded_list("circumstances", ReportCircumstance, nullable=True),
    coded_list("addressed_to", ReportRecipient, nullable=True),
    Column("selection", Text),
    coded("state", WebhookState, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("open_until", DateTime(timezone=True)),
    Column("held_by", Uuid),
    Column("held_until", DateTime(timezone=True)),
    CheckConstraint("num_nonnulls(held_by, held_until) IN (0, 2)", name="held_whole"),
    *stamps(),
    Index(None, "subject", "id"),
    Index(None, "division", "id"),
    info=PERSONAL,
)

# Several sign at once while one follows the other; each but the last has an end.
webhook_key = Table(
    "webhook_key",
    tenant,
    key(),
    Column("webhook_id", Uuid, ForeignKey(webhook.c.id, ondelete="CASCADE"), nullable=False),
    coded("kind", SigningKind, nullable=False),
    cell("secret", nullable=False),
    Column("public", Text),
    CheckConstraint("(kind = 'ED25519') = (public IS NOT NULL)", name="public_of_a_pair"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True)),
    Index(None, "webhook_id", "id"),
    info=PERSONAL,
)

webhook_delivery = Table(
    "webhook_delivery",
    tenant,
    key(),
    Column("webhook_id", Uuid, ForeignKey(webhook.c.id, ondelete="CASCADE"), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("event_id", Uuid, nullable=False),
    coded("state", DeliveryState, nullable=False, default=DeliveryState.PENDING),
    coded("reason", DropReason),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    UniqueConstraint("webhook_id", "sequence"),
    CheckConstraint("(state = 'PENDING') = (settled_at IS NULL)", name="settled_once_over"),
    CheckConstraint("(state = 'DROPPED') = (reason IS NOT NULL)", name="dropped_for_a_reason"),
    Index("ix_webhook_delivery_due", "webhook_id", "due_at", postgresql_where=text("state = 'PENDING'")),
    Index("ix_webhook_delivery_settled", "settled_at", postgresql_where=text("settled_at IS NOT NULL")),
    Index("ix_webhook_delivery_dead", "webhook_id", "settled_at", postgresql_where=text("state = 'DEAD'")),
    info=PERSONAL,
)

webhook_attempt = Table(
    "webhook_attempt",
    tenant,
    key(),
    Column("delivery_id", Uuid, ForeignKey(webhook_delivery.c.id, ondelete="CASCADE"), nullable=False),
    Column("webhook_id", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("status", Integer),
    Column("fault", Text),
    CheckConstraint("num_nonnulls(status, fault) = 1", name="answered_or_not"),
    Column("took", Float, nullable=False),
    Index(None, "delivery_id", "id"),
    info=PERSONAL,
)
