"""How the queue stands: what waits and for how long, and what failed for good, by tenant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.job import Job
from tenants.house import House
from tenants.registry import Tenant

_STANDING = """
SELECT split_part(dedupe_key, ' ', 1) AS tenant,
    count(*) FILTER (WHERE status <> 'failed') AS waiting,
    greatest(extract(epoch FROM now() - min(execute_after) FILTER (WHERE status = 'queued')), 0)::float8 AS late,
    count(*) FILTER (WHERE status = 'failed') AS held
FROM jobs.pgqueuer GROUP BY 1 ORDER BY 1
"""
_HELD = """
SELECT job.dedupe_key AS name, job.updated AS since, (
    SELECT line.traceback ->> 'exception_message' FROM jobs.pgqueuer_log line
    WHERE line.job_id = job.id AND line.status = 'failed' ORDER BY line.created DESC LIMIT 1
) AS fault
FROM jobs.pgqueuer job WHERE job.status = 'failed' ORDER BY 1
"""
_AGO = """
SELECT asked.entry, extract(epoch FROM now() - coalesce(round.finished_at, tenant.created_at))::float8 AS ago
FROM platform.tenants tenant CROSS JOIN unnest($2::text[]) AS asked (entry)
LEFT JOIN platform.job_rounds round ON round.tenant = tenant.code AND round.entry = asked.entry
WHERE tenant.code = $1
"""


@dataclass(frozen=True)
class Standing:
    """A tenant's jobs that wait or are being done, those that are held, and the seconds the first is late."""

    tenant: str
    waiting: int
    late: float
    held: int


@dataclass(frozen=True)
class Held:
    """A job that failed for good, since when, and the name of the fault."""

    job: Job
    since: datetime
    fault: str | None


async def standing(house: House) -> Sequence[Standing]:
    """Tell how the jobs stand of each tenant that has any. Raises as `House.platform` does."""
    async with house.platform() as platform:
        return [Standing(**row) for row in await platform.connection.fetch(_STANDING)]


async def held(house: House) -> Sequence[Held]:
    """Give the jobs that failed for good, in the order of their names. Raises as `House.platform` does."""
    async with house.platform() as platform:
        rows = await platform.connection.fetch(_HELD)
    return [Held(Job.named(row["name"]), row["since"], row["fault"]) for row in rows]


async def rounds_ago(house: House, tenant: Tenant, entries: Iterable[str]) -> dict[str, float]:
    """Tell how many seconds ago a tenant's last round of each entry (its name) ended; of none, since one could be."""
    async with house.platform() as platform:
        rows = await platform.connection.fetch(_AGO, tenant.code, list(entries))
    return {row["entry"]: row["ago"] for row in rows}
