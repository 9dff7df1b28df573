"""The worker: goes through the schedule for every active tenant, and lets nobody's trouble stop the others."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

import asyncpg

from jobs.schedule import SCHEDULE, Entry
from tenants.errors import TenancyError
from tenants.house import House
from tenants.registry import Tenant

TICK = 0.25
PACE = 5.0  # seconds between two rounds of what is of no tenant


@dataclass(frozen=True)
class Outcome:
    """What one entry did for one tenant: rows touched, or the fault that stopped it (no data of any row in it)."""

    tenant: str
    entry: str
    done: int
    fault: str | None = None


async def go_through(house: House, entries: Iterable[Entry] = SCHEDULE) -> list[Outcome]:
    """Do each entry for each active tenant once, each in transactions of its own."""
    tenants = [tenant for tenant in await house.tenants() if tenant.active]
    return [await _do(house, tenant, entry) for entry in entries for tenant in tenants]


async def work(
    house: House,
    lock: asyncpg.Connection,
    stop: asyncio.Event,
    told: Callable[[Sequence[Outcome]], object],
    entries: Sequence[Entry] = SCHEDULE,
    besides: Callable[[], Awaitable[list[Outcome]]] | None = None,
) -> None:
    """Go through the schedule again and again until `stop` is set; `told` hears of every round that did something.

    `besides` is done every 5 seconds, and is of no tenant.

    Raises asyncpg's error when the connection that holds the lock is lost: another worker may be at work by then.
    """
    due = dict.fromkeys(entries, float("-inf"))
    then = float("-inf")
    while not stop.is_set():
        await lock.execute("SELECT 1")
        now = time.monotonic()
        ripe = [entry for entry in entries if now >= due[entry]]
        for entry in ripe:
            due[entry] = now + entry.every
        outcomes = [outcome for outcome in await go_through(house, ripe) if outcome.done or outcome.fault]
        if besides is not None and now >= then:
            then = now + PACE
            outcomes += await besides()
        if outcomes:
            told(outcomes)
        try:
            async with asyncio.timeout(TICK):
                await stop.wait()
        except TimeoutError:
            continue


async def _do(house: House, tenant: Tenant, entry: Entry) -> Outcome:
    done = 0
    try:
        while True:
            async with house.work(tenant) as unit:
                touched = await entry.action(unit)
            done += touched
            if entry.full is None or touched < entry.full:
                return Outcome(tenant.code, entry.name, done)
    except Exception as error:  # noqa: BLE001 (whatever stops one tenant must not stop the others; it is told)
        return Outcome(tenant.code, entry.name, done, described(error))


def described(error: Exception) -> str:
    """Say what went wrong without the values that a database's message may quote."""
    if isinstance(error, TenancyError):
        return str(error)
    if isinstance(error, asyncpg.PostgresError):
        return f"{type(error).__name__} ({error.sqlstate})"
    return type(error).__name__
