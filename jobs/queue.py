"""The queue: what is to be done for a tenant, in pgqueuer's tables of the schema `jobs`, shared by all workers.

The platform's login puts and takes jobs. A job names its kind, its tenant and a key, and nothing of any person.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel
from pgqueuer.ports.driver import Driver

from jobs.job import Job
from tenants.house import House

# Every name is given here: what is left out pgqueuer would read from the surroundings (`FUNCTION`, `TRIGGER`, ...).
SETTINGS = DBSettings(
    prefix="",
    db_schema="jobs",
    channel=Channel("tonghu_jobs"),
    function="fn_pgqueuer_changed",
    trigger="tg_pgqueuer_changed",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    statistics_table="pgqueuer_statistics",
    schedules_table="pgqueuer_schedules",
    durability=Durability.durable,
)
CONNECTIONS = 4  # of one lane of a worker: one hears, the others take jobs and note their ends
HELD = 600.0  # seconds after which a job that failed for good is put again, if it is still wanted


def queries(driver: Driver) -> Queries:
    """Give pgqueuer's statements on our tables."""
    return Queries(
        driver,
        qbe=QueryBuilderEnvironment(SETTINGS),
        qbq=QueryQueueBuilder(SETTINGS),
        qbs=QuerySchedulerBuilder(SETTINGS),
    )


@asynccontextmanager
async def connected(house: House) -> AsyncIterator[Queries]:
    """Give pgqueuer's statements on connections of their own, as the platform; all are closed at the end."""

    async def connect(*_: object, **__: object) -> asyncpg.Connection:
        connection = await house.apart()
        await connection.execute("SET idle_session_timeout = 0")
        return connection

    async def reset(_: asyncpg.Connection) -> None:
        """Leave a connection as it is: nothing is set on it but the above."""

    pool = await asyncpg.create_pool(connect=connect, reset=reset, min_size=0, max_size=CONNECTIONS)
    try:
        yield queries(AsyncpgPoolDriver(pool))
    finally:
        pool.terminate()


# A round that ended in a time to come was noted before the server's clock was set back.
_WANTED = """
SELECT asked.place FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[])
    WITH ORDINALITY AS asked (name, tenant, entry, every, place)
LEFT JOIN platform.job_rounds round ON round.tenant = asked.tenant AND round.entry = asked.entry
WHERE NOT coalesce(
    round.finished_at > now() - make_interval(secs => asked.every) AND round.finished_at <= now(), false)
AND NOT EXISTS (
    SELECT FROM jobs.pgqueuer job WHERE job.dedupe_key = asked.name AND (
        job.status IN ('queued', 'picked')
        OR job.status = 'failed' AND job.updated > now() - make_interval(secs => greatest(asked.every, $5))))
ORDER BY asked.place
"""
_RELEASE = "DELETE FROM jobs.pgqueuer WHERE dedupe_key = $1 AND status = 'failed'"
_ROUND = """
INSERT INTO platform.job_rounds (tenant, entry, finished_at) VALUES ($1, $2, clock_timestamp())
ON CONFLICT (tenant, entry) DO UPDATE SET finished_at = excluded.finished_at
"""
# What went wrong stays for those who look into it.
_PRUNE = """
DELETE FROM jobs.pgqueuer_log WHERE id IN (
    SELECT line.id FROM jobs.pgqueuer_log line
    WHERE line.created < now() - CASE WHEN line.traceback IS NULL THEN interval '1 hour' ELSE interval '30 days' END
    AND NOT EXISTS (SELECT FROM jobs.pgqueuer job WHERE job.id = line.job_id)
    LIMIT $1 FOR UPDATE SKIP LOCKED)
"""
PART = 10_000


async def put(house: House, asked: Sequence[Job], lanes: Mapping[str, str]) -> int:
    """Put the jobs into the queue whose time has come and that do not wait or run there already; gives how many.

    `lanes` names each kind's lane. A job that failed for good rests for `HELD` seconds, or for its own pause if that
    is longer.
    """
    async with house.platform() as platform:
        places = await platform.connection.fetch(
            _WANTED,
            [job.name for job in asked],
            [job.tenant for job in asked],
            [job.kind for job in asked],
            [job.every for job in asked],
            HELD,
        )
        wanted = [asked[row["place"] - 1] for row in places]
        if not wanted:
            return 0
        made = await queries(AsyncpgDriver(platform.connection)).enqueue(
            [stand(lanes[job.kind], job.tenant) for job in wanted],
            [job.name.encode() for job in wanted],
            [0] * len(wanted),
            dedupe_key=[job.name for job in wanted],
            on_conflict="skip",
        )
        return sum(key is not None for key in made)


def stand(lane: str, tenant: str) -> str:
    """Name the place in line of a tenant's jobs: what pgqueuer calls their entrypoint."""
    return f"{lane} {tenant}"


async def ended(house: House, job: Job) -> None:
    """Note that a job was done: the round of its kind has ended, and what failed of its name before is over."""
    async with house.platform() as platform:
        await platform.connection.execute(_ROUND, job.tenant, job.kind)
        await platform.connection.execute(_RELEASE, job.name)


async def release(house: House, job: Job) -> None:
    """Forget what failed of a job's name before."""
    async with house.platform() as platform:
        await platform.connection.execute(_RELEASE, job.name)


async def prune(house: House) -> int:
    """Forget what is noted of jobs that were done an hour ago, and of failures after 30 days; gives how many lines."""
    gone = 0
    while True:
        async with house.platform() as platform:
            words = await platform.connection.execute(_PRUNE, PART)
        part = int(words.rpartition(" ")[2])
        gone += part
        if part < PART:
            return gone
