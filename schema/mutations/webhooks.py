"""Mutations of webhooks: what is sent out is sent between transactions, never inside one."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import strawberry

from alerts.messages import PING, message
from alerts.outgoing import Reply, outgoing
from alerts.signing import Key, sign
from alerts.wanted import columns_of, where_of
from care.actions import disable_webhook as disabling
from care.actions import enable_webhook as enabling
from care.actions import register_webhook as registering
from care.actions import replay_webhook as replaying
from care.actions import rotate_webhook_secret as rotating
from care.actions.common.done import Done
from care.actions.webhooks.confirming import confirm
from care.actions.webhooks.own import load_webhook
from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from reads.errors import BadRead
from records.ids import uuid7
from schema.acting import acting_now
from schema.context import Info
from schema.ids import format_id
from schema.inputs.webhooks import (
    DisableWebhookInput,
    EnableWebhookInput,
    RegisterWebhookInput,
    ReplayWebhookInput,
    RotateWebhookSecretInput,
)
from schema.mutations.commands import command_of
from schema.payloads_of_webhooks import WebhookPayload
from schema.perform import apart, perform, refuse
from tenants.registry import Tenant
from tenants.work import Work

Answer = TypeVar("Answer")


@apart
async def register_webhook(info: Info, input: RegisterWebhookInput) -> WebhookPayload:
    """Register an endpoint, send it a test message, and enable it if it accepts that."""
    tenant, request = _tenant(info), info.context
    command = command_of(registering.RegisterWebhook, input, organisation_id="organisation")
    try:
        require(request.caller, "webhook:register")
        await _check(info, tenant, command)
        made = await _before(info, registering.register_webhook, command, request.house.outgoing_allow)
    except Refused as refused:
        return await refuse(info, *refused.refusals)
    (webhook,) = made.done.ids
    if made.key is None:
        return await perform(info, _standing, made.done)
    ping = await _ping(info, enabling.Address(command.url, (made.key,)))

    async def confirmed(work: Work, caller: Caller, _command: object) -> Done:
        return await confirm(work, caller, await load_webhook(work, caller, webhook), ping)

    return await perform(info, confirmed, command, _key_told(made.key))


@apart
async def enable_webhook(info: Info, input: EnableWebhookInput) -> WebhookPayload:
    """Send an endpoint a test message, and enable it if it accepts that."""
    command = command_of(enabling.EnableWebhook, input, webhook_id="webhook")
    try:
        address = await _before(info, enabling.address_of, command)
    except Refused as refused:
        return await refuse(info, *refused.refusals)
    return await perform(info, partial(enabling.enable_webhook, ping=await _ping(info, address)), command)


async def disable_webhook(info: Info, input: DisableWebhookInput) -> WebhookPayload:
    """Stop sending to an endpoint."""
    command = command_of(disabling.DisableWebhook, input, webhook_id="webhook")
    return await perform(info, disabling.disable_webhook, command)


async def rotate_webhook_secret(info: Info, input: RotateWebhookSecretInput) -> WebhookPayload:
    """Give an endpoint a new key."""
    command = command_of(rotating.RotateWebhookSecret, input, webhook_id="webhook")
    told: dict[str, str | None] = {}

    async def rotated(work: Work, caller: Caller, command: rotating.RotateWebhookSecret) -> Done:
        made = await rotating.rotate_webhook_secret(work, caller, command)
        if made.key is not None:
            told.update(_key_told(made.key))
        return made.done

    return await perform(info, rotated, command, told)


@apart
async def replay_webhook(info: Info, input: ReplayWebhookInput) -> WebhookPayload:
    """Have events sent again."""
    from schema.webhook_events import wanted  # it asks the schema that this file is a part of

    command = command_of(replaying.ReplayWebhook, input, webhook_id="webhook", event_id="alert")
    request = info.context
    try:
        part = await _before(info, replaying.part_of, command)
    except Refused as refused:
        return await refuse(info, *refused.refusals)
    tenant = _tenant(info)
    owner = await acting_now(request.house, tenant, part.subject, part.role, "zh")
    found = owner and await wanted(request.house, tenant, owner, part.where, part.after, part.upto)
    if isinstance(found, dict):
        zh, en = "推送的所有者已无权按此条件筛选", "The endpoint's owner may not filter so any more"
        return await refuse(info, Refusal(ErrorCode.FORBIDDEN, ("webhookId",), zh, en))
    events = found or []
    return await perform(info, partial(replaying.replay_webhook, events=events), command, {"replayed": len(events)})


async def _before(info: Info, action: Callable[..., Awaitable[Answer]], command: object, *more: object) -> Answer:
    """Run what comes before the answer in a transaction of its own. Raises `Refused`."""
    request, caller = info.context, info.context.caller
    async with request.house.work(_tenant(info), scope=caller.scope, subject=caller.subject) as work:
        return await action(work, caller, command, *more)


async def _check(info: Info, tenant: Tenant, command: registering.RegisterWebhook) -> None:
    """Hold what an endpoint is to get against what its owner may ask for. Raises `Refused`."""
    from schema.webhook_events import flaws_of, wanted  # it asks the schema that this file is a part of

    request = info.context
    flaws = [("selection", one) for one in flaws_of(request.caller, command.selection)] if command.selection else []
    where = where_of(columns_of(command.where))
    found = await wanted(request.house, tenant, request.caller, where, 0, 0)
    flaws += [("where", one) for one in found["errors"]] if isinstance(found, dict) else []
    if flaws:  # told in the caller's language already
        texts = [(member, error["message"]) for member, error in flaws]
        raise Refused(*(Refusal(ErrorCode.BAD_USER_INPUT, (member,), text, text) for member, text in texts))


async def _standing(_work: Work, _caller: Caller, done: Done) -> Done:
    return done


async def _ping(info: Info, address: enabling.Address) -> Reply:
    """Send a test message."""
    at, ping = datetime.now(UTC), format_id("ping", uuid7())
    body = message(PING, at, {"id": ping})
    async with outgoing(info.context.house.outgoing_allow) as post:
        return await post(address.url, body, sign(address.keys, ping, at, body))


def _key_told(key: Key) -> dict[str, str | None]:
    """Show a key that was just made: of a pair the public half alone."""
    return {"secret": key.secret if key.public is None else None, "publicKey": key.public}


def _tenant(info: Info) -> Tenant:
    if info.context.tenant is None:
        raise BadRead("FORBIDDEN", "平台运维不写入租户数据", "Operators of the platform write no tenant's data")
    return info.context.tenant


@strawberry.type
class WebhookMutations:
    """Mutations of webhooks by their names."""

    register_webhook: WebhookPayload = strawberry.mutation(
        resolver=register_webhook,
        description="Have events sent to an address of one's own. It is sent a signed test message (type PING) first:"
        " if it accepts that with a status of 200 to 299 it is ACTIVE, else a warning says what came, and enableWebhook"
        " tries again. The key is shown here alone.",
    )
    enable_webhook: WebhookPayload = strawberry.mutation(
        resolver=enable_webhook,
        description="Send to an endpoint (again), from where it stands in the log; it must accept a test message.",
    )
    disable_webhook: WebhookPayload = strawberry.mutation(
        resolver=disable_webhook, description="Send nothing more to an endpoint; what waits for it waits on."
    )
    rotate_webhook_secret: WebhookPayload = strawberry.mutation(
        resolver=rotate_webhook_secret,
        description="Give an endpoint a new key, which is shown here alone; the old one signs, too, until it ends.",
    )
    replay_webhook: WebhookPayload = strawberry.mutation(
        resolver=replay_webhook,
        description="Send an endpoint events again, each under its own id, as far as its owner sees them still.",
    )
