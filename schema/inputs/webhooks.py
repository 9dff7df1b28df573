"""Inputs about webhooks."""

from datetime import datetime

import strawberry

from care.actions.common.own_labels import OF_WEBHOOK
from records.codes import SigningKind
from schema.alert import AlertWhere
from schema.inputs.labelled import labelled


@labelled(OF_WEBHOOK)
@strawberry.input(
    description="Where the viewer's account has events sent, and which (all that it sees, where nothing is said)."
    " `selection` is a selection set of the type Alert, such as `{ id kind subject { ... on Report { stage } } }`, with"
    " fragments behind it if need be; without it the usual fields are sent, which tell of no person."
)
class RegisterWebhookInput:
    """Where the viewer's account has events sent, which, what of them, and how they are signed."""

    url: str
    where: AlertWhere | None = strawberry.UNSET
    selection: str | None = strawberry.UNSET
    signing: SigningKind = SigningKind.ED25519
    organisation_id: strawberry.ID | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_WEBHOOK)
@strawberry.input(description="Which endpoint is to be sent to (again): it is sent a test message, and must accept it.")
class EnableWebhookInput:
    """Which endpoint is to be sent to (again)."""

    webhook_id: strawberry.ID
    version: int
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_WEBHOOK)
@strawberry.input(description="Which endpoint is not to be sent to, until it is enabled again.")
class DisableWebhookInput:
    """Which endpoint is not to be sent to."""

    webhook_id: strawberry.ID
    version: int
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_WEBHOOK)
@strawberry.input(
    description="Which endpoint gets a new key: of the same kind as before, unless one is named. The old key signs,"
    " too, for `overlapHours` (0 to 168)."
)
class RotateWebhookSecretInput:
    """Which endpoint gets a new key, and for how long the old one signs, too."""

    webhook_id: strawberry.ID
    signing: SigningKind | None = strawberry.UNSET
    overlap_hours: int = 24
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_WEBHOOK)
@strawberry.input(
    description="What is sent again: one event (`eventId`, an Alert.id), or what the endpoint wants of the events from"
    " `fromSequence` to `toSequence`, or of those logged from `since` to `until`; without an end, up to where it"
    " stands. At most 5,000 numbers of the log at once."
)
class ReplayWebhookInput:
    """Which endpoint is sent what again."""

    webhook_id: strawberry.ID
    event_id: strawberry.ID | None = strawberry.UNSET
    from_sequence: str | None = strawberry.UNSET
    to_sequence: str | None = strawberry.UNSET
    since: datetime | None = strawberry.UNSET
    until: datetime | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
