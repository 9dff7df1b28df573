"""The relay: numbers events as soon as they are committed, one process at a time for each tenant (`tenants.leading`).

Any number of processes may run it. Two at once, while a connection is being lost, do no harm: numbering is one after
the other by itself (`alerts.sequence`).
"""

import asyncio
from collections.abc import Callable

from alerts.outbox import CHANNEL
from alerts.sequence import BATCH, sequence
from tenants.errors import NotActive
from tenants.house import House
from tenants.leading import lead
from tenants.registry import Tenant

LOOK = 1.0  # seconds between two looks into an outbox of which nothing was heard

Told = Callable[[str, int, Exception | None], object]


async def relay(house: House, told: Told = lambda *_: None) -> None:
    """Number the events of every active tenant that no other process leads, until cancelled.

    `told(tenant, events, error)` hears of each tenant's work and trouble.
    """

    async def serve(tenant: Tenant, news: asyncio.Event) -> None:
        await _relay(house, tenant, news, told)

    await lead(house, "relay", serve, channel=CHANNEL)


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
