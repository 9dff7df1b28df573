"""Rolling up goes on where it was cut short, counts what changed, and freezes what may not change."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Select

from care.actions.freeze_statistics import FreezeStatistics, freeze_statistics
from care.actions.register_child import register_child
from care.actions.roll_up_statistics import roll_up, roll_up_all
from care.actions.set_statistics_minimum import SetStatisticsMinimum, set_statistics_minimum
from care.statistics import counties
from care.statistics.counting import counting
from care.statistics.cubes import Fact
from care.statistics.minimum import minimum_of
from care.statistics.rows import Asked
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.scope import EVERYTHING
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.desks import ADMIN, COUNTY, DIRECTOR, JIANHAI, QINGCHENG, ZHONGSHAN, caller
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


async def kept(owner: asyncpg.Connection, table: str) -> list[tuple[object, ...]]:
    """Give whatever is kept of villages and counties, in an order of its own."""
    return sorted(tuple(row) for row in await owner.fetch(f"SELECT * FROM t_fujian.{table}"))


async def test_a_step_that_is_cut_short_is_done_again_and_the_end_is_the_same(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await register(house, fujian, 6)
    whole = await steps(house, fujian)
    wanted = await shown(owner)
    assert wanted
    for table in ("village", "cell", "count", "table", "cube"):
        await owner.execute(f"TRUNCATE t_fujian.stat_{table}")
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


async def test_only_a_village_that_changed_is_counted_again(
    house: House, fujian: Tenant, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, ...]] = []

    def noted(fact: Fact, asking: Asked) -> Select[Any]:
        asked.append(asking.villages)
        return counting(fact, asking)

    monkeypatch.setattr(counties, "counting", noted)
    await register(house, fujian, 6)
    await register(house, fujian, 6, QINGCHENG)
    await register(house, fujian, 6, JIANHAI)
    await steps(house, fujian)
    assert set(asked) == {(ZHONGSHAN, QINGCHENG), (JIANHAI,)}
    asked.clear()
    assert await steps(house, fujian) == 0
    assert asked == []
    house.clock = lambda: NOW + timedelta(minutes=5)
    await register(house, fujian, 1, ledger=6)
    await steps(house, fujian)
    assert set(asked) == {(ZHONGSHAN,)}
    asked.clear()
    # Another day is another age, and another day late.
    house.clock = lambda: NOW + timedelta(days=1)
    await steps(house, fujian)
    assert set(asked) == {(ZHONGSHAN, QINGCHENG), (JIANHAI,)}


async def test_what_is_counted_bit_by_bit_is_what_is_counted_at_once(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    """Seven changes, each of them rolled up, one of them on another day, and one in another month."""
    await register(house, fujian, 6)
    await register(house, fujian, 6, QINGCHENG)
    await register(house, fujian, 6, JIANHAI)
    await steps(house, fujian)
    some = "id IN (SELECT id FROM t_fujian.child WHERE division = $2 ORDER BY id LIMIT 2)"
    moved = f"division = $3, prefecture = 350100000000, updated_at = $1 WHERE {some}"
    for number, (sql, *values) in enumerate(
        (
            (f"UPDATE t_fujian.child SET risk_level = 'HIGH', updated_at = $1 WHERE {some}", ZHONGSHAN),
            ("UPDATE t_fujian.duty SET done_at = $1, done_on = due_on, updated_at = $1 WHERE division = $2", QINGCHENG),
            (f"UPDATE t_fujian.child SET {moved}", ZHONGSHAN, QINGCHENG),
            (f"UPDATE t_fujian.child SET {moved}", QINGCHENG, JIANHAI),
            (f"UPDATE t_fujian.child SET file_status = 'CLOSED', updated_at = $1 WHERE {some}", JIANHAI),
            ("DELETE FROM t_fujian.child WHERE division = $2 AND $1::timestamptz IS NOT NULL", ZHONGSHAN),
            ("UPDATE t_fujian.child SET sex = 'FEMALE', updated_at = $1 WHERE division = $2", QINGCHENG),
        )
    ):
        hours = {4: 24, 5: 24 * 10, 6: 24 * 10}.get(number, 0)
        house.clock = lambda after=timedelta(hours=hours, minutes=number + 1): NOW + after  # type: ignore[misc]
        await owner.execute(sql, house.clock(), *values)
        assert await steps(house, fujian) > 1
        bit_by_bit = {name: await kept(owner, name) for name in ("stat_cell", "stat_count", "stat_table")}
        assert bit_by_bit["stat_cell"]
        await roll_up_all(house, fujian)
        for name, rows in bit_by_bit.items():
            assert await kept(owner, name) == rows, (number, name)


async def test_a_county_without_rows_is_counted_to_none(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await register(house, fujian, 6)
    await roll_up_all(house, fujian)
    await owner.execute("DELETE FROM t_fujian.duty; DELETE FROM t_fujian.child")
    await steps(house, fujian)
    assert [await kept(owner, name) for name in ("stat_village", "stat_cell", "stat_count")] == [[], [], []]
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
    for _ in ("look", "count"):
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
