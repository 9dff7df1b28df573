import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

import asyncpg
import pytest

from tenants.errors import PoolExhausted
from tenants.pool_parts import Connection, Key
from tenants.pools import Pools

A, A2, B, C = Key("a", "area"), Key("a", "writer"), Key("b", "area"), Key("c", "area")
Make = Callable[..., Pools]
_names = count(1)


@pytest.fixture
def label() -> str:
    """The name by which the server knows this test's connections."""
    return f"pools {os.getpid()} {next(_names)}"  # processes of one run share a server


@pytest.fixture
async def connect(server: str, label: str) -> Callable[[Key], Awaitable[Connection]]:
    """What opens a connection for a key."""

    async def opened(_: Key) -> Connection:
        return await asyncpg.connect(server, server_settings={"application_name": label})

    return opened


@pytest.fixture
async def pools(connect: Callable[[Key], Awaitable[Connection]]) -> Any:
    """A maker of pools, which are closed at the end."""
    made: list[Pools] = []

    def make(**options: Any) -> Pools:
        made.append(Pools(connect, **options))
        return made[-1]

    yield make
    for each in made:
        await each.close(grace=0)


@pytest.fixture
async def watcher(server: str) -> Any:
    """A connection beside the pools."""
    connection = await asyncpg.connect(server)
    yield connection
    await connection.close()


async def on_server(watcher: Connection, label: str) -> int:
    return int(await watcher.fetchval("select count(*) from pg_stat_activity where application_name = $1", label))


@asynccontextmanager
async def borrow(pool: Pools, key: Key) -> AsyncIterator[Connection]:
    """Borrow a connection for a block, as the house does."""
    connection, error = await pool.lend(key), None
    try:
        yield connection
    except BaseException as ended:
        error = ended
        raise
    finally:
        pool.give_back(key, connection, error)


async def pid(pool: Pools, key: Key) -> int:
    async with borrow(pool, key) as connection:
        return int(await connection.fetchval("select pg_backend_pid()"))


async def hold(pool: Pools, key: Key, until: asyncio.Event, *, ready: asyncio.Event | None = None) -> int:
    async with borrow(pool, key) as connection:
        process = int(connection.get_server_pid())
        if ready is not None:
            ready.set()
        await until.wait()
        return process


async def test_opens_nothing_before_it_is_asked(pools: Make, watcher: Connection, label: str) -> None:
    pool = pools()
    assert (pool.counts().size, pool.counts().share, pool.counts().open) == (60, 15, 0)
    assert await on_server(watcher, label) == 0
    await pid(pool, A)
    assert (pool.counts().open, pool.counts().idle) == (1, 1)


async def test_gives_the_same_connection_again(pools: Make) -> None:
    pool = pools()
    assert await pid(pool, A) == await pid(pool, A)
    assert await pid(pool, A) != await pid(pool, A2)


async def test_one_owner_gets_its_share_over_all_its_logins(pools: Make) -> None:
    pool, until = pools(size=8, wait=0.2), asyncio.Event()
    holders = [asyncio.create_task(hold(pool, key, until)) for key in (A, A2)]
    await asyncio.sleep(0.1)
    with pytest.raises(PoolExhausted, match=r"a 占用 2/2，共 2/8.*a holds 2 of 2, all together 2 of 8"):
        await pid(pool, A)
    assert await pid(pool, B)
    until.set()
    await asyncio.gather(*holders)
    assert await pid(pool, A)


async def test_what_goes_on_behind_requests_has_a_share_of_its_own(pools: Make) -> None:
    pool, until = pools(size=4, share=1, wait=0.2), asyncio.Event()
    holder = asyncio.create_task(hold(pool, A, until))
    await asyncio.sleep(0.1)
    assert await pid(pool, A._replace(behind=True))
    assert pool.counts().owners == {"a": 1, "a behind": 1}
    with pytest.raises(PoolExhausted):
        await pid(pool, A)
    until.set()
    await holder


async def test_what_goes_on_behind_requests_comes_before_those_that_wait_longer(pools: Make) -> None:
    pool, until, served = pools(size=1, share=1, patience=0.01), asyncio.Event(), list[str]()
    holder = asyncio.create_task(hold(pool, A, until))
    await asyncio.sleep(0.05)

    async def wait(name: str, key: Key) -> None:
        await pid(pool, key)
        served.append(name)

    waiting = [asyncio.create_task(wait(f"request {number}", B)) for number in range(3)]
    await asyncio.sleep(0.05)
    waiting.append(asyncio.create_task(wait("behind", A._replace(behind=True))))
    await asyncio.sleep(0.05)
    until.set()
    await asyncio.gather(holder, *waiting)
    assert served[0] == "behind"


async def test_an_owner_at_its_share_gives_up_its_own_idle_connection(pools: Make) -> None:
    pool = pools(size=4)
    other = await pid(pool, B)
    await pid(pool, A)
    await pid(pool, A2)
    assert pool.counts().owners == {"a": 1, "b": 1}
    assert await pid(pool, B) == other


async def test_the_longest_idle_connection_makes_room(pools: Make, watcher: Connection, label: str) -> None:
    pool = pools(size=2, share=2)
    await pid(pool, A)
    second = await pid(pool, B)
    await pid(pool, C)
    assert pool.counts().owners == {"b": 1, "c": 1}
    assert await on_server(watcher, label) == 2
    assert await pid(pool, B) == second


async def test_waits_for_the_next_that_comes_back(pools: Make) -> None:
    pool, until = pools(size=1, share=1), asyncio.Event()
    holder = asyncio.create_task(hold(pool, A, until))
    await asyncio.sleep(0.05)
    waiting = [asyncio.create_task(pid(pool, key)) for key in (A, B, A)]
    await asyncio.sleep(0.05)
    assert pool.counts().waiting == 3
    until.set()
    held = await holder
    pids = await asyncio.gather(*waiting)
    assert pids[0] == held
    assert pids[1] != held
    assert pool.counts().open == 1


async def test_a_busy_owner_does_not_starve_another(pools: Make) -> None:
    pool, stop = pools(size=1, share=1, patience=0.05, wait=5), asyncio.Event()

    async def greedy() -> None:
        while not stop.is_set():
            async with borrow(pool, A) as connection:
                await connection.fetchval("select pg_sleep(0.005)")

    busy = [asyncio.create_task(greedy()) for _ in range(4)]
    await asyncio.sleep(0.1)
    assert await asyncio.wait_for(pid(pool, B), 3)
    stop.set()
    await asyncio.gather(*busy)


async def test_two_busy_logins_of_one_owner_do_not_take_turns_in_opening_connections(pools: Make) -> None:
    pool, seen = pools(size=4, share=4, wait=5), set[int]()
    began = time.monotonic()

    async def busy(key: Key) -> None:
        for _ in range(60):
            seen.add(await pid(pool, key))

    await asyncio.gather(*(busy(key) for key in (A, A2) for _ in range(6)))
    moved = (time.monotonic() - began) / 0.1  # on a busy machine waits are long, each of which may move one
    assert len(seen) <= 4 + 4 + moved


async def test_who_holds_some_gets_more_of_what_others_leave_idle(pools: Make) -> None:
    pool, until = pools(size=4, share=4, wait=5, patience=0.1), asyncio.Event()
    await asyncio.gather(*(pid(pool, A) for _ in range(3)))
    holders = [asyncio.create_task(hold(pool, A2, until)) for _ in range(4)]
    await asyncio.sleep(0.05)
    assert pool.counts().waiting == 3
    await asyncio.sleep(0.5)
    assert pool.counts().waiting == 0
    until.set()
    assert len(set(await asyncio.gather(*holders))) == 4


async def test_closes_what_nobody_used_for_a_while(pools: Make, watcher: Connection, label: str) -> None:
    pool = pools(idle=0.2)
    await pid(pool, A)
    await asyncio.sleep(0.15)
    await pid(pool, B)
    await asyncio.sleep(0.12)
    assert pool.counts().owners == {"b": 1}
    await asyncio.sleep(0.3)
    assert pool.counts().open == 0
    assert await on_server(watcher, label) == 0


async def test_does_not_keep_a_connection_that_is_in_a_transaction(pools: Make) -> None:
    pool = pools()
    async with borrow(pool, A) as connection:
        await connection.execute("begin")
        left = connection.get_server_pid()
    assert await pid(pool, A) != left


async def test_does_not_keep_a_connection_of_a_cancelled_task(pools: Make, watcher: Connection, label: str) -> None:
    pool, began = pools(), asyncio.Event()

    async def slow() -> None:
        async with borrow(pool, A) as connection:
            began.set()
            await connection.fetchval("select pg_sleep(60)")

    task = asyncio.create_task(slow())
    await began.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.3)
    assert pool.counts().open == 0
    assert await on_server(watcher, label) == 0


async def test_keeps_a_connection_whose_statement_was_refused(pools: Make) -> None:
    pool = pools()

    async def refused() -> int:
        async with borrow(pool, A) as connection:
            process = int(connection.get_server_pid())
            with pytest.raises(asyncpg.UndefinedTableError):
                await connection.fetchval("select * from nowhere")
            return process

    assert await refused() == await pid(pool, A)


async def test_replaces_a_connection_that_the_server_closed(pools: Make, watcher: Connection) -> None:
    pool = pools()
    lost = await pid(pool, A)
    await watcher.execute("select pg_terminate_backend($1, 1000)", lost)
    await asyncio.sleep(0.05)
    assert await pid(pool, A) != lost
    assert pool.counts().open == 1


async def test_a_failed_connect_gives_its_place_back(
    connect: Callable[[Key], Awaitable[Connection]], pools: Make
) -> None:
    async def sometimes(key: Key) -> Connection:
        if key == B:
            raise ConnectionRefusedError
        return await connect(key)

    pool = Pools(sometimes, size=1, share=1)
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            await pid(pool, B)
    assert await pid(pool, A)
    with pytest.raises(ConnectionRefusedError):
        await pid(pool, B)
    assert pool.counts().open == 0
    await pool.close()


async def test_cancelled_tasks_leak_nothing_and_the_budget_holds(pools: Make, watcher: Connection, label: str) -> None:
    pool, rng = pools(size=6, share=2, wait=5, patience=0.01), random.Random(8)  # noqa: S311 (a seeded disorder)
    keys = [Key(owner, login) for owner in "abcd" for login in ("area", "writer")]
    seen: list[int] = []
    over = asyncio.Event()

    async def one() -> None:
        async with borrow(pool, rng.choice(keys)) as connection:
            await connection.fetchval("select pg_sleep($1)", rng.random() * 0.01)

    async def watch() -> None:
        while not over.is_set():
            seen.append(await on_server(watcher, label))
            await asyncio.sleep(0.003)

    watching = asyncio.create_task(watch())
    for _ in range(12):
        tasks = [asyncio.create_task(one()) for _ in range(30)]
        for _task in tasks:
            await asyncio.sleep(rng.random() * 0.004)
            if rng.random() < 0.5:
                rng.choice(tasks).cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
    over.set()
    await watching
    await asyncio.sleep(0.1)
    counts = pool.counts()
    assert max(seen) <= 6
    assert (counts.waiting, counts.open) == (0, counts.idle)
    assert max(counts.owners.values()) <= 2
    until = asyncio.Event()
    every = [asyncio.create_task(hold(pool, Key(owner, "link"), until)) for owner in "abc" for _ in range(2)]
    await asyncio.sleep(0.3)
    until.set()
    assert len(set(await asyncio.gather(*every))) == 6


async def test_giving_up_in_the_moment_of_being_served_loses_nothing(pools: Make) -> None:
    pool, until = pools(size=1, share=1), asyncio.Event()
    holder = asyncio.create_task(hold(pool, A, until))
    await asyncio.sleep(0.05)
    for key in (A, B):
        waiting = asyncio.create_task(pid(pool, key))
        await asyncio.sleep(0.01)
        until.set()
        await holder  # its connection is granted to the waiting task, which has not run yet
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await asyncio.sleep(0.05)
        assert pool.counts().waiting == 0
        until.clear()
        holder = asyncio.create_task(hold(pool, A, until))
        await asyncio.sleep(0.05)
        assert pool.counts().open == 1
    until.set()
    await holder


@pytest.mark.parametrize("key", [A, B])
async def test_giving_back_to_those_who_are_cancelled_in_that_moment_loses_nothing(pools: Make, key: Key) -> None:
    pool, until, ready = pools(size=1, share=1), asyncio.Event(), asyncio.Event()
    holder = asyncio.create_task(hold(pool, A, until, ready=ready))
    await ready.wait()
    waiting = [asyncio.create_task(pid(pool, key)) for _ in range(3)]
    await asyncio.sleep(0.01)
    until.set()
    for waiter in waiting[:2]:
        waiter.cancel()  # the holder runs before they do, and finds them in the queue
    held = await holder
    assert (await waiting[2] == held) is (key == A)
    assert all(
        isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*waiting[:2], return_exceptions=True)
    )
    assert (pool.counts().waiting, pool.counts().open, pool.counts().idle) == (0, 1, 1)


async def test_giving_back_to_those_whose_time_is_up_in_that_moment_loses_nothing(pools: Make) -> None:
    pool = pools(size=1, share=1, wait=0.05)
    await pid(pool, A)
    async with borrow(pool, A):
        waiting = [asyncio.create_task(pid(pool, key)) for key in (A, A, B)]
        await asyncio.sleep(0.04)
        asyncio.get_running_loop().call_later(0.005, time.sleep, 0.1)  # a busy loop: all that follows is due at once
        await asyncio.sleep(0.006)
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} <= {PoolExhausted, int}
    async with asyncio.timeout(2):  # a connection that was granted to who gave up may still be on its way out
        while pool.counts().open != pool.counts().idle:  # noqa: ASYNC110 (the pool tells nobody)
            await asyncio.sleep(0.01)
    assert pool.counts().waiting == 0
    assert await pid(pool, A)


async def test_a_storm_of_short_waits_leaves_every_connection_in_its_place(pools: Make) -> None:
    pool, rng = pools(size=6, share=2, wait=0.02, patience=0.01), random.Random(9)  # noqa: S311 (a seeded disorder)
    keys = [Key(owner, login) for owner in "abc" for login in ("area", "writer")]

    async def one() -> None:
        async with borrow(pool, rng.choice(keys)) as connection:
            await connection.fetchval("select pg_sleep($1)", rng.choice((0, 0.005, 0.02)))

    outcomes = await asyncio.gather(*(one() for _ in range(500)), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {PoolExhausted, type(None)}
    counts = pool.counts()
    assert (counts.waiting, counts.open) == (0, counts.idle)
    assert sum(counts.owners.values()) == counts.open <= 6
    until = asyncio.Event()
    every = [asyncio.create_task(hold(pool, Key(owner, "area"), until)) for owner in "abc" for _ in range(2)]
    await asyncio.sleep(0.3)
    until.set()
    assert len(set(await asyncio.gather(*every))) == 6


async def test_closing_waits_for_those_at_work_and_lets_nobody_in(pools: Make, watcher: Connection, label: str) -> None:
    pool, until = pools(size=1, share=1), asyncio.Event()
    holder = asyncio.create_task(hold(pool, A, until))
    await asyncio.sleep(0.05)
    waiting = asyncio.create_task(pid(pool, A))
    await asyncio.sleep(0.01)
    closing = asyncio.create_task(pool.close(grace=5))
    await asyncio.sleep(0.01)
    with pytest.raises(PoolExhausted, match="closed"):
        await waiting
    with pytest.raises(PoolExhausted, match="closed"):
        await pid(pool, A)
    until.set()
    assert await holder
    await closing
    assert await on_server(watcher, label) == 0


async def test_closing_ends_those_who_do_not_come_back(pools: Make, watcher: Connection, label: str) -> None:
    pool, ready, never = pools(), asyncio.Event(), asyncio.Event()
    holder = asyncio.create_task(hold(pool, A, never, ready=ready))
    await ready.wait()
    await pool.close(grace=0.05)
    await asyncio.sleep(0.1)
    assert await on_server(watcher, label) == 0
    never.set()
    await holder
