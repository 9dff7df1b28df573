"""The relay numbers at once what was committed, whoever leads, and another takes over from a leader that died."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from alerts.relay import LOOK, relay
from alerts.retention import keep
from tenants.house import House
from tenants.registry import Tenant
from tests.alerts.test_sequence import number, numbered, tell, told
from tests.support.children import begin, kill
from tests.support.places import MASTER_KEY, open_house

LEADER = """
import asyncio, sys
from alerts.relay import relay
from tests.support.places import open_house
async def main():
    async with open_house(sys.argv[1]) as house:
        await relay(house, lambda *heard: print(*heard, flush=True))
asyncio.run(main())
"""


@asynccontextmanager
async def relaying(house: House) -> AsyncIterator[list[tuple[str, int]]]:
    heard: list[tuple[str, int]] = []
    running = asyncio.create_task(relay(house, lambda tenant, done, _error: heard.append((tenant, done))))
    try:
        yield heard
    finally:
        running.cancel()
        await asyncio.wait([running])


async def until(true: Callable[[], Awaitable[object]], seconds: float = 15.0) -> float:
    """Wait until something is true; gives the seconds that it took."""
    began = time.monotonic()
    while not await true():
        assert time.monotonic() - began < seconds
        await asyncio.sleep(0.005)
    return time.monotonic() - began


async def test_a_commit_is_numbered_sooner_than_anybody_would_look(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await told(house, fujian)

    async def has(count: int) -> bool:
        return len(await numbered(owner, fujian)) == count

    async with relaying(house):
        await until(lambda: has(1))
        await asyncio.sleep(0.1)  # now it waits
        waits = []
        for count in range(2, 7):
            await told(house, fujian)
            waits.append(await until(lambda count=count: has(count)))  # type: ignore[misc]
    assert sorted(waits)[2] < LOOK / 2


async def test_an_event_that_nobody_was_told_of_is_found(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with relaying(house):
        await asyncio.sleep(0.2)
        async with house.work(fujian) as work:
            subject = await tell(work)
            work.wakes.clear()  # as when the process dies between the commit and the word
        await until(lambda: numbered(owner, fujian))
    assert await numbered(owner, fujian) == {1: subject}


async def test_no_event_is_there_before_its_commit_and_a_long_transaction_delays_nobody(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with relaying(house):
        async with house.work(fujian) as slow:
            late = await tell(slow)
            early = await told(house, fujian, 2)
            await until(lambda: numbered(owner, fujian))
            assert await numbered(owner, fujian) == dict(enumerate(early, start=1))
        await until(lambda: _numbers(owner, fujian, 3))
    assert list((await numbered(owner, fujian)).values()) == [*early, late]


async def test_two_relays_number_each_event_once_and_in_order(
    house: House, fujian: Tenant, owner: asyncpg.Connection, fresh_url: str
) -> None:
    written = []
    async with open_house(fresh_url) as other, relaying(house) as first, relaying(other) as second:
        for _ in range(20):
            written += await told(house, fujian, 2)
        await until(lambda: _numbers(owner, fujian, 40))
        # What is committed is told a moment later.
        await until(lambda: asyncio.sleep(0, sum(done for _, done in [*first, *second]) >= 40))
    assert list((await numbered(owner, fujian)).values()) == written
    assert sum(done for _, done in [*first, *second]) == 40
    assert not first or not second  # one leads


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
async def test_another_takes_over_within_five_seconds_from_a_leader_that_is_gone(
    house: House, fujian: Tenant, owner: asyncpg.Connection, fresh_url: str, blow: signal.Signals
) -> None:
    with begin(LEADER, fresh_url, env=os.environ | {"TONGHU_MASTER_KEY": MASTER_KEY.hex()}) as leader:
        try:
            assert leader.stdout is not None
            written = await told(house, fujian)
            assert await asyncio.to_thread(leader.stdout.readline) == "fujian 1 None\n"
            async with relaying(house) as heard:
                await asyncio.sleep(0.2)
                written += await told(house, fujian)
                assert await asyncio.to_thread(leader.stdout.readline) == "fujian 1 None\n"
                assert heard == []
                leader.send_signal(blow)
                written += await told(house, fujian)
                assert await until(lambda: _numbers(owner, fujian, 3)) < 5
        finally:
            kill(leader)
    assert list((await numbered(owner, fujian)).values()) == written


async def test_one_tenants_trouble_stops_no_other(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    await owner.execute("ALTER TABLE t_fujian.outbox RENAME TO gone")
    async with relaying(house) as heard:
        await until(lambda: asyncio.sleep(0, ("fujian", 0) in heard))
        there = await told(house, jilin)
        await until(lambda: numbered(owner, jilin))
        await owner.execute("ALTER TABLE t_fujian.gone RENAME TO outbox")
        here = await told(house, fujian)
        await until(lambda: numbered(owner, fujian))
    assert (await numbered(owner, jilin), await numbered(owner, fujian)) == ({1: there[0]}, {1: here[0]})


async def test_old_months_go_and_the_numbers_go_on(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await told(house, fujian, 3)
    await number(house, fujian)
    part = await owner.fetchval("SELECT tableoid::regclass::text FROM t_fujian.event_log LIMIT 1")
    await owner.execute(f"ALTER TABLE t_fujian.event_log DETACH PARTITION {part}")
    await owner.execute("ALTER TABLE " + part + " RENAME TO event_log_y2020m01")
    await owner.execute("UPDATE t_fujian.event_log_y2020m01 SET logged_at = '2020-01-31T12:00:00Z'")
    await owner.execute(
        "ALTER TABLE t_fujian.event_log ATTACH PARTITION t_fujian.event_log_y2020m01"
        " FOR VALUES FROM ('2019-12-31T16:00:00Z') TO ('2020-01-31T16:00:00Z')"
    )
    async with house.work(fujian) as work:
        assert await keep(work, 90) == 2  # this month's part is made anew, that of 2020 goes
        assert await keep(work, 90) == 0
    assert await owner.fetchval("SELECT dropped FROM t_fujian.event_log_state") == 3
    after = await told(house, fujian)
    await number(house, fujian)
    assert await numbered(owner, fujian) == {4: after[0]}


async def _numbers(owner: asyncpg.Connection, tenant: Tenant, count: int) -> bool:
    return len(await numbered(owner, tenant)) == count
