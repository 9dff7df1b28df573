"""Messages to people's phones: the tenant's gateway, and what became of messages; no numbers, no texts."""

from datetime import datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.rows import here
from reads.sources import Key, Paged, Rows, column, filters, readable
from records.codes import AlertKind, MessageState, Role
from records.message import message, message_gateway
from schema.division import HERE, place
from schema.node import Node, identifier
from schema.scalars import DivisionCode


@strawberry.type(
    description="Where the tenant's messages are sent, while it is `active`. They are signed as webhooks are (Standard"
    " Webhooks, ed25519): `publicKey` is what the gateway verifies them by. Since `goneAt` it is not active, for it"
    " answered 410."
)
class MessageGateway(Node):
    """A tenant's gateway."""

    rows: ClassVar = Rows(message_gateway, "messageGateway", scoped=False)

    id: strawberry.ID = identifier("messageGateway")
    url: str = column("url", FieldClass.STAFF)
    active: bool = column("active", FieldClass.BASIC)
    public_key: str = column("public", FieldClass.STAFF)
    set_by: str = column("set_by", FieldClass.STAFF)
    set_at: datetime = column("set_at", FieldClass.BASIC)
    gone_at: datetime | None = column("gone_at", FieldClass.BASIC)


@strawberry.type(
    description="A message to somebody's phone: what kind of alert, told to which role where, and what became of it."
)
class Message(Node):
    """A message; its number was looked up when it was sent, and is kept nowhere else."""

    rows: ClassVar = Rows(message, "message")

    id: strawberry.ID = identifier("message")
    kind: AlertKind = column("kind", FieldClass.BASIC)
    role: Role = column("role", FieldClass.BASIC)
    subject: str = column("subject", FieldClass.STAFF)
    division: HERE = readable(place("division"), FieldClass.BASIC)
    state: MessageState = column("state", FieldClass.BASIC)
    tries: int = column("tries", FieldClass.BASIC)
    status: int | None = column("status", FieldClass.BASIC)
    fault: str | None = column("fault", FieldClass.BASIC)
    due_at: datetime = column("due_at", FieldClass.BASIC)
    created_at: datetime = column("created_at", FieldClass.BASIC)
    settled_at: datetime | None = column("settled_at", FieldClass.BASIC)


@strawberry.input(description="Which messages.")
class MessageWhere:
    """Which messages."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    states: list[MessageState] | None = filters(lambda row, value, _: row.c.state.in_(value), FieldClass.BASIC)


MESSAGES = Paged(None, {None: (Key("id", descending=True),)})
