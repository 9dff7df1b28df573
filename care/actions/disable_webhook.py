"""Disable an endpoint: nothing is sent to it until it is enabled again."""

from dataclasses import dataclass
from uuid import UUID

from care.actions.common.done import Done
from care.actions.common.once import remember, replayed
from care.actions.webhooks.own import change_webhook, load_webhook
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.codes import WebhookState
from tenants.work import Work


@dataclass(frozen=True)
class DisableWebhook:
    """Which endpoint is not to be sent to."""

    webhook_id: UUID
    version: int
    idempotency_key: str | None = None


async def disable_webhook(work: Work, caller: Caller, command: DisableWebhook) -> Done:
    """Stop sending to an endpoint; what waits for it waits on.

    Raises `Refused`: FORBIDDEN, NOT_FOUND, CONFLICT when the version moved on.
    """
    require(caller, "webhook:disable")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_webhook(work, caller, command.webhook_id, command.version)
    await change_webhook(work, row["id"], {"state": WebhookState.DISABLED.value})
    await audit(work, caller, "webhook:disable", object=row["id"], kind="webhook", fields=("state",))
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    return done
