"""Claim an offered need for one's organisation: until the county has approved, no child shows by it."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import or_, select, update

from care.actions.common.done import Done
from care.actions.common.findings import refusal
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PARTNER
from care.actions.common.sight import not_found, opened
from care.actions.partners.agreements import in_force
from care.actions.reports.sight import exactly
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import EVERYTHING
from records.need_offer import need_offer
from tenants.work import Work

_AT = ("offerId",)


@dataclass(frozen=True)
class ClaimOffer:
    """Which offered need one's organisation would meet."""

    offer_id: UUID
    idempotency_key: str | None = None


async def claim_offer(work: Work, caller: Caller, command: ClaimOffer) -> Done:
    """Claim an offer of a county that has an agreement in force with one's organisation.

    Raises `Refused`: NOT_FOUND for an offer that is out of sight, taken back, or claimed by others; CONFLICT for one
    that one's own organisation has claimed.
    """
    require(caller, "offer:claim")
    earlier = await replayed(work, caller, command)
    if earlier:
        await _open(work, caller, earlier.ids[0])
        return earlier
    row = await _open(work, caller, command.offer_id)
    signed = None if row is None else await _signed(work, caller, row["county"])
    if row is None or signed is None:
        raise Refused(not_found(_AT))
    if row["organisation_id"] is not None:
        zh, en = "贵单位已认领", "is claimed by your organisation already"
        raise Refused(refusal(ErrorCode.CONFLICT, _AT, zh, en, labels=OF_PARTNER))

    claim = {"organisation_id": signed, "claimed_by": caller.subject, "claimed_at": work.now}
    await work.run(update(need_offer).where(need_offer.c.id == row["id"]).values(**claim))
    await audit(work, caller, "offer:claim", object=row["id"], kind="offer")
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    return done


async def _open(work: Work, caller: Caller, key: UUID) -> asyncpg.Record | None:
    """Give an offer that stands and that others have not claimed, locked and open to this transaction."""
    its = need_offer.c
    free = or_(its.organisation_id.is_(None), its.organisation_id.in_(caller.organisations))
    asked = select(need_offer).where(its.id == key, its.closed_at.is_(None), free).with_for_update()
    async with opened(work, EVERYTHING):
        found = await work.one(asked)
    if found is not None:
        await work.widen(exactly(found["township"]))
    return found


async def _signed(work: Work, caller: Caller, county: int) -> UUID | None:
    """Give the caller's organisation that has an agreement in force with a county."""
    for key in caller.organisations:
        if await in_force(work, key, county) is not None:
            return key
    return None
