"""Offer a need to partners: what is needed, in which township and since which month, of nobody in particular."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, update

from care.actions.common.done import Done
from care.actions.common.once import remember, replayed
from care.actions.common.sight import expect_version, opened
from care.actions.common.told import require_rows
from care.actions.needs.offers import expect_free, no_offer, running_offer
from care.actions.needs.sight import need_in_sight
from care.actions.reports.sight import exactly
from care.divisions.digits import around
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.codes import AdminLevel
from records.ids import uuid7
from records.need import need
from records.need_offer import need_offer
from tenants.work import Work


@dataclass(frozen=True)
class OfferNeed:
    """Which need is offered, read at which version."""

    need_id: UUID
    version: int
    idempotency_key: str | None = None


async def offer_need(work: Work, caller: Caller, command: OfferNeed) -> Done:
    """Offer a need in sight to every partner that has a data agreement with the county.

    Raises `Refused`: NOT_FOUND, CONFLICT for one that is offered, taken on, met or closed, or has changed.
    """
    require(caller, "need:offer")
    require_rows(caller, "need")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await need_in_sight(work, caller, command.need_id)
    expect_free(row)
    expect_version(row, command.version)
    if await running_offer(work, row) is not None:
        raise no_offer("已公开给社会组织", "is offered already")

    key, township = uuid7(), around(row["division"], AdminLevel.TOWNSHIP)
    about = {"kind": row["kind"], "township": township, "county": around(township, AdminLevel.COUNTY)}
    by = {"month": row["found_on"].replace(day=1), "offered_by": caller.subject, "offered_at": work.now}
    async with opened(work, exactly(township)):
        await work.run(insert(need_offer).values(id=key, **about, **by))
    new = {"offer_id": key, "version": need.c.version + 1, "updated_at": work.now}
    await work.run(update(need).where(need.c.id == row["id"]).values(**new))
    await work.widen(exactly(township))
    await audit(work, caller, "need:offer", object=row["id"], kind="need")
    done = Done((row["id"],))
    await remember(work, caller, command, done)
    return done
