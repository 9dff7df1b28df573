"""The relay: numbers events as soon as they are committed, one process at a time for each tenant (`tenants.leading`).

Any number of processes may run it. Two at once, while a connection is being lost, do no harm: numbering is one after
the other by itself (`alerts.sequence`).
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from alerts.log import newest
from alerts.outbox import CHANNEL
from alerts.sequence import BATCH, sequence
from tenants.errors import NotActive
from tenants.house import House
from tenants.leading import lead
from tenants.registry import Tenant

if TYPE_CHECKING:
    from alerts.publisher import Publisher

LOOK = 1.0  # seconds between two looks into an outbox of which nothing was heard

Told = Callable[[str, int, Exception | None], object]


async def relay(house: House, told: Told = lambda *_: None, nats_url: str | None = None) -> None:
    """Number the events of every active tenant that no other process leads, until cancelled.

    `told(tenant, events, error)` hears of each tenant's work and trouble; with `nats_url` so do other processes.
    """
    publisher = None
    if nats_url is not None:
        from alerts.publisher import Publisher  # the client of NATS takes 2 MB

        publisher = Publisher(house, nats_url)

    async def serve(tenant: Tenant, news: asyncio.Event) -> None:
        await _relay(house, tenant, news, told, publisher)

    async with asyncio.TaskGroup() as group:
        if publisher is not None:
            group.create_task(publisher.run())
        await lead(house, "relay", serve, channel=CHANNEL)


async def _relay(house: House, tenant: Tenant, news: asyncio.Event, told: Told, publisher: "Publisher | None") -> None:
    """Number one tenant's events until it is closed."""
    while True:
        news.clear()
        try:
            async with house.work(tenant, behind=True) as work:
                done = await sequence(work)
                numbered = await newest(work, done) if done and publisher is not None else []
        except NotActive:
            return
        except Exception as error:  # noqa: BLE001 (one tenant's trouble must not stop the others; it is told)
            told(tenant.code, 0, error)
            await asyncio.sleep(LOOK)
            continue
        if publisher is not None:
            publisher.tell(tenant, numbered)
        if done:
            told(tenant.code, done, None)
        if done < BATCH:
            try:
                async with asyncio.timeout(LOOK):
                    await news.wait()
            except TimeoutError:
                continue
