"""Register an endpoint: where an integrator's system wants events sent, which ones, and what of them."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select

from alerts.addresses import Network, flaw_of
from alerts.signing import Key
from alerts.wanted import Wanted, columns_of
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_WEBHOOK
from care.actions.common.sight import not_found
from care.actions.common.unset import spoken
from care.actions.webhooks.keys import add_key
from care.actions.webhooks.room import ACTIVE, KNOWN, active, full, known
from policies.audit import audit, usual_place
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import SigningKind, WebhookState
from records.ids import uuid7
from records.journal import event_log_state
from records.webhook import webhook
from tenants.work import Work

LONGEST: Final = 8_000  # characters of a selection
FLAWS: Final = {
    "malformed": ("不是有效的网址", "is no URL"),
    "scheme": ("须以 https:// 开头", "must begin with https://"),
    "userinfo": ("不得含有用户名或密码", "must not hold a user name or password"),
    "plain_http": ("须以 https:// 开头", "must begin with https://"),
    "refused_address": ("不得指向内部或保留地址", "must not lead to a private or reserved address"),
}


@dataclass(frozen=True)
class RegisterWebhook:
    """Where to, which alerts, which fields of each (None: the usual), and how they are signed; for which office."""

    url: str
    where: Wanted = field(default_factory=Wanted)
    selection: str | None = None
    signing: SigningKind = SigningKind.ED25519
    organisation_id: UUID | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Registered:
    """What was done, and the key that was made; None where this is an answer given again."""

    done: Done
    key: Key | None


async def register_webhook(
    work: Work, caller: Caller, command: RegisterWebhook, allowed: tuple[Network, ...]
) -> Registered:
    """Register an endpoint of the caller's account; it waits to be confirmed, and gets what happens from now on.

    `allowed` are the networks that are not public and may be sent to. Raises `Refused`: FORBIDDEN, NOT_FOUND for an
    organisation that the caller does not act for, BAD_USER_INPUT for a URL that nothing is sent to, RULE_VIOLATION for
    one endpoint too many (`care.actions.webhooks.room`).
    """
    require(caller, "webhook:register")
    earlier = await replayed(work, caller, command)
    if earlier:
        return Registered(earlier, None)
    findings = Findings(labels=OF_WEBHOOK)
    if flaw := flaw_of(command.url, allowed):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("url",), *FLAWS[flaw])
    if command.selection is not None and len(command.selection) > LONGEST:
        zh, en = f"不得超过{LONGEST}个字符", f"must have at most {LONGEST} characters"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("selection",), zh, en)
    if command.where.unread is not None:
        zh, en = "推送不区分已读未读", "is for lists: an endpoint knows of no reading"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("where", "unread"), zh, en)
    office = command.organisation_id or (caller.organisations[0] if len(caller.organisations) == 1 else None)
    if office is not None and office not in caller.organisations:
        findings.refusals.append(not_found(("organisationId",)))
    if await active(work, caller.subject) >= ACTIVE:
        findings.refuse(ErrorCode.RULE_VIOLATION, (), *full())
    elif await known(work, caller.subject) >= KNOWN:
        zh, en = f"每个账号最多登记{KNOWN}个，含已停用的", f"an account has at most {KNOWN}, with those out of use"
        findings.refuse(ErrorCode.RULE_VIOLATION, (), zh, en)
    warnings = findings.settle()

    key = uuid7()
    await work.run(insert(webhook).values(id=key, organisation_id=office, **_columns(work, caller, command)))
    made = await add_key(work, key, command.signing)
    fields = map(camel, spoken(command))
    await audit(work, caller, "webhook:register", object=key, kind="webhook", fields=fields)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    return Registered(done, made)


def _columns(work: Work, caller: Caller, command: RegisterWebhook) -> dict[str, object]:
    return {
        "subject": caller.subject,
        "role": caller.role.value,
        "language": caller.language,
        "division": usual_place(caller, work.tenant),
        "url": command.url,
        **columns_of(command.where),
        "selection": command.selection,
        "state": WebhookState.UNCONFIRMED.value,
        "position": select(event_log_state.c.given).scalar_subquery(),
        "created_at": work.now,
        "updated_at": work.now,
    }
