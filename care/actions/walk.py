"""Walking through the children whom a change of the law reaches: each is derived anew, a batch at a time."""

from collections.abc import Callable

import asyncpg

from care.actions.common.abreast import abreast
from care.actions.common.rederive import rederive
from care.actions.rulebooks.walks import advance, count_left, finish, lock_children, under_way
from care.divisions.scope import multirange
from care.duties.law import law_of
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work

BATCH = 1_000

Progress = Callable[[int, int], object]


async def walk_on(work: Work) -> int:
    """Derive the next batch of the oldest walk under way; gives how many children, 0 when there is no walk left.

    Batch and cursor are one transaction: a walk may be killed at any time and taken on by anybody, and two that walk
    take different places, or turns.
    """
    # First of all the law, as whoever applies one does: so neither waits for the other's walk.
    await law_of(work)
    while walk := await under_way(work):
        await work.widen(multirange([walk["division"]]))
        children = await lock_children(work, walk["division"], walk["cursor"], BATCH)
        if len(children) < BATCH:
            await finish(work, walk["id"])
        if children:
            await advance(work, walk["id"], children, await rederive(work, *children))
            return len(children)
    return 0


async def walk(house: House, tenant: Tenant, told: Progress = lambda _done, _total: None) -> int:
    """Go to the end of every walk of a tenant that is under way, in a transaction for each batch; gives how many.

    `told` hears after each batch how many of how many children are done.
    """
    async with house.work(tenant, scope=multirange([tenant.division])) as work:
        total = await count_left(work)
    told(0, total)
    return await abreast(lambda: _batch(house, tenant), lambda done: told(done, max(total, done)))


async def _batch(house: House, tenant: Tenant) -> int:
    while True:
        try:
            async with house.work(tenant) as work:
                return await walk_on(work)
        except asyncpg.DeadlockDetectedError:
            # Somebody took the same children in another order, and went first; nothing of this batch was kept.
            continue
