"""A worker, alone or beside other work: asks what is due, does the jobs of every lane, and seals the trails."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from jobs.beside import Told, logged
from jobs.job import Job
from jobs.kinds import LANES, Jobs
from jobs.outcome import Outcome, described
from jobs.queue import prune, put
from jobs.runner import Runner
from jobs.schedule import SEAL
from jobs.worker import do
from tenants.errors import NotActive
from tenants.house import House
from tenants.leading import lead
from tenants.registry import Tenant

LOG = logging.getLogger("tonghu.jobs")
TICK = 1.0  # seconds between two looks at what is due
PRUNE = 600.0  # seconds between two looks for what need not be known of jobs any more


@asynccontextmanager
async def working(house: House, jobs: Jobs, told: Told | None = None) -> AsyncIterator[None]:
    """Do what happens later while the block lasts, any number of processes at once.

    `told` hears of it; without it the log does, of faults alone. At the end jobs that are under way get some seconds,
    and are handed back then.
    """
    told = told or logged(LOG)
    kinds = {kind.name: kind for kind in jobs.kinds}
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(_ask(house, jobs, stop))
        for lane in LANES:
            group.create_task(Runner(house, lane, kinds, told).run(stop))
        sealing = group.create_task(_seal(house, told))
        try:
            yield
        finally:
            stop.set()
            sealing.cancel()


async def _ask(house: House, jobs: Jobs, stop: asyncio.Event) -> None:
    """Put into the queue what is due."""
    lanes = {kind.name: kind.lane.name for kind in jobs.kinds}
    due, pruned = dict.fromkeys(jobs.sources, float("-inf")), float("-inf")
    while not stop.is_set():
        found: list[Job] = []
        for source in [source for source, at in due.items() if at <= time.monotonic()]:
            try:
                found += await source.find(house)
                due[source] = time.monotonic() + source.every
            except Exception as error:  # noqa: BLE001 (one source's trouble must not stop the others; it is told)
                LOG.warning("未能查明待办任务 / what is due could not be found: %s", described(error))
        try:
            await put(house, found, lanes)
            if pruned <= time.monotonic():
                await prune(house)
                pruned = time.monotonic() + PRUNE
        except Exception as error:  # noqa: BLE001 (whatever the queue has, it is tried again)
            LOG.warning("未能安排任务，稍后重试 / nothing was put into the queue: %s", described(error))
        with suppress(TimeoutError):
            async with asyncio.timeout(TICK):
                await stop.wait()


async def _seal(house: House, told: Told) -> None:
    async def serve(tenant: Tenant, _news: asyncio.Event) -> None:
        while True:
            try:
                done, fault = await do(house, tenant, SEAL), None
            except NotActive:
                return
            except Exception as error:  # noqa: BLE001 (one tenant's trouble must not stop the others; it is told)
                done, fault = 0, described(error)
            if done or fault:
                told([Outcome(tenant.code, SEAL.name, done, fault)])
            await asyncio.sleep(SEAL.every)

    await lead(house, "seal", serve)
