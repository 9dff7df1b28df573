"""What waits to be sent to phones: taken for a while, and settled by what came of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from alerts.deliveries import GONE, accepted
from alerts.outgoing import Reply
from alerts.pacing import pause
from alerts.signing import Key
from policies.scope import EVERYTHING
from records.codes import AlertKind, MessageState, Role
from records.digest import COUNTS, digest
from records.message import message, message_gateway
from records.trainee import trainee
from tenants.work import Work

LEASE: Final = timedelta(minutes=2)  # after which whoever took a message, or was about to send it, is taken for dead
AT_ONCE: Final = 20


@dataclass(frozen=True)
class Gateway:
    """Where a tenant's messages go, and the key that signs them."""

    id: UUID
    url: str
    key: Key = field(repr=False)


@dataclass(frozen=True)
class Message:
    """A message that was taken to be sent until `held`: its events, and whom it tells of them."""

    id: UUID
    events: tuple[UUID, ...]
    kind: AlertKind
    subject: str
    role: Role
    division: int
    tries: int
    held: datetime


async def waiting(work: Work) -> bool:
    """Tell whether a message is due to be sent, and there is a gateway to send it to."""
    await work.widen(EVERYTHING)
    due = select(message.c.id).where(message.c.state == MessageState.WAITING.value, message.c.due_at <= work.now)
    return await work.one(select(message_gateway.c.id).where(message_gateway.c.active, due.exists())) is not None


async def take(work: Work) -> tuple[Gateway, list[Message]] | None:
    """Take messages that are due, so that no other process does for a while; None where nothing is."""
    await work.widen(EVERYTHING)
    place = await work.one(select(message_gateway).where(message_gateway.c.active))
    if place is None:
        return None
    its = message.c
    ripe = (
        select(its.id)
        .where(its.state == MessageState.WAITING.value, its.due_at <= work.now)
        .order_by(its.due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    taken = update(message).where(its.id.in_(ripe)).values(due_at=work.now + LEASE).returning(message)
    rows = sorted(await work.all(taken), key=lambda row: row["id"])
    if not rows:
        return None
    secret = work.keys.decrypt(place["secret"], table="message_gateway", row=place["id"], field="secret")
    found = [
        Message(
            row["id"],
            tuple(row["events"]),
            AlertKind[row["kind"]],
            row["subject"],
            Role[row["role"]],
            row["division"],
            row["tries"],
            row["due_at"],
        )
        for row in rows
    ]
    return Gateway(place["id"], place["url"], Key(secret, place["public"])), found


async def hold(work: Work, one: Message) -> Message | None:
    """Hold a message for as long as sending it takes; None where the time was over and another process has it."""
    await work.widen(EVERYTHING)
    its, until = message.c, work.now + LEASE
    ours = (its.id == one.id, its.state == MessageState.WAITING.value, its.due_at == one.held)
    return replace(one, held=until) if await work.run(update(message).where(*ours).values(due_at=until)) else None


async def number_of(work: Work, subject: str) -> str | None:
    """Open the phone number of an account, for the one message; None where there is none."""
    await work.widen(EVERYTHING)
    its = trainee.c
    asked = select(its.id, its.phone).where(its.subject == subject, its.phone.is_not(None))
    row = await work.one(asked.order_by(its.on_duty.desc(), its.id).limit(1))
    return None if row is None else work.keys.decrypt(row["phone"], table="trainee", row=row["id"], field="phone")


async def numbers_of(work: Work, key: UUID) -> dict[str, int]:
    """Read the numbers of a digest."""
    await work.widen(EVERYTHING)
    row = await work.one(select(*(digest.c[name] for name in COUNTS)).where(digest.c.id == key))
    return dict.fromkeys(COUNTS, 0) if row is None else dict(row)


async def drop(work: Work, one: Message) -> None:
    """Let a message go unsent."""
    await _settle(work, one, {"state": MessageState.DROPPED.value, "settled_at": work.now})


async def settle(work: Work, gateway: Gateway, one: Message, reply: Reply) -> bool:
    """Write what came of a try; tells whether the gateway took it. One that answers 410 is sent nothing any more."""
    new: dict[str, object] = {"status": reply.status, "fault": reply.fault}
    if accepted(reply):
        sent = {"state": MessageState.SENT.value, "settled_at": work.now, "tries": one.tries + 1}
        await _settle(work, one, new | sent)
    else:
        await put_off(work, one, new, reply.retry_after)
    if reply.status == GONE:
        gone = {"active": False, "gone_at": work.now}
        await work.run(update(message_gateway).where(message_gateway.c.id == gateway.id).values(**gone))
    return accepted(reply)


async def put_off(work: Work, one: Message, new: dict[str, object], wish: float | None = None) -> None:
    """Count a try that came to nothing: the next is later, or there is none any more; `wish` as `pause` has it."""
    again = pause(one.tries + 1, wish)
    if again is None:
        new |= {"state": MessageState.DEAD.value, "settled_at": work.now}
    else:
        new |= {"due_at": work.now + timedelta(seconds=again)}
    await _settle(work, one, new | {"tries": one.tries + 1})


async def _settle(work: Work, one: Message, new: dict[str, object]) -> None:
    await work.widen(EVERYTHING)
    its = message.c
    ours = (its.id == one.id, its.state == MessageState.WAITING.value, its.due_at == one.held)
    await work.run(update(message).where(*ours).values(**new))
