"""A changed law reaches every child of its place, once, whatever cuts the walk off."""

import asyncio
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from care.actions import walk as walking
from care.actions.apply_rulebook import ApplyRulebook
from care.actions.record_visit import record_visit
from care.actions.register_child import register_child
from care.actions.walk import walk, walk_on
from care.duties.settle import settle
from jobs.worker import go_through
from tenants.house import House
from tenants.registry import Tenant
from tests.care.rulebooks.texts import layer, rule
from tests.support.children import begin, kill
from tests.support.desks import ADMIN, COUNTY, GULOU, JIANHAI, QINGCHENG, SUPERVISOR, YUANMEN, ZHONGSHAN
from tests.support.forms import a_visit, without_number
from tests.support.lawful import apply, county, half_a_year, populate, send_parents_away, visits
from tests.support.places import MASTER_KEY, NOW

OWN = "gulou〔2026〕1号第一条"


async def walks(owner: asyncpg.Connection) -> list[tuple[Any, ...]]:
    rows = await owner.fetch("SELECT division, children, moved, finished_at FROM t_fujian.rederivation ORDER BY id")
    return [tuple(row) for row in rows]


async def test_reaches_every_child_of_the_place_and_no_other(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    near, other, far = await populate(house, fujian, owner, ZHONGSHAN, QINGCHENG, JIANHAI)
    before = await visits(owner, fujian)
    await apply(house, fujian, county())
    assert await visits(owner, fujian) == before
    heard: list[tuple[int, int]] = []
    assert await walk(house, fujian, told=lambda done, total: heard.append((done, total))) == 2
    assert heard == [(0, 2), (2, 2)]
    after = await visits(owner, fujian)
    assert after[far] == before[far]
    for child in (near, other):
        assert after[child][0] < before[child][0]
        assert OWN in after[child][2]
    assert await walks(owner) == [(GULOU, 2, 2, NOW)]
    assert await walk(house, fujian) == 0


async def test_a_place_without_children_is_walked_to_its_end(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await apply(house, fujian, county())
    assert await walk(house, fujian) == 0
    assert await walks(owner) == [(GULOU, 0, 0, NOW)]


async def test_the_worker_goes_on_behind_the_last_child(
    house: House, fujian: Tenant, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await populate(house, fujian, owner, *[ZHONGSHAN] * 5)
    await apply(house, fujian, county())
    monkeypatch.setattr(walking, "BATCH", 2)
    async with house.work(fujian) as work:
        assert await walk_on(work) == 2
    assert await walks(owner) == [(GULOU, 2, 2, None)]
    outcomes = {(one.tenant, one.entry): one for one in await go_through(house)}
    found = outcomes["fujian", "rulebook.walk"]
    assert (found.done, found.fault) == (3, None)
    assert outcomes["jilin", "rulebook.walk"].done == 0
    assert await walks(owner) == [(GULOU, 5, 5, NOW)]
    assert all(OWN in citation for _, _, citation in (await visits(owner, fujian)).values())


async def test_two_walks_are_both_ended_by_one_round_of_the_worker(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await populate(house, fujian, owner, ZHONGSHAN, JIANHAI)
    await apply(house, fujian, county())
    await apply(house, fujian, county(place="taijiang", division=350103000000))
    await go_through(house)
    assert [(children, end) for _, children, _, end in await walks(owner)] == [(1, NOW), (1, NOW)]


async def test_what_fails_in_a_batch_leaves_the_cursor_before_it(
    house: House, fujian: Tenant, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await populate(house, fujian, owner, *[ZHONGSHAN] * 4)
    before = await visits(owner, fujian)
    await apply(house, fujian, county())
    monkeypatch.setattr(walking, "BATCH", 2)
    await owner.execute("ALTER TABLE t_fujian.duty ADD CHECK (citation NOT LIKE 'gulou%') NOT VALID")
    with pytest.raises(asyncpg.CheckViolationError):
        await walk(house, fujian)
    assert await walks(owner) == [(GULOU, 0, 0, None)]
    assert await visits(owner, fujian) == before


async def test_a_class_that_the_law_takes_away_is_announced_and_stays_on_file_as_ended(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    (child,) = await populate(house, fujian, owner, ZHONGSHAN)
    await send_parents_away(owner, fujian, child, ZHONGSHAN, "2026-07-01")
    async with house.work(fujian, scope=ADMIN.scope) as work:
        await settle(work, [child])
    asked = "SELECT state FROM t_fujian.standing WHERE class = 'RURAL_LEFT_BEHIND'"
    assert await owner.fetchval(asked) == "HELD"
    await apply(house, fujian, half_a_year())
    await walk(house, fujian)
    assert await owner.fetchval(asked) != "HELD"
    told = await owner.fetch("SELECT kind, subject FROM t_fujian.outbox ORDER BY id")
    assert [row["kind"] for row in told] == ["RULEBOOK_CHANGED", "CLASS_CHANGED"]
    assert told[1]["subject"] == child


async def test_whoever_takes_the_same_children_the_other_way_round_goes_first(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    first, second = await populate(house, fujian, owner, ZHONGSHAN, QINGCHENG)
    await apply(house, fujian, county())
    held = "SELECT id FROM t_fujian.child WHERE id = $1 FOR UPDATE"
    async with owner.transaction():
        # Only the other one may find the circle, so that it is the walk that gives way.
        await owner.execute("SET LOCAL deadlock_timeout = '60s'")
        await owner.execute(held, second)
        walking_on = asyncio.create_task(walk(house, fujian))
        waits = "SELECT true FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        for _ in range(500):
            if await owner.fetchval(waits):
                break
            await asyncio.sleep(0.02)
        await owner.execute(held, first)
    assert await walking_on == 2
    assert await walks(owner) == [(GULOU, 2, 2, NOW)]


async def test_two_that_walk_take_turns(
    house: House, fujian: Tenant, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await populate(house, fujian, owner, *[ZHONGSHAN] * 9)
    await apply(house, fujian, county())
    monkeypatch.setattr(walking, "BATCH", 2)
    assert sum(await asyncio.gather(*(walk(house, fujian) for _ in range(3)))) == 9
    assert await walks(owner) == [(GULOU, 9, 9, NOW)]


async def test_two_that_walk_take_different_places(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await populate(house, fujian, owner, ZHONGSHAN, YUANMEN)
    await apply(house, fujian, half_a_year())
    async with house.work(fujian) as first, house.work(fujian) as second:
        assert (await walk_on(first), await walk_on(second)) == (1, 1)
    assert await walk(house, fujian) == 0
    assert [(place, children, end) for place, children, _, end in await walks(owner)] == [
        (350100000000, 1, NOW),
        (350128000000, 1, NOW),
    ]


async def test_another_text_applied_in_the_middle_is_walked_from_the_beginning(
    house: House, fujian: Tenant, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await populate(house, fujian, owner, *[ZHONGSHAN] * 6)
    await apply(house, fujian, county(2))
    monkeypatch.setattr(walking, "BATCH", 1)

    async def meanwhile() -> None:
        await asyncio.sleep(0.05)
        await apply(house, fujian, county(1))

    await asyncio.gather(walk(house, fujian), meanwhile())
    await walk(house, fujian)
    dues = {due for due, _, _ in (await visits(owner, fujian)).values()}
    assert len(dues) == 1
    first, second = await walks(owner)
    assert first[3] == second[3] == NOW
    assert second[1] == 6


async def test_a_child_registered_after_the_change_is_owed_by_the_new_law_at_once(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    # Not yet rated counts as MEDIUM.
    text = layer(rule("visit.household.maxInterval", "1", 'unit = "month"'), place="gulou", division=GULOU)
    await apply(house, fujian, ApplyRulebook(("gulou.toml", text)))
    async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        child = (await register_child(work, COUNTY, without_number())).ids[0]
    assert OWN in (await visits(owner, fujian))[child][2]


async def test_what_was_done_stays_though_the_rule_begins_in_the_past(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    children = await populate(house, fujian, owner, ZHONGSHAN, QINGCHENG)
    for number in range(2):
        house.clock = lambda number=number: NOW + timedelta(days=number)  # type: ignore[misc]
        async with house.work(fujian, scope=SUPERVISOR.scope, subject=SUPERVISOR.subject) as work:
            await record_visit(work, SUPERVISOR, a_visit(children[0], occurred_at=NOW - timedelta(days=9 - 5 * number)))
    closed = "SELECT * FROM t_fujian.duty WHERE done_on IS NOT NULL ORDER BY id"
    kept = [dict(row) for row in await owner.fetch(closed)]
    assert kept
    before = await visits(owner, fujian)
    await apply(house, fujian, county(1, "from = 2024-06-01"))
    await walk(house, fujian)
    assert [dict(row) for row in await owner.fetch(closed)] == kept
    after = await visits(owner, fujian)
    assert all(after[child][0] < before[child][0] for child in children)


KILLED = """
import asyncio, sys
from datetime import datetime
from care.actions import walk as walking
from tenants.house import House

walking.BATCH = 3

def told(done, total):
    if done == 6:
        print(done, flush=True)
        import time
        time.sleep(600)

async def main():
    url, key, now = sys.argv[1:]
    house = await House.open(
        database_url=url, master_key=key.encode(), cipher="sm4", clock=lambda: datetime.fromisoformat(now)
    )
    async with house:
        await walking.walk(house, await house.tenant("fujian"), told)

asyncio.run(main())
"""


async def test_a_walk_that_is_killed_goes_on_where_it_was(
    house: House, fujian: Tenant, owner: asyncpg.Connection, fresh_url: str
) -> None:
    await populate(house, fujian, owner, *[ZHONGSHAN] * 10)
    await apply(house, fujian, county())
    child = begin(KILLED, fresh_url, MASTER_KEY.decode(), NOW.isoformat())
    assert child.stdout is not None
    assert child.stderr is not None
    line = await asyncio.to_thread(child.stdout.readline)
    kill(child)
    assert line == "6\n", child.stderr.read()
    child.stdout.close()
    child.stderr.close()
    assert await walks(owner) == [(GULOU, 6, 6, None)]
    await go_through(house)
    assert await walks(owner) == [(GULOU, 10, 10, NOW)]
    assert {due for due, _, _ in (await visits(owner, fujian)).values()} == {date(2026, 12, 1)}
