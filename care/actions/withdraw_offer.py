"""Withdraw the offer of a need: partners see it no longer, and whoever has claimed it is not given it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PARTNER
from care.actions.common.reasons import read_reason
from care.actions.common.sight import expect_version
from care.actions.common.told import require_rows
from care.actions.needs.offers import close_offer, no_offer, running_offer
from care.actions.needs.sight import need_in_sight
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.need import need
from tenants.work import Work


@dataclass(frozen=True)
class WithdrawOffer:
    """Which need is no longer offered, and why, if that is to be kept."""

    need_id: UUID
    version: int
    reason: str | None = None
    idempotency_key: str | None = None


async def withdraw_offer(work: Work, caller: Caller, command: WithdrawOffer) -> Done:
    """Take back the offer of a need in sight, claimed or not; it may be offered again.

    Raises `Refused`: NOT_FOUND, CONFLICT for one that is not offered or has changed.
    """
    require(caller, "need:offer")
    require_rows(caller, "need")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await need_in_sight(work, caller, command.need_id)
    expect_version(row, command.version)
    findings = Findings(labels=OF_PARTNER)
    reason = read_reason(findings, command.reason, today(work), required=False)
    warnings = findings.settle()
    if await running_offer(work, row) is None:
        raise no_offer("没有公开", "is not offered")

    await close_offer(work, row)
    new = {"version": need.c.version + 1, "updated_at": work.now}
    await work.run(update(need).where(need.c.id == row["id"]).values(**new))
    await audit(work, caller, "need:offer", object=row["id"], kind="need", fields=["withdrawn"], reason=reason)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    return done
