"""The relay: numbers events as soon as they are committed, one process at a time for each tenant.

Any number of processes may run it. Whoever holds a tenant's advisory lock does its work; the lock ends with the
connection that holds it, so another takes over within seconds of a process that died. Two at once, while a connection
is being lost, do no harm: numbering is one after the other by itself (`alerts.sequence`).
"""

import asyncio
import logging
from collections.abc import Callable

import asyncpg

from alerts.outbox import CHANNEL
from alerts.sequence import BATCH, sequence
from tenants.errors import NotActive, TenancyError
from tenants.house import House
from tenants.registry import Tenant

LOG = logging.getLogger("tonghu.relay")
LOOK = 1.0  # seconds between two looks into an outbox of which nothing was heard
LEAD = 2.0  # seconds between two tries for the locks of tenants that others lead
ANSWER = 5.0  # seconds in which the connection that holds the locks must answer

Told = Callable[[str, int, Exception | None], object]


async def relay(house: House, told: Told = lambda *_: None) -> None:
    """Number the events of every active tenant that no other process leads, until cancelled.

    `told(tenant, events, error)` hears of each tenant's work and trouble.
    """
    while True:
        try:
            connection = await house.apart()
            try:
                await _lead(house, connection, told)
            finally:
                connection.terminate()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TenancyError) as error:
            LOG.warning("事件转发中断，稍后重试 / the relay was interrupted: %s", type(error).__name__)
        await asyncio.sleep(LOOK)


async def _lead(house: House, connection: asyncpg.Connection, told: Told) -> None:
    """Hold the locks that can be had, with a task for each tenant, until the connection fails."""
    news: dict[str, asyncio.Event] = {}
    tasks: dict[str, asyncio.Task[None]] = {}

    def heard(_connection: object, _pid: int, _channel: str, schema: object) -> None:
        if event := news.get(str(schema)):
            event.set()

    await connection.add_listener(CHANNEL, heard)
    try:
        while True:
            for schema in [schema for schema, task in tasks.items() if task.done()]:
                del tasks[schema]
                await connection.execute(_UNLOCK, _lock(schema), timeout=ANSWER)
            for tenant in await house.tenants():
                if tenant.active and tenant.schema not in tasks and await _locked(connection, tenant):
                    event = news[tenant.schema] = asyncio.Event()
                    tasks[tenant.schema] = asyncio.create_task(_relay(house, tenant, event, told))
            await asyncio.sleep(LEAD)
            await connection.execute("SELECT 1", timeout=ANSWER)
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


_LOCK = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended($1, 0))"


def _lock(schema: str) -> str:
    return f"relay {schema}"


async def _locked(connection: asyncpg.Connection, tenant: Tenant) -> bool:
    got: bool = await connection.fetchval(_LOCK, _lock(tenant.schema), timeout=ANSWER)
    return got


async def _relay(house: House, tenant: Tenant, news: asyncio.Event, told: Told) -> None:
    """Number one tenant's events until it is closed."""
    while True:
        news.clear()
        try:
            async with house.work(tenant) as work:
                done = await sequence(work)
        except NotActive:
            return
        except Exception as error:  # noqa: BLE001 (one tenant's trouble must not stop the others; it is told)
            told(tenant.code, 0, error)
            await asyncio.sleep(LOOK)
            continue
        if done:
            told(tenant.code, done, None)
        if done < BATCH:
            try:
                async with asyncio.timeout(LOOK):
                    await news.wait()
            except TimeoutError:
                continue
