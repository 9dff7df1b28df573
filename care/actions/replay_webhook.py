"""Send an endpoint events again: one, or what it wanted of a part of the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert

from alerts.wanted import where_of
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_WEBHOOK
from care.actions.common.sight import not_found
from care.actions.webhooks.own import load_webhook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.codes import DeliveryState, Role
from records.ids import uuid7
from records.journal import event_log
from records.webhook import webhook_delivery
from tenants.work import Work

MOST: Final = 5_000  # numbers of the log at once
_LONGEST: Final = 18  # digits of a number


@dataclass(frozen=True)
class ReplayWebhook:
    """Which endpoint, and either one event, or a part of the log: by numbers or by times, both ends included.

    A part without a beginning is not asked for; without an end it goes as far as the endpoint has come.
    """

    webhook_id: UUID
    event_id: UUID | None = None
    from_sequence: str | None = None
    to_sequence: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Part:
    """What of the log to look through: numbers after `after` and up to `upto`, as whom, for what (`AlertWhere`)."""

    subject: str
    role: Role
    where: Mapping[str, Any]
    after: int
    upto: int


async def part_of(work: Work, caller: Caller, command: ReplayWebhook) -> Part:
    """Say where in the log lies what is to be sent again, and as whom it is looked for: as the endpoint's owner.

    Raises `Refused`: FORBIDDEN, NOT_FOUND for an endpoint or event, BAD_USER_INPUT for a part that is none, or more
    than `MOST` numbers long.
    """
    require(caller, "webhook:replay")
    row = await load_webhook(work, caller, command.webhook_id)
    findings = Findings(labels=OF_WEBHOOK)
    chosen = [command.event_id is not None, command.from_sequence is not None, command.since is not None]
    if sum(chosen) != 1:
        zh, en = "须指明一个事件，或一段编号，或一段时间", "name one event, or numbers, or times"
        findings.refuse(ErrorCode.BAD_USER_INPUT, (), zh, en)
    findings.settle()
    if command.event_id is not None:
        sequence = await work.value(select(event_log.c.sequence).where(event_log.c.id == command.event_id))
        if sequence is None:
            raise Refused(not_found(("eventId",)))
        return _part(row, {}, sequence, sequence)
    if command.since is not None:
        first, last = await _between(work, command.since, command.until or work.now)
    else:
        first = _number(findings, "fromSequence", command.from_sequence)
        last = row["position"] if command.to_sequence is None else _number(findings, "toSequence", command.to_sequence)
    last = min(last, row["position"])
    if last - first >= MOST:
        zh, en = f"一次最多{MOST}个编号，请分段", f"at most {MOST} numbers at once: split it"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("fromSequence" if command.since is None else "since",), zh, en)
    findings.settle()
    return _part(row, where_of(row), first, last)


async def replay_webhook(
    work: Work, caller: Caller, command: ReplayWebhook, events: Sequence[tuple[int, UUID]]
) -> Done:
    """Have events (number and id) sent again, each under its own id, as if none had been tried; who waits waits on.

    Raises `Refused`: FORBIDDEN, NOT_FOUND where the one event is not to be seen.
    """
    require(caller, "webhook:replay")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_webhook(work, caller, command.webhook_id)
    if command.event_id is not None and not events:
        raise Refused(not_found(("eventId",)))
    now: ColumnElement[datetime] = func.clock_timestamp()
    anew = {"state": DeliveryState.PENDING.value, "reason": None, "tries": 0, "due_at": now, "settled_at": None}
    rows = [{"id": uuid7(), "sequence": sequence, "event_id": event} for sequence, event in events]
    add = insert(webhook_delivery).values(webhook_id=row["id"], due_at=now, created_at=now)
    await work.many(
        add.on_conflict_do_update(
            index_elements=["webhook_id", "sequence"],
            set_=anew,
            where=webhook_delivery.c.state != DeliveryState.PENDING.value,
        ).inline(),
        rows,
    )
    await audit(work, caller, "webhook:replay", object=row["id"], kind="webhook", count=len(events))
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    return done


async def _between(work: Work, since: datetime, until: datetime) -> tuple[int, int]:
    log = event_log.c
    asked = select(func.coalesce(func.min(log.sequence), 1), func.coalesce(func.max(log.sequence), 0))
    ((first, last),) = await work.all(asked.where(log.logged_at >= since, log.logged_at <= until))
    return first, last


def _number(findings: Findings, name: str, text: str | None) -> int:
    if text is not None and text.isascii() and text.isdecimal() and len(text) <= _LONGEST:
        return int(text)
    findings.refuse(ErrorCode.BAD_USER_INPUT, (name,), "不是事件编号", "is no number of an event")
    return 0


def _part(row: asyncpg.Record, where: Mapping[str, Any], first: int, last: int) -> Part:
    return Part(row["subject"], Role[row["role"]], where, max(first - 1, 0), last)
