"""A lane of a worker: takes jobs out of the queue, does them, and hands them back when the worker ends before them."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

import asyncpg
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain import models
from pgqueuer.domain.errors import RetryRequested

from jobs.beside import Told
from jobs.job import Job
from jobs.kinds import Kind, Lane
from jobs.outcome import Outcome, described
from jobs.queue import SETTINGS, connected, ended, release, stand
from tenants.errors import NotActive, TenancyError, Unreachable
from tenants.house import House

LOG = logging.getLogger("tonghu.jobs")
LOOK = timedelta(seconds=1)  # between two looks at a queue of which nothing was heard
DEAD = timedelta(seconds=6)  # without a sign of life from whoever does a job, another takes it
GRACE = 5.0  # seconds that jobs get to end when their worker does
AGAIN = 1.0  # seconds until a lost connection is opened again
PATIENCE = 30  # tries, one a second, for which a job waits for a database that went away


class JobFailed(Exception):
    """A job failed for good; the message is the fault's name, and quotes no row."""


class Runner:
    """Does the jobs of a lane until it is stopped; `told` hears of what was done and of each fault."""

    def __init__(self, house: House, lane: Lane, kinds: Mapping[str, Kind], told: Told) -> None:
        self._house, self._lane, self._kinds, self._told = house, lane, kinds, told
        self._running: set[asyncio.Task[None]] = set()
        self._ending = False

    async def run(self, stop: asyncio.Event) -> None:
        """Do jobs until `stop` is set, through any loss of connections; what is under way then gets `GRACE` seconds."""
        while not stop.is_set():
            try:
                await self._run(stop)
            except Exception as error:  # noqa: BLE001 (whatever the queue or its connections had, it is tried again)
                LOG.warning("任务队列中断，稍后重试 / the queue was lost for a moment: %s", type(error).__name__)
                with suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN):
                        await stop.wait()

    async def _run(self, stop: asyncio.Event) -> None:
        async with connected(self._house) as queries:
            manager = QueueManager(queries, channel=SETTINGS.channel)
            manager.min_dequeue_poll_interval = LOOK
            minding = asyncio.create_task(self._mind(manager, stop))
            try:
                await manager.run(
                    dequeue_timeout=LOOK,
                    batch_size=max(1, self._lane.slots // 4),
                    max_concurrent_tasks=self._lane.slots,
                    heartbeat_timeout=DEAD,
                    shutdown_on_listener_failure=True,
                    log_aggregation_interval=timedelta(0),
                )
            finally:
                minding.cancel()
                await asyncio.wait([minding])

    async def _mind(self, manager: QueueManager, stop: asyncio.Event) -> None:
        """Let the manager know of every tenant, and of the end."""
        known: set[str] = set()
        while not stop.is_set():
            with suppress(TenancyError, asyncpg.PostgresError):
                for code in {tenant.code for tenant in await self._house.tenants()} - known:
                    place = stand(self._lane.name, code)
                    manager.entrypoint(place, concurrency_limit=self._lane.each, on_failure="hold")(self._take)
                    known.add(code)
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN):
                    await stop.wait()
        self._ending = True
        manager.shutdown.set()
        await asyncio.sleep(GRACE)
        for task in self._running:
            task.cancel()

    async def _take(self, taken: models.Job) -> None:
        """Do a job that was taken out of the queue. Raises `RetryRequested` or `JobFailed`, without what led to it."""
        job = Job.named((taken.payload or b"").decode())
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (a coroutine is run by a task)
        self._running.add(task)
        failed: Exception
        try:
            done = await self._done(job)
        except asyncio.CancelledError:
            if not self._ending:
                raise
            task.uncancel()
            failed = RetryRequested(timedelta(0), "its worker ended")
        except Exception as error:  # noqa: BLE001 (whatever stops one job must not stop the others; it is told)
            failed = await self._failed(job, taken.attempts, described(error))
        else:
            if done:
                self._told([Outcome(job.tenant, job.kind, done)])
            return
        finally:
            self._running.discard(task)
        raise failed

    async def _done(self, job: Job) -> int:
        """Do a job; a database that went away is waited for, since nothing could be noted there either."""
        tries = 0
        while True:
            try:
                tenant = await self._house.tenant(job.tenant)
                if tenant is None:
                    return 0
                done = await self._kinds[job.kind].do(self._house, tenant, job.key)
                await ended(self._house, job)
                return done
            except NotActive:
                return 0
            except Unreachable:
                tries += 1
                if tries == PATIENCE:
                    raise
                await asyncio.sleep(AGAIN)

    async def _failed(self, job: Job, attempts: int, fault: str) -> Exception:
        self._told([Outcome(job.tenant, job.kind, 0, fault)])
        delays = self._kinds[job.kind].delays if job.kind in self._kinds else ()
        if attempts < len(delays):
            return RetryRequested(timedelta(seconds=delays[attempts]), fault)
        with suppress(TenancyError, asyncpg.PostgresError):
            await release(self._house, job)
        return JobFailed(fault)
