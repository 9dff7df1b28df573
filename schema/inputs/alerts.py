"""Inputs about alerts: what was read, and the tenant's hours."""

import strawberry

from care.actions.common.own_labels import OF_ALERTS
from schema.inputs.labelled import labelled


@labelled(OF_ALERTS)
@strawberry.input(
    description="Which alerts were read: single ones (at most 100), or all up to the `sequence` of one; or both."
)
class MarkAlertsReadInput:
    """Which alerts were read."""

    alert_ids: list[strawberry.ID] | None = strawberry.UNSET
    up_to: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_ALERTS)
@strawberry.input(
    description="Hours of the local day, 0 to 23. Between the first two only reports in which safety is at stake are"
    " told; equal ones: no quiet hours."
)
class SetAlertSettingsInput:
    """Hours of quiet and of digests."""

    quiet_from_hour: int
    quiet_until_hour: int
    digest_hour: int
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_ALERTS)
@strawberry.input(
    description="Where messages to people's phones are sent, and whether they are (the tenant's opting in). `newKey`:"
    " another key signs from now on."
)
class SetMessageGatewayInput:
    """Where messages are sent, and whether they are."""

    url: str
    active: bool
    new_key: bool | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
