"""Rolling up goes on where it was cut short, counts what changed, and freezes what may not change."""

from datetime import timedelta

import asyncpg
import pytest

from care.actions.freeze_statistics import FreezeStatistics, freeze_statistics
from care.actions.register_child import register_child
from care.actions.roll_up_statistics import roll_up, roll_up_all
from care.actions.set_statistics_minimum import SetStatisticsMinimum, set_statistics_minimum
from care.statistics.minimum import minimum_of
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.scope import EVERYTHING
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.desks import ADMIN, COUNTY, DIRECTOR, JIANHAI, ZHONGSHAN, caller
from tests.support.forms import without_number
from tests.support.places import NOW

GULOU, TAIJIANG = ZHONGSHAN // 10**6 * 10**6, JIANHAI // 10**6 * 10**6
OFFICER = caller(Role.COUNTY_OFFICER, GULOU, TAIJIANG)
PERIOD = FreezeStatistics(f"{NOW:%Y-%m}")


class Killed(Exception):
    """The end of a process in the middle of its work."""


async def register(house: House, tenant: Tenant, count: int, division: int = ZHONGSHAN, ledger: int = 0) -> None:
    async with house.work(tenant, scope=EVERYTHING, subject=COUNTY.subject) as work:
        for number in range(count):
            form = without_number(name="单小" + "一二三四五六七八九十"[ledger + number], division=division)
            await register_child(work, OFFICER, form)


async def steps(house: House, tenant: Tenant) -> int:
    done = 0
    while True:
        async with house.work(tenant) as work:
            if not await roll_up(work):
                return done
        done += 1


async def killed_step(house: House, tenant: Tenant) -> None:
    async with house.work(tenant) as work:
        await roll_up(work)
        raise Killed


async def shown(owner: asyncpg.Connection) -> list[tuple[object, ...]]:
    rows = await owner.fetch(
        "SELECT fact, basis, month, names, level, division, shown FROM t_fujian.stat_table ORDER BY 1, 2, 3, 4, 5, 6"
    )
    return [tuple(row) for row in rows]


async def counted_at(owner: asyncpg.Connection) -> dict[int, object]:
    return {row["division"]: row["counted_at"] for row in await owner.fetch("SELECT * FROM t_fujian.stat_county")}


async def test_a_step_that_is_cut_short_is_done_again_and_the_end_is_the_same(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await register(house, fujian, 6)
    whole = await steps(house, fujian)
    wanted = await shown(owner)
    assert wanted
    await owner.execute("TRUNCATE t_fujian.stat_county, t_fujian.stat_count, t_fujian.stat_table, t_fujian.stat_cube")
    done = 0
    while True:
        with pytest.raises(Killed):
            await killed_step(house, fujian)
        async with house.work(fujian) as work:
            if not await roll_up(work):
                break
        done += 1
    assert done == whole
    assert await shown(owner) == wanted


async def test_only_a_county_that_changed_is_counted_again(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await register(house, fujian, 6)
    await register(house, fujian, 6, JIANHAI)
    await steps(house, fujian)
    before = await counted_at(owner)
    assert set(before) == {GULOU, TAIJIANG}
    assert await steps(house, fujian) == 0
    house.clock = lambda: NOW + timedelta(minutes=5)
    await register(house, fujian, 1, ledger=6)
    await steps(house, fujian)
    after = await counted_at(owner)
    assert after[GULOU] != before[GULOU]
    assert after[TAIJIANG] == before[TAIJIANG]
    # Another day is another age, and another day late.
    house.clock = lambda: NOW + timedelta(days=1)
    await steps(house, fujian)
    assert (await counted_at(owner))[TAIJIANG] != before[TAIJIANG]


async def test_a_county_without_rows_is_counted_to_none(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await register(house, fujian, 6)
    await roll_up_all(house, fujian)
    await owner.execute("DELETE FROM t_fujian.duty; DELETE FROM t_fujian.child")
    await steps(house, fujian)
    assert await counted_at(owner) == {}
    assert await shown(owner) == []


async def test_small_counts_and_releases_are_out_of_reach(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await register(house, fujian, 6)
    await roll_up_all(house, fujian)
    async with house.work(fujian, scope=ADMIN.scope, subject=ADMIN.subject) as work:
        first = await freeze_statistics(work, ADMIN, PERIOD)
        second = await freeze_statistics(work, ADMIN, PERIOD)
    assert (first.release, second.release) == (1, 2)
    trail = await owner.fetch(
        "SELECT subject, kind, reason FROM t_fujian.audit_event WHERE action = 'statistics:release'"
    )
    assert [tuple(row) for row in trail] == [(ADMIN.subject, "statistics", PERIOD.period)] * 2
    for sql in ("UPDATE {}.stat_frozen SET shown = '{{}}'", "DELETE FROM {}.stat_release", "TRUNCATE {}.stat_frozen"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.work(fujian, scope=EVERYTHING) as work:
                await work.connection.execute(sql.format("t_fujian"))


async def test_freezing_is_refused_to_others_and_where_nothing_was_made_up(house: House, fujian: Tenant) -> None:
    async def refused(command: FreezeStatistics, who: Caller = ADMIN) -> tuple[ErrorCode, tuple[str, ...]]:
        with pytest.raises(Refused) as raised:
            async with house.work(fujian, scope=EVERYTHING) as work:
                await freeze_statistics(work, who, command)
        (one,) = raised.value.refusals
        return one.code, one.path

    bad = ErrorCode.BAD_USER_INPUT, ("period",)
    assert await refused(PERIOD, DIRECTOR) == (ErrorCode.FORBIDDEN, ())
    assert await refused(FreezeStatistics("2026-13")) == bad
    assert await refused(PERIOD) == bad
    await register(house, fujian, 6)
    async with house.work(fujian) as work:
        assert await roll_up(work) == 1
    assert await refused(PERIOD) == bad


async def test_the_minimum_is_the_administrators_to_raise_and_never_below_the_platforms(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    for who, least, code in ((DIRECTOR, 10, ErrorCode.FORBIDDEN), (ADMIN, 4, ErrorCode.BAD_USER_INPUT)):
        with pytest.raises(Refused) as raised:
            async with house.work(fujian, scope=EVERYTHING) as work:
                await set_statistics_minimum(work, who, SetStatisticsMinimum(least))
        assert raised.value.refusals[0].code is code
    async with house.work(fujian, scope=ADMIN.scope, subject=ADMIN.subject) as work:
        assert await minimum_of(work) == 5
        assert await set_statistics_minimum(work, ADMIN, SetStatisticsMinimum(10)) == 1
        assert await minimum_of(work) == 10
        assert await set_statistics_minimum(work, ADMIN, SetStatisticsMinimum(5)) == 2
        assert await minimum_of(work) == 5
    trail = await owner.fetch(
        "SELECT reason FROM t_fujian.audit_event WHERE action = 'statistics:configure' ORDER BY id"
    )
    assert [row["reason"] for row in trail] == ["10", "5"]
