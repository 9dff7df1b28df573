"""Claim a need: somebody takes it on who will meet it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.done import Done
from care.actions.common.once import remember, replayed
from care.actions.needs.offers import close_offer, expect_free
from care.actions.needs.sight import need_in_sight, reopen_need
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.codes import NeedStatus
from records.need import need
from tenants.work import Work


@dataclass(frozen=True)
class ClaimNeed:
    """Which need is taken on."""

    need_id: UUID
    idempotency_key: str | None = None


async def claim_need(work: Work, caller: Caller, command: ClaimNeed) -> Done:
    """Take on a need in sight that nobody has taken on yet.

    Raises `Refused`: NOT_FOUND, CONFLICT for a need that somebody has taken on, met or closed.
    """
    require(caller, "need:claim")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_need(work, caller, earlier.ids[0])
        return earlier
    row = await need_in_sight(work, caller, command.need_id)
    expect_free(row)

    new = {"status": NeedStatus.CLAIMED, "claimed_by": caller.name or caller.subject, "updated_at": work.now}
    await work.run(update(need).where(need.c.id == row["id"]).values(**new, version=need.c.version + 1))
    await close_offer(work, row)
    await touch(work, row["child_id"])
    await audit(work, caller, "need:claim", object=row["id"], kind="need", fields=["status"])
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["child_id"], division=row["division"])
    return done
