"""Messages to people's phones: the tenant's gateway, and what is on its way to it; no numbers, no texts."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, DateTime, Index, Integer, Table, Text, Uuid, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.dialects.postgresql import ARRAY

from records.codes import AlertKind, MessageState, Role
from records.columns import cell, coded, division, key
from records.metadata import PERSONAL, impersonal, tenant

# One row at most, made when the tenant first opts in; `position` is the number of the log up to which it was gone
# through. Nothing is sent while it is not active; since `gone_at` it is not, for it said so itself (410).
message_gateway = Table(
    "message_gateway",
    tenant,
    key(),
    Column("single", Boolean, CheckConstraint("single", name="single"), nullable=False, server_default=text("true")),
    Column("url", Text, nullable=False),
    cell("secret", nullable=False),
    Column("public", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    Column("gone_at", DateTime(timezone=True)),
    Unique("single"),
    info=impersonal("an address, a sealed key and a number"),
)

message = Table(
    "message",
    tenant,
    key(),
    # The last of the events that it tells of together, all of one kind.
    Column("sequence", BigInteger, nullable=False),
    Column("events", ARRAY(Uuid), nullable=False),
    coded("kind", AlertKind, nullable=False),
    # Whose phone it goes to: the account, in the role that is told. The number is looked up when it is sent.
    Column("subject", Text, nullable=False),
    coded("role", Role, nullable=False),
    division(),
    coded("state", MessageState, nullable=False, default=MessageState.WAITING),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("status", Integer),
    Column("fault", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Unique("subject", "role", "kind", "sequence"),
    Index("ix_message_waiting", "due_at", postgresql_where=text("state = 'WAITING'")),
    Index("ix_message_dead", "settled_at", postgresql_where=text("state = 'DEAD'")),
    info=PERSONAL,
)
