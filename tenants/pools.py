"""Connections that are kept for the next request: free lists of raw asyncpg connections under one budget.

The budget counts every connection of this process over all tenants; one owner (a tenant, or the platform) may hold a
quarter of it, and as many behind its requests. Connections are opened when they are needed and closed when nobody used
them for a while; when the budget is used up, the longest idle connection of somebody else makes room. A connection that
cannot be trusted any more is closed, and its place stays taken until the server has let go of it.

Opening one costs more than most requests do: who already holds some waits for those, and takes one from another login
only when it lies idle, or when the wait has been long and none was taken lately.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from tenants.closing import CLOSING, close, its_own
from tenants.counts import Counts
from tenants.errors import PoolExhausted
from tenants.later import later
from tenants.pool_parts import Connection, Idle, Key, Place, Waiter


class Pools:
    """All pooled connections of one process.

    `connect` opens a connection for a key. `size` is the budget, `share` one owner's part of it (a quarter when None).
    `idle`: the seconds after which an unused connection is closed; `wait`: the seconds a request waits for one;
    `patience`: the seconds after which a connection counts as lying idle, and a waiting tenant gets one that
    its present owner would use again.
    """

    def __init__(
        self,
        connect: Callable[[Key], Awaitable[Connection]],
        *,
        size: int = 60,
        share: int | None = None,
        idle: float = 60.0,
        wait: float = 10.0,
        patience: float = 0.1,
    ) -> None:
        self._connect = connect
        self._size = size
        self._share = share or max(1, size // 4)
        self._keep = idle
        self._wait = wait
        self._waits, self._waited = 0, 0.0
        self._patience = patience
        self._idle: dict[Key, deque[Idle]] = {}
        self._owned: dict[str, int] = {}
        self._open: Counter[Key] = Counter()
        self._taken: dict[str, float] = {}
        self._total = 0
        self._queues: dict[Key, deque[Waiter]] = {}
        self._borrowed: set[Connection] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.TimerHandle | None = None
        self._looking: asyncio.TimerHandle | None = None
        self._closed = False
        self._empty = asyncio.Event()

    async def lend(self, key: Key) -> Connection:
        """Lend a connection until it is given back. Raises `PoolExhausted`, and whatever `connect` raises."""
        connection = self._at_hand(key) or await self._take(key)
        self._borrowed.add(connection)
        return connection

    def give_back(self, key: Key, connection: Connection, error: BaseException | None) -> None:
        """Take back a connection, after the error that ended its use.

        It is closed instead of kept when it comes back closed, inside a transaction, from a cancelled task, or after an
        error of the connection itself (a refused statement is none).
        """
        self._borrowed.discard(connection)
        self._give(key, connection, sound=error is None or (isinstance(error, Exception) and not its_own(error)))

    def counts(self) -> Counts:
        """Say what is open, idle and waited for at this moment."""
        idle = sum(map(len, self._idle.values()))
        waiting = sum(map(len, self._queues.values()))
        return Counts(self._size, self._share, self._total, idle, waiting, dict(self._owned), self._waits, self._waited)

    async def close(self, *, grace: float = CLOSING) -> None:
        """Close every connection; those at work get `grace` seconds to come back."""
        self._closed = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self._looking is not None:
            self._looking.cancel()
        for queue in self._queues.values():
            for waiter in queue:
                if not waiter.future.done():
                    waiter.future.set_exception(self._shut())
        for kept in [kept for queue in self._idle.values() for kept in queue]:
            self._retire(kept.key, kept.connection)
        self._idle.clear()
        if self._total:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), grace)
        for connection in self._borrowed:
            connection.terminate()
        while self._leaving:
            await asyncio.gather(*self._leaving, return_exceptions=True)

    async def _take(self, key: Key) -> Connection:
        if self._closed:
            raise self._shut()
        ahead = self._queues.get(key)
        first = not ahead or ahead[-1].future.done()  # else nothing is to be had: whoever waits would have it
        grant = (first and self._grant(key, asyncio.get_running_loop().time())) or await self._queue(key)
        if not isinstance(grant, Place):
            return grant
        try:
            if grant.victim is not None:
                await close(grant.victim)
            return await self._connect(key)
        except BaseException:
            self._free_place(key)
            raise

    async def _queue(self, key: Key) -> "Connection | Place":
        loop = asyncio.get_running_loop()
        waiter = Waiter(key, loop.time(), loop.create_future())
        queue = self._queues.setdefault(key, deque())
        queue.append(waiter)
        self._waits += 1
        self._look_again()
        patient = later(self._wait, partial(self._give_up, waiter))
        try:
            return await waiter.future
        except BaseException:
            if waiter in queue:
                queue.remove(waiter)
            if waiter.future.done() and not waiter.future.cancelled() and waiter.future.exception() is None:
                self._hand_back(key, waiter.future.result())  # granted in the very moment of giving up
            raise
        finally:
            patient.cancel()
            self._waited += loop.time() - waiter.since

    def _give_up(self, waiter: Waiter) -> None:
        if not waiter.future.done():
            waiter.future.set_exception(self._exhausted(waiter.key))

    def _at_hand(self, key: Key) -> Connection | None:
        """Give an idle connection of this key, the latest used first."""
        queue = self._idle.get(key)
        while queue:
            kept = queue.pop()
            if not kept.connection.is_closed():
                return kept.connection
            self._discount(key)
        return None

    def _grant(self, key: Key, since: float) -> "Connection | Place | None":
        """Give who has waited since then an idle connection of this key, else a place to open one, else nothing."""
        if (found := self._at_hand(key)) is not None:
            return found
        account = key.account
        if self._owned.get(account, 0) >= self._share:
            victim = self._longest_idle(account)
        elif self._total >= self._size:
            victim = self._longest_idle(None)
        else:
            return self._count(key, None)
        if victim is None or not self._may_take(victim, key, since):
            return None
        self._idle[victim.key].remove(victim)
        self._discount(victim.key)
        return self._count(key, victim.connection)

    def _longest_idle(self, account: str | None) -> Idle | None:
        heads = (queue[0] for queue in self._idle.values() if queue)
        return min(
            (kept for kept in heads if account in (None, kept.key.account)), key=lambda kept: kept.since, default=None
        )

    def _may_take(self, idle: Idle, key: Key, since: float) -> bool:
        if not self._open[key]:
            return True
        long_ago = asyncio.get_running_loop().time() - self._patience
        if idle.since <= long_ago:
            return True
        if since > long_ago or self._taken.get(key.account, float("-inf")) > long_ago:
            return False
        self._taken[key.account] = long_ago + self._patience
        return True

    def _count(self, key: Key, victim: Connection | None) -> Place:
        account = key.account
        self._owned[account] = self._owned.get(account, 0) + 1
        self._open[key] += 1
        self._total += 1
        return Place(victim)

    def _discount(self, key: Key) -> None:
        account = key.account
        self._owned[account] -= 1
        if not self._owned[account]:
            del self._owned[account]
        self._open[key] -= 1
        self._total -= 1
        if self._closed and not self._total:
            self._empty.set()

    def _free_place(self, key: Key) -> None:
        self._discount(key)
        self._serve()

    def _hand_back(self, key: Key, grant: "Connection | Place") -> None:
        if not isinstance(grant, Place):
            self._give(key, grant, sound=True)
        elif grant.victim is not None:
            self._retire(key, grant.victim)
        else:
            self._free_place(key)

    def _give(self, key: Key, connection: Connection, *, sound: bool) -> None:
        if self._closed or not sound or connection.is_closed() or connection.is_in_transaction():
            self._retire(key, connection)
            return
        now = asyncio.get_running_loop().time()
        heads = self._heads()
        heir = next((waiter for waiter in heads if waiter.key == key), None)
        if heir is not None and (heir is heads[0] or now - heads[0].since < self._patience):
            self._queues[key].popleft()
            heir.future.set_result(connection)
            return
        self._idle.setdefault(key, deque()).append(Idle(key, connection, now))
        self._serve()
        if self._sweeper is None:
            self._sweeper = asyncio.get_running_loop().call_later(self._keep, self._sweep)

    def _serve(self) -> None:
        """Grant what can be granted, the longest waiting first."""
        blocked: set[Key] = set()
        while True:
            waiter = next((waiter for waiter in self._heads() if waiter.key not in blocked), None)
            if waiter is None:
                break
            grant = self._grant(waiter.key, waiter.since)
            if grant is None:
                blocked.add(waiter.key)
                continue
            self._queues[waiter.key].popleft()
            waiter.future.set_result(grant)
        if blocked:
            self._look_again()

    def _look_again(self) -> None:
        """See to it that those who wait get what will have lain idle long enough, though nobody gives anything back."""

        def look() -> None:
            self._looking = None
            self._serve()

        if self._looking is None and not self._closed:
            self._looking = asyncio.get_running_loop().call_later(self._patience, look)

    def _heads(self) -> list[Waiter]:
        """Give the first of each queue: what is behind, then who has waited longest; who gave up stands in none."""
        for queue in self._queues.values():
            while queue and queue[0].future.done():
                queue.popleft()
        heads = (queue[0] for queue in self._queues.values() if queue)
        return sorted(heads, key=lambda waiter: (not waiter.key.behind, waiter.since))

    def _retire(self, key: Key, connection: Connection) -> None:
        async def leave() -> None:
            await close(connection)
            self._free_place(key)

        task = asyncio.get_running_loop().create_task(leave())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    def _sweep(self) -> None:
        self._sweeper = None
        loop = asyncio.get_running_loop()
        for key, queue in self._idle.items():
            while queue and (queue[0].connection.is_closed() or loop.time() - queue[0].since >= self._keep):
                self._retire(key, queue.popleft().connection)
        oldest = self._longest_idle(None)
        if oldest is not None:
            self._sweeper = loop.call_at(oldest.since + self._keep, self._sweep)

    def _exhausted(self, key: Key) -> PoolExhausted:
        open_, account = self._total, key.account
        owned = self._owned.get(account, 0)
        return PoolExhausted(
            f"{self._wait:g} 秒内没有空闲的数据库连接：{account} 占用 {owned}/{self._share}，共 {open_}/{self._size}",
            f"no database connection became free in {self._wait:g} s: {account} holds {owned} of {self._share}, "
            f"all together {open_} of {self._size}",
        )

    def _shut(self) -> PoolExhausted:
        return PoolExhausted("数据库连接池已关闭", "the pool of database connections is closed")
