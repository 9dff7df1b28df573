"""Webhooks: where an integrator has events sent, by which keys they are signed, and what became of each."""

from datetime import datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, Text, case, cast, func

from alerts.pacing import FAILING
from policies.classes import FieldClass
from reads import json
from reads.frame import Frame
from reads.sources import Computed, Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.codes import (
    AlertKind,
    BreakerState,
    DeliveryState,
    DropReason,
    ReportCircumstance,
    ReportRecipient,
    Role,
    Severity,
    SigningKind,
    WebhookState,
)
from records.webhook import webhook, webhook_attempt, webhook_delivery, webhook_key
from schema.alert import Alert
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.paging import Connection
from schema.scalars import DivisionCode


def _breaker(row: Row, _frame: Frame) -> ColumnElement[str]:
    state = case(
        (row.c.open_until > func.clock_timestamp(), BreakerState.OPEN.value),
        ((row.c.failures >= FAILING) | row.c.open_until.is_not(None), BreakerState.HALF_OPEN.value),
        else_=BreakerState.CLOSED.value,
    )
    return json.joined(['"', state, '"'])


def _number(name: str) -> Computed:
    return Computed(lambda row, _: json.joined(['"', cast(row.c[name], Text), '"']))


@strawberry.type(
    description="A key that signs messages to an endpoint. `publicKey` (whpk_...) is what a receiver verifies Ed25519"
    " by; a shared secret is shown once, when it is made."
)
class WebhookKey:
    """A key that signs messages to an endpoint, until `endsAt` where another has followed it."""

    # Whose it is is said where it is asked for: with its endpoint.
    rows: ClassVar = Rows(webhook_key, "webhook", scoped=False)

    kind: SigningKind = column("kind", FieldClass.BASIC)
    public_key: str | None = column("public", FieldClass.BASIC)
    created_at: datetime = column("created_at", FieldClass.BASIC)
    ends_at: datetime | None = column("ends_at", FieldClass.BASIC)


@strawberry.type(
    description="A try to send an event: the status of the answer, or the fault where none came; `took` is in seconds."
)
class WebhookAttempt:
    """A try to send an event: the status of the answer, or the fault where none came; `took` is in seconds."""

    rows: ClassVar = Rows(webhook_attempt, "webhook", scoped=False)

    at: datetime = column("at", FieldClass.BASIC)
    status: int | None = column("status", FieldClass.BASIC)
    fault: str | None = column("fault", FieldClass.BASIC)
    took: float = column("took", FieldClass.BASIC)


def _event_id(row: Row, _frame: Frame) -> ColumnElement[str]:
    return json.joined(['"alert_', cast(row.c.event_id, Text), '"'])


@strawberry.type(
    description="An event on its way to an endpoint. `eventId` is the id of the alert, and of each message about it"
    " (webhook-id); `alert` is null for who does not see it. `dueAt` is when it is sent (again) while it is pending."
)
class WebhookDelivery:
    """An event on its way to an endpoint; a message that failed ten times is a dead letter (DEAD), until replayed."""

    rows: ClassVar = Rows(webhook_delivery, "webhook", scoped=False)

    event_id: strawberry.ID = readable(Computed(_event_id), FieldClass.BASIC)
    sequence: str = readable(_number("sequence"), FieldClass.BASIC)
    alert: Alert | None = readable(One(lambda row, other: row.c.event_id == other.c.id), FieldClass.BASIC)
    state: DeliveryState = column("state", FieldClass.BASIC)
    reason: DropReason | None = column("reason", FieldClass.BASIC)
    tries: int = column("tries", FieldClass.BASIC)
    due_at: datetime = column("due_at", FieldClass.BASIC)
    created_at: datetime = column("created_at", FieldClass.BASIC)
    settled_at: datetime | None = column("settled_at", FieldClass.BASIC)
    attempts: list[WebhookAttempt] = readable(
        Many(lambda row, other: other.c.delivery_id == row.c.id, lambda other: (other.c.id,)), FieldClass.BASIC
    )


@strawberry.input(description="Which deliveries of an endpoint; dead letters are those of state DEAD.")
class WebhookDeliveryWhere:
    """Which deliveries of an endpoint; dead letters are those of state DEAD."""

    states: list[DeliveryState] | None = filters(lambda row, value, _: row.c.state.in_(value), FieldClass.BASIC)


def _deliveries(
    where: WebhookDeliveryWhere | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> None:
    """Lend a nested connection its arguments; the compiler reads their values."""


DELIVERIES = Paged(lambda row, other: other.c.webhook_id == row.c.id, {None: (Key("sequence", descending=True),)})


@strawberry.type(
    description="Where events are sent, signed as Standard Webhooks says. What is sent is what its owner, in `role`,"
    " may see when it is sent: `selection` of the alert, or the usual fields. `position` is the number of the log up to"
    " which events have become deliveries; `breaker` tells whether it rests because it fails."
)
class Webhook(Node):
    """An endpoint: which alerts it gets, what of each, on whose behalf, and how it stands."""

    rows: ClassVar = Rows(webhook, "webhook")

    id: strawberry.ID = identifier("webhook")
    version: int = column("version", FieldClass.BASIC)
    subject: str = column("subject", FieldClass.STAFF)
    role: Role = column("role", FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    url: str = column("url", FieldClass.STAFF)
    division: DivisionCode | None = column("wanted_division", FieldClass.BASIC)
    kinds: list[AlertKind] | None = column("kinds", FieldClass.BASIC)
    min_severity: Severity | None = column("min_severity", FieldClass.BASIC)
    circumstances: list[ReportCircumstance] | None = column("circumstances", FieldClass.BASIC)
    addressed_to: list[ReportRecipient] | None = column("addressed_to", FieldClass.BASIC)
    selection: str | None = column("selection", FieldClass.BASIC)
    state: WebhookState = column("state", FieldClass.BASIC)
    breaker: BreakerState = readable(Computed(_breaker), FieldClass.BASIC)
    open_until: datetime | None = column("open_until", FieldClass.BASIC)
    position: str = readable(_number("position"), FieldClass.BASIC)
    created_at: datetime = column("created_at", FieldClass.BASIC)
    keys: list[WebhookKey] = readable(
        Many(lambda row, other: other.c.webhook_id == row.c.id, lambda other: (other.c.id.desc(),)), FieldClass.BASIC
    )
    deliveries: Connection[WebhookDelivery] = readable(DELIVERIES, FieldClass.BASIC, resolver=_deliveries)
    viewer_can: list[str] = viewer_can("webhook", "enable", "disable", "rotate", "replay")
    masked: list[str] = masked()


WEBHOOKS = Paged(None, {None: (Key("id", descending=True),)})
