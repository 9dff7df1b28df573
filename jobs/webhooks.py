"""Webhooks beside other work: in the worker, and in a process that serves; every process may, each endpoint has one.

A relay's word wakes it; what nobody told of is looked for once a second. Each endpoint is served by a task of its own,
so that none waits for another's answers.
"""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, suppress
from uuid import UUID

import asyncpg

from alerts.endpoints import ready
from alerts.log import CHANNEL
from alerts.outgoing import Post, outgoing
from jobs.beside import Told, beside, logged
from jobs.delivering import deliver
from jobs.worker import Outcome, described
from tenants.errors import NotActive
from tenants.house import House
from tenants.registry import Tenant

LOG = logging.getLogger("tonghu.webhooks")
NAME = "webhooks.deliver"
LOOK = 1.0  # seconds between two looks at a tenant of which nothing was heard
TENANTS = 1.0  # seconds between two looks for new tenants, and between two words on the connection that listens
ANSWER = 5.0  # seconds in which the connection that listens must answer


def webhooks(house: House, told: Told | None = None) -> AbstractAsyncContextManager[None]:
    """Deliver events to endpoints while the block lasts; `told` hears of it, without it the log does, of troubles."""
    return beside(_always(house, told or logged(LOG)))


async def deliver_once(house: House) -> list[Outcome]:
    """Deliver what waits in each active tenant now; trouble with a tenant or an endpoint stops no other."""
    outcomes: list[Outcome] = []
    async with outgoing(house.outgoing_allow) as post:
        for tenant in await house.tenants():
            if tenant.active:
                try:
                    async with house.work(tenant) as work:
                        found = await ready(work)
                except Exception as error:  # noqa: BLE001 (one tenant's trouble must not stop the others; it is told)
                    outcomes.append(Outcome(tenant.code, NAME, 0, described(error)))
                    continue
                outcomes += await asyncio.gather(*(_delivered(house, post, tenant, one) for one in found))
    return outcomes


async def _always(house: House, told: Told) -> None:
    async with outgoing(house.outgoing_allow) as post:
        while True:
            try:
                connection = await house.apart()
                try:
                    await _listen(house, post, connection, told)
                finally:
                    connection.terminate()
            except Exception as error:  # noqa: BLE001 (whatever it was: without this nothing would be delivered any more)
                LOG.warning("推送中断，稍后重试 / webhooks were interrupted: %s", type(error).__name__)
            await asyncio.sleep(LOOK)


async def _listen(house: House, post: Post, connection: asyncpg.Connection, told: Told) -> None:
    """Keep a task for each active tenant, until the connection fails."""
    news: dict[str, asyncio.Event] = {}
    tasks: dict[str, asyncio.Task[None]] = {}

    def heard(_connection: object, _pid: int, _channel: str, schema: object) -> None:
        if event := news.get(str(schema)):
            event.set()

    await connection.add_listener(CHANNEL, heard)
    try:
        while True:
            for tenant in await house.tenants():
                if tenant.active and (tenant.schema not in tasks or tasks[tenant.schema].done()):
                    event = news[tenant.schema] = asyncio.Event()
                    tasks[tenant.schema] = asyncio.create_task(_serve(house, post, tenant, event, told))
            await asyncio.sleep(TENANTS)
            await connection.execute("SELECT 1", timeout=ANSWER)
    finally:
        await _end(tasks.values())


async def _serve(house: House, post: Post, tenant: Tenant, news: asyncio.Event, told: Told) -> None:
    """Serve one tenant's endpoints until it is closed."""
    tasks: dict[UUID, asyncio.Task[None]] = {}

    async def serve(endpoint: UUID) -> None:
        outcome = await _delivered(house, post, tenant, endpoint)
        if outcome.done:
            news.set()  # more may have come while it was held
        if outcome.done or outcome.fault:
            told([outcome])

    try:
        while True:
            news.clear()
            try:
                async with house.work(tenant) as work:
                    found = await ready(work)
            except NotActive:
                return
            except Exception as error:  # noqa: BLE001 (one tenant's trouble must not stop the others; it is told)
                told([Outcome(tenant.code, NAME, 0, described(error))])
                await asyncio.sleep(LOOK)
                continue
            tasks = {key: task for key, task in tasks.items() if not task.done()}
            for endpoint in found:
                if endpoint not in tasks:
                    tasks[endpoint] = asyncio.create_task(serve(endpoint))
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await news.wait()
    finally:
        await _end(tasks.values())


async def _delivered(house: House, post: Post, tenant: Tenant, endpoint: UUID) -> Outcome:
    try:
        return Outcome(tenant.code, NAME, await deliver(house, post, tenant, endpoint))
    except Exception as error:  # noqa: BLE001 (one endpoint's trouble must not stop the others; it is told)
        return Outcome(tenant.code, NAME, 0, described(error))


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """End tasks; what was being sent is not written down, and sent again by whoever comes next."""
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)
