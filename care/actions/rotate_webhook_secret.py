"""Give an endpoint a new key; for a while the one before it signs, too."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from alerts.signing import Key
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_WEBHOOK
from care.actions.webhooks.keys import add_key, end_keys, signing
from care.actions.webhooks.own import change_webhook, load_webhook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import SigningKind
from tenants.work import Work

LONGEST: Final = 168  # hours for which the old key may sign on
MOST: Final = 5  # keys that sign at once


@dataclass(frozen=True)
class RotateWebhookSecret:
    """Which endpoint gets a new key, of which kind (None: as before), and for how many hours the old one signs on."""

    webhook_id: UUID
    signing: SigningKind | None = None
    overlap_hours: int = 24
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Rotated:
    """What was done, and the key that was made; None where this is an answer given again."""

    done: Done
    key: Key | None


async def rotate_webhook_secret(work: Work, caller: Caller, command: RotateWebhookSecret) -> Rotated:
    """Make a key that signs from now on, beside the old ones until these end.

    Raises `Refused`: FORBIDDEN, NOT_FOUND, BAD_USER_INPUT for hours out of range, RULE_VIOLATION where too many keys
    sign already and are to go on.
    """
    require(caller, "webhook:rotate")
    earlier = await replayed(work, caller, command)
    if earlier:
        return Rotated(earlier, None)
    row = await load_webhook(work, caller, command.webhook_id)
    findings = Findings(labels=OF_WEBHOOK)
    if not 0 <= command.overlap_hours <= LONGEST:
        zh, en = f"应为0至{LONGEST}小时", f"must be 0 to {LONGEST} hours"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("overlapHours",), zh, en)
    before = await signing(work, row["id"])
    if len(before) >= MOST and command.overlap_hours > 0:
        zh, en = f"已有{MOST}个密钥同时有效", f"{MOST} keys sign already"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("webhookId",), zh, en)
    findings.settle()
    await end_keys(work, row["id"], timedelta(hours=command.overlap_hours))
    made = await add_key(work, row["id"], command.signing or before[0][0])
    await change_webhook(work, row["id"], {})
    await audit(work, caller, "webhook:rotate", object=row["id"], kind="webhook", fields=("keys",))
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    return Rotated(done, made)
