"""Opt in to messages on people's phones: where the tenant's gateway is, and whether anything is sent to it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, select, update

from alerts.addresses import Network, flaw_of
from alerts.signing import Key, new_key
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_ALERTS
from care.actions.common.sight import opened
from care.actions.common.unset import spoken
from care.actions.register_webhook import FLAWS
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from policies.scope import EVERYTHING
from records.codes import MessageState
from records.ids import uuid7
from records.journal import event_log_state
from records.message import message, message_gateway
from tenants.work import Work


@dataclass(frozen=True)
class SetMessageGateway:
    """Where messages are sent, and whether they are; `new_key` lets another key sign from now on."""

    url: str
    active: bool
    new_key: bool = False
    idempotency_key: str | None = None


async def set_message_gateway(
    work: Work, caller: Caller, command: SetMessageGateway, allowed: tuple[Network, ...]
) -> Done:
    """Set a tenant's gateway; what happened before it was switched on is never sent.

    `allowed` are the networks that are not public and may be sent to. Raises `Refused`: FORBIDDEN, BAD_USER_INPUT for
    a URL that nothing is sent to.
    """
    require(caller, "messageGateway:set")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    findings = Findings(labels=OF_ALERTS)
    if flaw := flaw_of(command.url, allowed):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("url",), *FLAWS[flaw])
    findings.settle()
    its = message_gateway.c
    row = await work.one(select(its.id, its.active).with_for_update())
    new = {"url": command.url, "active": command.active, "set_by": caller.subject, "set_at": work.now}
    new |= {"gone_at": None}  # somebody has looked at it
    if command.active and (row is None or not row["active"]):
        new["position"] = await work.value(select(event_log_state.c.given))
        await _let_go(work)
    if row is None:
        key, made = uuid7(), new_key("ED25519")
        values = {"position": 0, **new, **_sealed(work, key, made)}
        await work.run(insert(message_gateway).values(id=key, **values))
    else:
        key = row["id"]
        signing = _sealed(work, key, new_key("ED25519")) if command.new_key else {}
        await work.run(update(message_gateway).where(its.id == key).values(**new, **signing))
    fields = map(camel, spoken(command))
    await audit(work, caller, "messageGateway:set", object=key, kind="messageGateway", fields=fields)
    done = Done((key,))
    await remember(work, caller, command, done)
    return done


async def _let_go(work: Work) -> None:
    """Drop what still waits from before the gateway was switched off."""
    dropped = {"state": MessageState.DROPPED.value, "settled_at": work.now}
    async with opened(work, EVERYTHING):
        await work.run(update(message).where(message.c.state == MessageState.WAITING.value).values(**dropped))


def _sealed(work: Work, row: UUID, made: Key) -> dict[str, object]:
    sealed = work.keys.encrypt(made.secret, table="message_gateway", row=row, field="secret")
    return {"secret": sealed, "public": made.public}
