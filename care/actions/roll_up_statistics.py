"""Roll statistics up: count the counties that changed, then make up the tables that readers see."""

from datetime import date

from sqlalchemy import BigInteger, Integer, Select, Text, and_, cast, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from care.duties.law import law_of
from care.statistics import cubes
from care.statistics.assembly import packed, rows, unpacked, whole
from care.statistics.counting import Counted, counting, tables
from care.statistics.months import back
from care.statistics.rows import Asked
from care.statistics.suppression import hidden
from policies.scope import EVERYTHING
from records.child import child
from records.codes import StatisticsBasis
from records.duty import duty
from records.need import need
from records.report import report, report_recipient
from records.statistics import stat_count, stat_county, stat_cube, stat_table
from records.trainee import trainee, training
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
    stale = select(stat_cube.c.fact, stat_cube.c.month).where(stat_cube.c.stale)
    cube = await work.one(stale.order_by(stat_cube.c.month.desc(), stat_cube.c.fact).limit(1).with_for_update())
    if cube is not None:
        await _make_up(work, next(fact for fact in cubes.FACTS if fact.name == cube["fact"]), cube["month"])
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
    ]  # fmt: skip
    every = looks[0].union_all(*looks[1:]).subquery()
    seen = func.concat(func.sum(every.c.n), " ", cast(func.max(every.c.at), Text), " ", func.sum(every.c.turns))
    return select(every.c.county, seen.label("seen")).group_by(every.c.county)


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


async def _make_up(work: Work, fact: cubes.Fact, month: date) -> None:
    """Solve what may be shown of a month once, on both bases, and put it in the place of what was shown before."""
    law = await law_of(work)
    version = law.at(work.tenant.division, work.now.date()).version
    beside = None
    for basis in StatisticsBasis:
        mine = {"fact": fact.name, "basis": basis.value, "month": month}
        its = and_(*(stat_count.c[name] == value for name, value in mine.items()))
        counts = await work.all(select(stat_count.c.division, stat_count.c.prefecture, stat_count.c.counts).where(its))
        counties = {row["division"]: (row["prefecture"], unpacked(row["counts"])) for row in counts}
        cube = whole(fact, work.tenant.division, counties, beside)
        beside = cube.tables
        shown = [{**mine, **row} for row in rows(cube, hidden(cube, cubes.LEAST))]
        await work.run(delete(stat_table).where(and_(*(stat_table.c[name] == value for name, value in mine.items()))))
        await work.many(insert(stat_table).inline(), shown)
        made = update(stat_cube).where(and_(*(stat_cube.c[name] == value for name, value in mine.items())))
        await work.run(made.values(stale=False, as_at=work.now, rule_version=version))
