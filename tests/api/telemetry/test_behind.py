"""What is behind is told by tenant and in numbers alone, and read no more often than every few seconds."""

from datetime import timedelta

import asyncpg

from alerts.outbox import announce
from alerts.sequence import sequence
from api.telemetry.behind import Behind
from api.telemetry.metrics import Metrics
from jobs.job import Job
from jobs.queue import put
from records.ids import uuid7
from tenants.counts import Counts
from tenants.house import House
from tenants.registry import Tenant


async def tell(house: House, tenant: Tenant) -> None:
    async with house.work(tenant) as work:
        await announce(work, "CHILD_REGISTERED", subject_kind="child", subject=uuid7(), division=tenant.division)


async def lines(behind: Behind) -> dict[str, float]:
    metrics = Metrics(lambda: Counts(60, 15, 0, 0, 0, {}))
    metrics.watch(behind)
    await behind.now()
    found = (line.rpartition(" ") for line in metrics.text().decode().splitlines() if line.startswith("tonghu_"))
    return {name.removeprefix("tonghu_"): float(value) for name, _, value in found}


async def test_tells_what_waits_and_for_how_long(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    await tell(house, fujian)
    await owner.execute("UPDATE t_fujian.outbox SET recorded_at = recorded_at - $1::interval", timedelta(seconds=30))
    async with house.work(fujian) as work:
        await sequence(work)
    for tenant, times in ((fujian, 2), (jilin, 1)):
        for _ in range(times):
            await tell(house, tenant)
    await owner.execute("UPDATE t_jilin.outbox SET recorded_at = recorded_at - $1::interval", timedelta(seconds=90))
    lanes = {"one": "slow", "other": "slow"}
    await put(house, [Job("one", "fujian"), Job("other", "fujian"), Job("one", "jilin")], lanes)
    await owner.execute("UPDATE jobs.pgqueuer SET status = 'failed' WHERE dedupe_key = 'fujian one'")
    await owner.execute("UPDATE jobs.pgqueuer SET execute_after = now() - interval '7 minutes'")
    told = await lines(Behind(house))
    assert (told['outbox_waiting{tenant="fujian"}'], told['outbox_waiting{tenant="jilin"}']) == (2, 1)
    assert told['outbox_lag_seconds{tenant="fujian"}'] < 30
    assert 90 <= told['outbox_lag_seconds{tenant="jilin"}'] < 150
    assert 30 <= told['relay_lag_seconds{tenant="fujian"}'] < 90
    assert told['relay_lag_seconds{tenant="jilin"}'] == 0
    assert (told['jobs_held{tenant="fujian"}'], told['jobs_held{tenant="jilin"}']) == (1, 0)
    assert (told['jobs_waiting{tenant="fujian"}'], told['jobs_waiting{tenant="jilin"}']) == (1, 1)
    assert 420 <= told['job_age_seconds{tenant="fujian"}'] < 480


async def test_many_who_ask_at_once_cost_one_reading(house: House, fujian: Tenant) -> None:
    behind = Behind(house)
    first = await behind.now()
    await tell(house, fujian)
    assert all([await behind.now() is first for _ in range(20)])


async def test_tells_nothing_that_it_cannot_read(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    await put(house, [Job("one", fujian.code)], {"one": "slow"})
    await owner.execute("ALTER TABLE t_fujian.outbox RENAME TO gone")
    told = await lines(Behind(house))
    assert [name for name in told if name.startswith("outbox_waiting")] == ['outbox_waiting{tenant="jilin"}']
    assert told['deliveries_due{tenant="jilin"}'] == 0
    assert told['jobs_waiting{tenant="fujian"}'] == 1
