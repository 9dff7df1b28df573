"""Rounds of what goes by the clock: an entry of the schedule for a tenant, one tenant's trouble stopping no other."""

from collections.abc import Iterable

from jobs.job import Job
from jobs.outcome import Outcome, described
from jobs.queue import ended
from jobs.schedule import SCHEDULE, Entry
from tenants.house import House
from tenants.registry import Tenant

# One at a time, whoever began it: a worker, one that was taken for dead, or a command. The bounds of a process that
# serves, on statements and on what is worked out between two, are not meant for these; and a statement of a dead
# process ends soon after it.
_TURN = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = '10min';
SET LOCAL client_connection_check_interval = '2s';
SELECT pg_advisory_xact_lock(hashtextextended('round {schema} {entry}', 0))
"""


async def go_through(house: House, entries: Iterable[Entry] = SCHEDULE) -> list[Outcome]:
    """Do each entry for each active tenant once, each in transactions of its own."""
    tenants = [tenant for tenant in await house.tenants() if tenant.active]
    return [await _tried(house, tenant, entry) for entry in entries for tenant in tenants]


async def do(house: House, tenant: Tenant, entry: Entry) -> int:
    """Go through one entry for one tenant; gives the rows it touched.

    Two that do the same take turns, part by part. Raises what the action raises, and as `House.work` does.
    """
    done = 0
    while True:
        async with house.work(tenant, behind=True) as unit:
            await unit.connection.execute(_TURN.format(schema=tenant.schema, entry=entry.name))
            touched = await entry.action(unit)
        done += touched
        if entry.full is None or touched < entry.full:
            return done


async def _tried(house: House, tenant: Tenant, entry: Entry) -> Outcome:
    try:
        done = await do(house, tenant, entry)
        await ended(house, Job(entry.name, tenant.code))
    except Exception as error:  # noqa: BLE001 (whatever stops one tenant must not stop the others; it is told)
        return Outcome(tenant.code, entry.name, 0, described(error))
    return Outcome(tenant.code, entry.name, done)
