"""Roll statistics up: count the counties that changed, then make up the tables that readers see."""

import asyncio
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Table,
    Text,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from care.duties.law import law_of
from care.statistics import cubes
from care.statistics.assembly import packed
from care.statistics.counting import Counted, counting, tables
from care.statistics.minimum import minimum_of
from care.statistics.months import back
from care.statistics.rows import Asked
from care.statistics.solving import Counts, Solver
from policies.scope import EVERYTHING
from records.benefit import benefit
from records.child import child
from records.codes import Dimension, StatisticsBasis
from records.duty import duty
from records.entitlement import entitlement
from records.need import need
from records.report import report, report_recipient
from records.statistics import stat_count, stat_county, stat_cube, stat_table
from records.trainee import trainee, training
from records.work_log import work_log_line
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work

# A county that was never counted is counted for a year, one that changed for the month and the one before, in which
# what is late is still written down.
FIRST, AGAIN = 12, 2


async def roll_up(work: Work) -> int:
    """Do the next step: count one county that changed, or make one month's tables up; gives 1, or 0 when all is done.

    Each step is a transaction, and what is left to do is found by looking: after a kill the next step is the same one.
    Readers see the tables of before until the new ones are whole.
    """
    await work.widen(EVERYTHING)
    looks = {row["county"]: row["seen"] for row in await work.all(_looks())}
    known = {row["division"]: row for row in await work.all(select(stat_county).order_by(stat_county.c.division))}
    for county in sorted({*looks, *known}):
        before = known.get(county)
        counted = before is not None and before["counted_on"] == work.now.date() and before["seen"] == looks.get(county)
        if not counted:
            await _count(work, county, looks.get(county), FIRST if before is None else AGAIN)
            return 1
    stale = select(stat_cube.c.fact).where(stat_cube.c.stale).order_by(stat_cube.c.fact).limit(1)
    if (name := await work.value(stale)) is not None:
        await _make_up(work, cubes.together(name))
        return 1
    # Everything was looked at: what is shown of this month holds for this moment.
    await work.run(update(stat_cube).where(stat_cube.c.month == work.now.date().replace(day=1)).values(as_at=work.now))
    return 0


async def roll_up_all(house: House, tenant: Tenant) -> int:
    """Count every county of a tenant anew, whatever changed, and make all tables up; gives the number of steps."""
    async with house.work(tenant) as work:
        await work.run(delete(stat_county))
    steps = 0
    while True:
        async with house.work(tenant) as work:
            if not await roll_up(work):
                return steps
        steps += 1


def _looks() -> Select[tuple[int, str]]:
    """Write what the rows of each county look like: how many there are, and when the last was written."""
    turns = func.coalesce(func.sum(child.c.changes_on - literal(date(2000, 1, 1))), 0)
    sent = select(report.c.county, func.count(), func.max(report_recipient.c.updated_at), literal(0))
    trained = select(trainee.c.county, func.count(), func.max(training.c.recorded_at), literal(0))
    looks = [
        select(child.c.county.label("county"), func.count().label("n"), func.max(child.c.updated_at).label("at"),
               cast(turns, BigInteger).label("turns")).group_by(child.c.county),
        *(
            select(one.c.county, func.count(), func.max(one.c.updated_at), literal(0, Integer)).group_by(one.c.county)
            for one in (duty, need, report, trainee)
        ),
        sent.join_from(report, report_recipient).group_by(report.c.county),
        trained.join_from(trainee, training, training.c.trainee_id == trainee.c.id).group_by(trainee.c.county),
        *(
            select(_county(one), func.count(), func.max(at), literal(0, Integer)).group_by(_county(one))
            for one, at in ((benefit, benefit.c.updated_at), (work_log_line, work_log_line.c.recorded_at))
        ),
    ]  # fmt: skip
    every = looks[0].union_all(*looks[1:]).subquery()
    seen = func.concat(func.sum(every.c.n), " ", cast(func.max(every.c.at), Text), " ", func.sum(every.c.turns))
    return select(every.c.county, seen.label("seen")).group_by(every.c.county)


def _county(of: Table) -> ColumnElement[Any]:
    size = literal_column("1000000", BigInteger)
    return of.c.division / size * size


async def _count(work: Work, county: int, look: str | None, months: int) -> None:
    """Count a county and note how its rows looked; one that has none left is forgotten."""
    own = tuple(layer.id for layer in (await law_of(work)).layers(work.tenant.division))
    today = work.now.date()
    for fact in cubes.FACTS:
        for month in back(today, 1 if fact.stock else months):
            for basis in StatisticsBasis:
                asked = Asked(county, basis, month, work.now, own)
                await _keep(work, fact, asked, *tables(fact, await work.all(counting(fact, asked))))
    if look is None:
        await work.run(delete(stat_county).where(stat_county.c.division == county))
        return
    noted = {"seen": look, "counted_on": today, "counted_at": work.now}
    row = upsert(stat_county).values(division=county, **noted)
    await work.run(row.on_conflict_do_update(index_elements=["division"], set_=noted))


async def _keep(work: Work, fact: cubes.Fact, asked: Asked, counted: Counted, prefecture: int | None) -> None:
    cube = {"fact": fact.name, "basis": asked.basis.value, "month": asked.month}
    mine = and_(*(stat_count.c[name] == value for name, value in cube.items()))
    await work.run(delete(stat_count).where(mine, stat_count.c.division == asked.county))
    if prefecture is not None:
        text = packed(counted)
        await work.run(insert(stat_count).values(**cube, division=asked.county, prefecture=prefecture, counts=text))
    begun = upsert(stat_cube).values(**cube, as_at=work.now, stale=True, rule_version="")
    await work.run(begun.on_conflict_do_update(index_elements=list(cube), set_={"stale": True}))


async def _make_up(work: Work, facts: tuple[cubes.Fact, ...]) -> None:
    """Solve once what may be shown of the months that changed, and put it in the place of what was shown before."""
    least, law = await minimum_of(work), await law_of(work)
    version = law.at(work.tenant.division, work.now.date()).version
    mine = and_(stat_cube.c.stale, stat_cube.c.fact.in_([fact.name for fact in facts]))
    stale = await work.all(select(stat_cube).where(mine).order_by(stat_cube.c.month).with_for_update())
    children = {basis: await _children(work, facts[0], basis) for basis in StatisticsBasis if facts[0].of_child}
    solver = Solver(work.tenant.division, facts[0].openly, children, least, await _grounds(work))
    for month, name in sorted({(row["month"], row["fact"]) for row in stale}):
        fact = next(fact for fact in facts if fact.name == name)
        counts = {basis: await _counts(work, name, basis, month) for basis in StatisticsBasis}
        # A province takes long arithmetic: in a thread, since the loop has others to serve.
        for basis, shown in (await asyncio.to_thread(solver.solved, fact, counts)).items():
            cube = {"fact": name, "basis": basis.value, "month": month}
            await work.run(delete(stat_table).where(*(stat_table.c[one] == value for one, value in cube.items())))
            await work.many(insert(stat_table).inline(), [{**cube, **row} for row in shown])
    made_up = {"stale": False, "as_at": work.now, "rule_version": version, "least": least}
    await work.run(update(stat_cube).where(mine).values(**made_up))


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
