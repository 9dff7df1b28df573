"""Webhooks beside other work: in the worker, and in a process that serves; every process may, each endpoint has one.

A relay's word wakes it; what nobody told of is looked for once a second. Each endpoint is served by a task of its own,
so that none waits for another's answers.
"""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, suppress
from uuid import UUID

from alerts.endpoints import ready
from alerts.log import CHANNEL
from alerts.outgoing import Post, outgoing
from jobs.beside import Told, beside, logged
from jobs.delivering import deliver
from jobs.outcome import Outcome, described
from tenants.errors import NotActive
from tenants.house import House
from tenants.leading import lead
from tenants.registry import Tenant

LOG = logging.getLogger("tonghu.webhooks")
NAME = "webhooks.deliver"
LOOK = 1.0  # seconds between two looks at a tenant of which nothing was heard


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
                    async with house.work(tenant, behind=True) as work:
                        found = await ready(work)
                except Exception as error:  # noqa: BLE001 (one tenant's trouble must not stop the others; it is told)
                    outcomes.append(Outcome(tenant.code, NAME, 0, described(error)))
                    continue
                outcomes += await asyncio.gather(*(_delivered(house, post, tenant, one) for one in found))
    return outcomes


async def _always(house: House, told: Told) -> None:
    async with outgoing(house.outgoing_allow) as post:

        async def serve(tenant: Tenant, news: asyncio.Event) -> None:
            await _serve(house, post, tenant, news, told)

        await lead(house, "webhooks", serve, channel=CHANNEL, shared=True)


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
                async with house.work(tenant, behind=True) as work:
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
