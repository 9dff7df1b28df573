"""Roll statistics up: look for villages that changed, count their counties, make up the tables that readers see."""

import asyncio
from datetime import date, datetime

from sqlalchemy import and_, func, select, update

from care.duties.law import law_of
from care.statistics import cubes
from care.statistics.counties import AGAIN, count, county_of
from care.statistics.looking import look
from care.statistics.minimum import minimum_of
from care.statistics.months import back
from care.statistics.publishing import publish
from care.statistics.solving import Counts, Solver
from policies.scope import EVERYTHING
from records.codes import Dimension, StatisticsBasis
from records.entitlement import entitlement
from records.statistics import stat_count, stat_cube, stat_village
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work


async def roll_up(work: Work) -> int:
    """Do the next step: look for changes, count one county, or make up one month; gives 1, or 0 when all is done.

    Each step is a transaction, and what is left to do is found by looking: after a kill the next step is the same one.
    Readers see the tables of before until the new ones are whole. A round ends with the last month: what was written
    since its look is for the next one, or a busy province would never be done.
    """
    await work.widen(EVERYTHING)
    if (place := await work.value(select(func.min(stat_village.c.division)).where(stat_village.c.stale))) is not None:
        await count(work, county_of(place))
        return 1
    stale = select(stat_cube).where(stat_cube.c.stale).order_by(stat_cube.c.fact, stat_cube.c.month)
    if (cube := await work.one(stale.limit(1))) is not None:
        await _make_up(work, cubes.together(cube["fact"]), cube["month"])
        more = await work.one(stale.limit(1)) is not None
    else:
        more = await look(work)
    if not more:
        await _end_round(work)
    return int(more)


async def roll_up_all(house: House, tenant: Tenant) -> int:
    """Count every village of a tenant anew, whatever changed, and make all tables up; gives the number of steps."""
    async with house.work(tenant) as work:
        await work.widen(EVERYTHING)
        await work.run(update(stat_village).values(counted_on=None))
        await look(work)
    steps = 0
    while True:
        async with house.work(tenant) as work:
            if not await roll_up(work):
                return steps
        steps += 1


async def _make_up(work: Work, facts: tuple[cubes.Fact, ...], month: date) -> None:
    """Solve once what may be shown of facts that hang together in a month; it takes the place of what was shown."""
    least, law = await minimum_of(work), await law_of(work)
    mine = and_(stat_cube.c.stale, stat_cube.c.month == month, stat_cube.c.fact.in_([fact.name for fact in facts]))
    stale = {row["fact"] for row in await work.all(select(stat_cube).where(mine).with_for_update())}
    children = {basis: await _children(work, facts[0], basis) for basis in StatisticsBasis if facts[0].of_child}
    solver = Solver(work.tenant.division, facts[0].openly, children, least, await _grounds(work))
    for fact in (fact for fact in facts if fact.name in stale):
        counts = {basis: await _counts(work, fact.name, basis, month) for basis in StatisticsBasis}
        # A province takes long arithmetic: in a thread, since the loop has others to serve.
        for basis, shown in (await asyncio.to_thread(solver.solved, fact, counts)).items():
            await publish(work, {"fact": fact.name, "basis": basis.value, "month": month}, shown)
    version = law.at(work.tenant.division, work.now.date()).version
    made_up = {"stale": False, "as_at": await _looked_at(work), "rule_version": version, "least": least}
    await work.run(update(stat_cube).where(mine).values(**made_up))


async def _end_round(work: Work) -> None:
    """What is shown of the months that may change holds for the moment of the look, whether or not it changed."""
    running = stat_cube.c.month >= min(back(work.now.date(), AGAIN))
    await work.run(update(stat_cube).where(running).values(as_at=await _looked_at(work)))


async def _looked_at(work: Work) -> datetime:
    """Give the moment of the last look: what was written until then is counted."""
    at: datetime | None = await work.value(select(func.max(stat_village.c.looked_at)))
    return at or work.now


async def _counts(work: Work, fact: str, basis: str, month: date) -> Counts:
    of = stat_count.c
    asked = select(of.division, of.prefecture, of.counts).where(of.fact == fact, of.basis == basis, of.month == month)
    return {row["division"]: (row["prefecture"], row["counts"]) for row in await work.all(asked)}


async def _children(work: Work, fact: cubes.Fact, basis: str) -> Counts:
    """Load the last count of children: what hangs on a child is broken down by what the child is now."""
    name = cubes.CHILDREN.told(special=not fact.openly).name
    last = select(func.max(stat_count.c.month)).where(stat_count.c.fact == name)
    month = await work.value(last)
    return await _counts(work, name, basis, month) if month else {}


async def _grounds(work: Work) -> dict[str, frozenset[str]]:
    """Name the classes and categories that entitle somebody to a benefit."""
    of = entitlement.c
    found = await work.all(select(of["class"], of.category).distinct())
    return {
        Dimension.CLASS.value: frozenset(row["class"] for row in found) - {None},
        Dimension.CATEGORY.value: frozenset(row["category"] for row in found) - {None},
    }
