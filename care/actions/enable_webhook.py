"""Enable an endpoint: one that has just answered a test message is sent to from where it stands in the log."""

from dataclasses import dataclass
from uuid import UUID

from alerts.outgoing import Reply
from alerts.signing import Key
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_WEBHOOK
from care.actions.webhooks.confirming import confirm
from care.actions.webhooks.keys import signing
from care.actions.webhooks.own import load_webhook
from care.actions.webhooks.room import ACTIVE, active, full
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import WebhookState
from tenants.work import Work


@dataclass(frozen=True)
class EnableWebhook:
    """Which endpoint is to be sent to (again)."""

    webhook_id: UUID
    version: int
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Address:
    """Where a test message goes, and the keys that sign it."""

    url: str
    keys: tuple[Key, ...]


async def address_of(work: Work, caller: Caller, command: EnableWebhook) -> Address:
    """Give where a test message is to go before an endpoint is enabled.

    Raises `Refused`: FORBIDDEN, NOT_FOUND, RULE_VIOLATION where its account has as many in use as it may.
    """
    require(caller, "webhook:enable")
    row = await load_webhook(work, caller, command.webhook_id)
    if row["state"] != WebhookState.ACTIVE.value and await active(work, row["subject"]) >= ACTIVE:
        findings = Findings(labels=OF_WEBHOOK)
        findings.refuse(ErrorCode.RULE_VIOLATION, ("webhookId",), *full())
        findings.settle()
    return Address(row["url"], tuple(key for _, key in await signing(work, row["id"])))


async def enable_webhook(work: Work, caller: Caller, command: EnableWebhook, ping: Reply) -> Done:
    """Let an endpoint be sent to if it accepted the test message `ping`; otherwise it stays as it is, with a warning.

    What happened while it was not sent to, it gets now, as far back as the log goes. Raises `Refused`: FORBIDDEN,
    NOT_FOUND, CONFLICT when the version moved on.
    """
    require(caller, "webhook:enable")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_webhook(work, caller, command.webhook_id, command.version)
    done = await confirm(work, caller, row, ping)
    await remember(work, caller, command, done)
    return done
