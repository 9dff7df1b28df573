"""What processes do all the time, a task for each tenant; where one is to do it, one leads, and another takes over.

Whoever holds a tenant's advisory lock leads; the lock ends with the connection that holds it, so another process takes
over within seconds of one that died. For the moment in which a connection is being lost there may be two.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import asyncpg

from tenants.house import House
from tenants.registry import Tenant

LOG = logging.getLogger("tonghu.leading")
AGAIN = 1.0  # seconds until a lost connection is opened again
LEAD = 1.0  # seconds between two tries for the locks of tenants that others lead
ANSWER = 5.0  # seconds in which the connection that holds the locks must answer

Serve = Callable[[Tenant, asyncio.Event], Awaitable[None]]

_LOCK = "SELECT s FROM unnest($2::text[]) s WHERE pg_try_advisory_lock(hashtextextended($1::text || ' ' || s, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended($1::text || ' ' || $2::text, 0))"


async def lead(house: House, what: str, serve: Serve, *, channel: str | None = None, shared: bool = False) -> None:
    """Run `serve(tenant, news)` for every active tenant that no other process leads in `what`, until cancelled.

    `news` is set whenever the tenant's schema is said on `channel`. A tenant whose `serve` came back is led again
    when its turn comes, here or elsewhere. `shared`: for all active tenants, whoever else serves them.
    """
    while True:
        try:
            connection = await house.apart()
            try:
                await _lead(house, connection, what, serve, channel, shared=shared)
            finally:
                connection.terminate()
        except Exception as error:  # noqa: BLE001 (whatever it was: without a leader nothing would be done any more)
            LOG.warning("%s 中断，稍后重试 / interrupted, tried again soon: %s", what, type(error).__name__)
        await asyncio.sleep(AGAIN)


async def _lead(
    house: House, connection: asyncpg.Connection, what: str, serve: Serve, channel: str | None, *, shared: bool
) -> None:
    """Hold the locks that can be had, or need none, with a task for each tenant, until the connection fails."""
    news: dict[str, asyncio.Event] = {}
    tasks: dict[str, asyncio.Task[None]] = {}

    def heard(_connection: object, _pid: int, _channel: str, schema: object) -> None:
        if event := news.get(str(schema)):
            event.set()

    if channel is not None:
        await connection.add_listener(channel, heard)
    try:
        while True:
            for schema in [schema for schema, task in tasks.items() if task.done()]:
                del tasks[schema]
                if not shared:
                    await connection.execute(_UNLOCK, what, schema, timeout=ANSWER)
            free = {one.schema: one for one in await house.tenants() if one.active and one.schema not in tasks}
            held = await connection.fetch(_LOCK, what, list(free), timeout=ANSWER) if not shared else zip(free)
            for (schema,) in held:
                event = news[schema] = asyncio.Event()
                tasks[schema] = asyncio.ensure_future(serve(free[schema], event))
            await asyncio.sleep(LEAD)
            await connection.execute("SELECT 1", timeout=ANSWER)
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
