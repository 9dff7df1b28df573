"""Catching up: children whose classes or duties time alone has changed are derived anew, a batch at a time."""

from collections.abc import Callable

from sqlalchemy import select

from care.actions.agreements.carers import follow_agreements
from care.actions.common.abreast import abreast
from care.actions.common.rederive import rederive
from policies.scope import EVERYTHING
from records.child import child
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work

BATCH = 1_000


async def catch_up(work: Work) -> int:
    """Derive the children anew whose day has come; gives how many, `BATCH` if there may be more.

    `changes_on` is the watermark, kept on each child: after any pause, and after a kill in the middle, what is still
    behind it is found again. Children that somebody else is writing are left for the next round. Neighbours are taken
    together, since their rows lie together in the indexes.
    """
    await work.widen(EVERYTHING)
    ripe = (
        select(child.c.id)
        .where(child.c.changes_on <= work.now.date())
        .order_by(child.c.changes_on, child.c.division, child.c.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    keys = [row["id"] for row in await work.all(ripe)]
    if keys:
        await follow_agreements(work, keys)
        await rederive(work, *keys)
    return len(keys)


async def catch_up_all(house: House, tenant: Tenant, told: Callable[[int], object] = lambda _: None) -> int:
    """Derive every child of a tenant whose day has come, in a transaction for each batch; gives how many.

    `told` hears after each batch how many are done.
    """

    async def batch() -> int:
        async with house.work(tenant) as work:
            return await catch_up(work)

    return await abreast(batch, told)
