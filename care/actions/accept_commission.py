"""Accept a commission: the township of residence takes a visit over, and owes it from now on."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import select

from alerts.outbox import announce
from care.actions.common.commissions import change_commission
from care.actions.common.done import Done
from care.actions.common.findings import refusal
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_COMMISSION
from care.actions.common.sight import not_found
from care.actions.common.townships import settle_townships
from care.duties.places.facts import commission_key
from policies.audit import audit
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import within
from records.codes import CommissionStatus
from records.commission import commission
from records.duty import duty
from tenants.work import Work


@dataclass(frozen=True)
class AcceptCommission:
    """Which commission is accepted."""

    commission_id: UUID
    idempotency_key: str | None = None


async def accept_commission(work: Work, caller: Caller, command: AcceptCommission) -> Done:
    """Accept a commission that was offered to a township in the caller's area; gives the duty that it owes now.

    Raises `Refused`: NOT_FOUND, RULE_VIOLATION for the side that made the offer, CONFLICT when it is not open any more.
    """
    require(caller, "commission:accept")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await _load(work, caller, command.commission_id)
    if row["status"] != CommissionStatus.OFFERED:
        now = CommissionStatus[row["status"]]
        zh, en = f"当前状态为“{now.zh}”，不能接受", f"is {now.value} and cannot be accepted"
        raise Refused(refusal(ErrorCode.CONFLICT, ("commissionId",), zh, en, labels=OF_COMMISSION))

    accepted = {"accepted_by": caller.subject, "accepted_at": work.now}
    await change_commission(work, row["id"], CommissionStatus.ACCEPTED, **accepted)
    await settle_townships(work, [row["to_division"]])
    owed: UUID = await work.value(select(duty.c.id).where(duty.c.natural_key == commission_key(row["id"])))
    await audit(work, caller, "commission:accept", object=row["id"], kind="commission", fields=("status",))
    done = Done((owed,))
    await remember(work, caller, command, done)
    await announce(work, "COMMISSION_ANSWERED", subject_kind="commission", subject=row["id"], division=row["division"])
    return done


async def _load(work: Work, caller: Caller, key: UUID) -> asyncpg.Record:
    """Load and lock a commission for the side that was asked; the other side sees it, and cannot answer itself."""
    row = await work.one(select(commission).where(commission.c.id == key).with_for_update())
    if row is None or caller.permit.row("commission") is not RowKind.AREA:
        raise Refused(not_found(("commissionId",)))
    if row["to_division"] is not None and within(work.scope, row["to_division"]):
        return row
    if not within(work.scope, row["division"]):
        raise Refused(not_found(("commissionId",)))
    zh, en = "只能由受委托的居住地乡镇（街道）接受", "is for the township of residence to accept"
    raise Refused(refusal(ErrorCode.RULE_VIOLATION, ("commissionId",), zh, en, row["citation"], OF_COMMISSION))
