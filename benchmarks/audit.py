"""What the trail costs: reads with and without it, writers beside the sealer and without it; rows of RESULTS.md.

    uv run python benchmarks/audit.py [--children 20000] [--seconds 10] [--data-dir FOLDER]

Starts PostgreSQL on a folder of its own (on disk, commits flushed), onboards fujian and writes children by plain SQL.
Reads go through `schema.execute.answer` in this process, three single children to one list of twenty, 16 and 64 at a
time; with and without the trail take turns, so that both meet the same machine. Writers are 32 at a time, each
transaction writes one row of the trail; the sealer runs every half second, as the worker does it.
"""

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.forgetful import Forgetful
from care.actions.onboard_tenant import onboard_tenant
from care.divisions.load import load
from care.divisions.scope import multirange
from policies.audit import audit
from policies.caller import Caller
from policies.local import local_caller
from policies.seal import BATCH, prove, seal
from records.ids import uuid7
from schema.execute import answer
from tenants import embedded
from tenants.house import House
from tenants.registry import Tenant
from tenants.upgrade import upgrade_platform

MASTER_KEY = b"a benchmark's key, 32 bytes long"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FUJIAN, COUNTY = 350000000000, 350102000000
SETTINGS = {"shared_buffers": "512MB", "max_connections": "300", "synchronous_commit": "on"}
POOL = 400  # one tenant may hold a quarter
ROUNDS = 4
FILL = """
INSERT INTO t_fujian.child (id, name, name_key, sex, birth_date, resident_id_missing, division, prefecture, hukou_type,
    file_status, registered_on, created_at, updated_at)
SELECT uuidv7(), '童' || n, 't' || n, 'MALE', date '2012-01-01' + n % 3650, 'NOT_PROVIDED', 350102001001, 350100000000,
    'RURAL', 'OPEN', date '2026-06-01', $2, $2
FROM generate_series(1, $1::int) n
"""
ONE = "query($id: ID!) { child(id: $id) { name residentId address guardians { name } } }"
LIST = "{ children(first: 20) { nodes { name classes riskLevel guardians { name } } } }"

Once = Callable[[int], Awaitable[Any]]


def main() -> None:
    """Run it all."""
    words = argparse.ArgumentParser(description="The trail: its cost for readers and writers")
    words.add_argument("--children", type=int, default=20_000)
    words.add_argument("--seconds", type=float, default=10)
    words.add_argument("--data-dir", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        server = embedded.start(given.data_dir or Path(made), settings=SETTINGS)
        try:
            asyncio.run(_all(server.dsn, given.children, given.seconds))
        finally:
            embedded.stop(server)


async def _all(url: str, children: int, seconds: float) -> None:
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    await onboard_tenant(url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW, user="benchmark", code="fujian")
    owner = await asyncpg.connect(url)
    await owner.execute(FILL, children, NOW, timeout=600)
    await owner.execute("VACUUM ANALYZE", timeout=600)
    keys = [row["id"] for row in await owner.fetch("SELECT id FROM t_fujian.child LIMIT 5000")]
    words: dict[str, Any] = {"database_url": url, "master_key": MASTER_KEY, "cipher": "sm4", "pool_size": POOL}
    async with (
        await House.open(**words, clock=lambda: NOW) as house,
        await Forgetful.open(**words, clock=lambda: NOW) as forgetful,
    ):
        tenant = await house.tenant("fujian")
        assert tenant is not None
        print(f"\n| {children:,} children, load {os.getloadavg()[0]:.1f} | a second | median |\n|---|---|---|")
        scope = multirange([COUNTY])
        caller = local_caller(tenant="fujian", division=COUNTY, scope=scope, user="benchmark", now=NOW)
        for width in (16, 64):
            await _reads({"without": forgetful, "with": house}, tenant, caller, keys, width, seconds)
        await _writes(house, tenant, caller, 32, seconds)
        opened = await house.keys(tenant)
    proof = await prove(owner, tenant, opened)
    print(f"the chain of {proof.rows:,} rows is whole: {proof.flaw is None}")
    await owner.close()


async def _reads(
    houses: dict[str, House], tenant: Tenant, caller: Caller, keys: list[Any], width: int, seconds: float
) -> None:
    asked = houses["with"]

    async def once(number: int) -> None:
        query, words = (LIST, {}) if number % 4 == 3 else (ONE, {"id": f"child_{keys[number % len(keys)]}"})
        body: Any = await answer(asked, tenant, caller, query, variables=words)
        assert not isinstance(body, dict) or "errors" not in body

    took: dict[str, list[float]] = {name: [] for name in houses}
    for name in list(houses) * ROUNDS:
        asked = houses[name]
        took[name] += await _run(once, width, seconds / ROUNDS)
    for name, times in took.items():
        print(f"| {width} readers {name} the trail | {_told(times, seconds)} |", flush=True)


async def _writes(house: House, tenant: Tenant, caller: Caller, width: int, seconds: float) -> None:
    async def once(_number: int) -> None:
        async with house.work(tenant, scope=caller.scope, subject=caller.subject) as work:
            await audit(work, caller, "child:update", object=uuid7(), kind="child", fields=["name"])

    async def sealing() -> None:
        while True:
            async with house.work(tenant) as work:
                done = await seal(work)
            if done < BATCH:
                await asyncio.sleep(0.5)

    async def catch_up() -> None:
        done = BATCH
        while done == BATCH:
            async with house.work(tenant) as work:
                done = await seal(work)

    took: dict[str, list[float]] = {"with": [], "without": []}
    for name in ("without", "with") * ROUNDS:
        await catch_up()  # what was written without the sealer is no load of the next round
        sealer = asyncio.create_task(sealing()) if name == "with" else None
        took[name] += await _run(once, width, seconds / ROUNDS)
        if sealer is not None:
            sealer.cancel()
            await asyncio.wait([sealer])
    await catch_up()
    for name, times in took.items():
        print(f"| {width} writers {name} the sealer | {_told(times, seconds)} |", flush=True)


async def _run(once: Once, width: int, seconds: float) -> list[float]:
    """Do it over and over, `width` at a time; gives the milliseconds that each took, but for the first of each."""
    numbers, took = itertools.count(), list[float]()
    end = time.monotonic() + seconds

    async def one() -> None:
        await once(next(numbers))
        while (began := time.monotonic()) < end:
            await once(next(numbers))
            took.append((time.monotonic() - began) * 1000)

    await asyncio.gather(*(one() for _ in range(width)))
    return took


def _told(times: list[float], seconds: float) -> str:
    return f"{len(times) / seconds:,.0f} | {statistics.median(times):.2f} ms"


if __name__ == "__main__":
    main()
