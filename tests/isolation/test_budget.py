"""All provinces at once, in two processes: the server never sees more connections than the budgets allow."""

import asyncio
import json
from contextlib import suppress

import pytest

from tenants.logins import connect
from tenants.provinces import PROVINCES
from tenants.provision import onboard
from tests.support.children import begin, kill
from tests.support.places import MASTER_KEY, settle

BUDGET = 20

WORKER = """
import asyncio, json, sys
from sqlalchemy import text
from tenants.registry import Login
from tests.support.places import open_house

async def main():
    async with open_house(sys.argv[1], pool_size=int(sys.argv[2])) as house:
        tenants = await house.tenants()
        done = 0

        async def one(tenant, login):
            nonlocal done
            async with house.work(tenant, login=login, scope="{(,)}") as work:
                await work.value(text("select pg_sleep(0.02)"))
            await house.read(tenant, login, f"select count(*) from {tenant.schema}.child", [])
            done += 1

        print("ready", flush=True)
        for _ in range(2):
            await asyncio.gather(*(one(tenant, login) for tenant in tenants for login in Login))
        counts = house.counts()
        print(json.dumps({"done": done, "open": counts.open, "owners": counts.owners}), flush=True)

asyncio.run(main())
"""


@pytest.fixture
async def country(empty: str) -> str:
    """A database with all 34 provinces as tenants."""
    await settle(empty, [])
    owner = await connect(empty)
    await owner.executemany(
        "INSERT INTO platform.divisions (code, name, level, source, verified)"
        " VALUES ($1, $2, 'PROVINCE', 'test', true) ON CONFLICT DO NOTHING",
        [(number * 10**10, name) for name, number in PROVINCES.items()],
    )
    await owner.close()
    for code in PROVINCES:
        await onboard(empty, master_key=MASTER_KEY, code=code)
    return empty


async def test_34_tenants_in_two_processes_stay_within_their_budgets(country: str) -> None:
    watcher = await connect(country)
    # Autovacuum's workers have no user.
    sql = "select count(*) from pg_stat_activity where datname = current_database() and usename is not null"
    before = await watcher.fetchval(sql)
    workers = [begin(WORKER, country, str(BUDGET)) for _ in range(2)]
    seen, over = [], asyncio.Event()

    async def watch() -> None:
        while not over.is_set():
            seen.append(await watcher.fetchval(sql) - before)
            await asyncio.sleep(0.005)

    watching = asyncio.create_task(watch())
    try:
        for worker in workers:
            output, errors = await asyncio.to_thread(worker.communicate, timeout=120)
            assert worker.returncode == 0, errors
            told = json.loads(output.splitlines()[-1])
            assert told["done"] == 2 * 3 * len(PROVINCES)
            assert told["open"] <= BUDGET
            assert max(told["owners"].values()) <= BUDGET // 4
    finally:
        for worker in workers:
            with suppress(ProcessLookupError):
                kill(worker)
        over.set()
        await watching
        await watcher.close()
    assert BUDGET < max(seen) <= 2 * BUDGET
