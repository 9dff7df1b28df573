"""How fast the law is worked out: a night with changes, a rulebook that moves every child, what a visit costs.

    uv run python benchmarks/duties.py [--children 1000000] [--changes 30000] [--data-dir FOLDER [--again]]

Starts PostgreSQL on a folder of its own (on disk, with settings like those of a province's server), onboards fujian,
writes children with parents and visits by plain SQL (the import has a measure of its own), and then, each in a process
of its own so that its peak memory is its own: derives every child for the first time; lets the clock run on to a night
on which `--changes` children change; derives every child anew under a changed rulebook, as `tonghu rulebook apply` does
it while a `tonghu worker` runs; records visits one by one.
With `--again` a folder that an earlier run has filled is gone on with, without the filling and the first derivation.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from care.actions import record_visit as recording
from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.actions.catch_up import catch_up_all
from care.actions.onboard_tenant import onboard_tenant
from care.actions.walk import walk
from care.divisions.load import load
from care.divisions.scope import multirange
from care.rulebooks.library import JURISDICTIONS
from jobs.schedule import SCHEDULE
from jobs.worker import go_through
from policies.local import local_caller
from records.codes import Role, VisitMode
from tenants import embedded
from tenants.house import House
from tenants.upgrade import upgrade, upgrade_platform

MASTER_KEY = b"a benchmark's key, 32 bytes long"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=SHANGHAI)
FUJIAN = 350000000000
EVERYTHING = "{(,)}"
# A million children and their duties take 8 GB: with the small cache of the demo every page is written many times.
SETTINGS = {"shared_buffers": "2GB", "effective_cache_size": "8GB", "max_wal_size": "8GB", "wal_compression": "on"}
STEPS = ("first", "night", "apply", "visits")
BESIDE = "worker"

# Children in every village (Pingtan reports as a prefecture), two parents away since a day that lets their class come
# into being, a contact a month.
FILL = """
WITH villages AS (
    SELECT array_agg(code ORDER BY code) AS codes FROM platform.divisions
    WHERE level = 'VILLAGE' AND code BETWEEN 350000000000 AND 359999999999
)
INSERT INTO t_fujian.child (id, name, name_key, sex, birth_date, resident_id_missing, division, prefecture, hukou_type,
    risk_level, file_status, registered_on, created_at, updated_at, changes_on)
SELECT uuidv7(), '童' || n, 't' || n, 'MALE', date '2012-01-01' + n % 3650, 'NOT_PROVIDED', v.code,
    CASE v.code / 1000000 WHEN 350128 THEN 350128000000 ELSE v.code / 100000000 * 100000000 END, 'RURAL',
    (ARRAY['LOW', 'LOW', 'LOW', 'MEDIUM', 'HIGH'])[1 + n % 5], 'OPEN',
    date '2026-06-01' + n % 60, $2, $2, $3::date
FROM villages, generate_series(1, $1::int) n, LATERAL (
    SELECT codes[1 + (n - 1)::bigint * cardinality(codes) / $1] AS code
) v
"""
PARENTS = """
INSERT INTO t_fujian.guardian (id, child_id, division, relation, name, created_at, updated_at)
SELECT uuidv7(), c.id, c.division, r.relation, '家长', $1, $1
FROM t_fujian.child c, (VALUES ('FATHER'), ('MOTHER')) r(relation)
"""
ABSENCES = """
INSERT INTO t_fujian.absence (id, guardian_id, child_id, division, since, purpose, away_division, abroad, created_at,
    updated_at)
SELECT uuidv7(), g.id, g.child_id, g.division, date '2026-01-01' + (hashtext(g.child_id::text) & 255), 'WORK',
    440300000000, false, $1, $1
FROM t_fujian.guardian g
"""
VISITED = """
INSERT INTO t_fujian.visit (id, child_id, division, occurred_division, occasion, mode, occurred_at, recorded_by,
    recorded_at)
SELECT uuidv7(), c.id, c.division, c.division, uuidv7(), m.mode,
    timestamptz '2026-11-20 10:00+08' - (hashtext(c.id::text) & 31) * interval '12 hours' - m.ago, 'benchmark', $1
FROM t_fujian.child c, (VALUES ('HOUSEHOLD', interval '95 days'), ('PHONE', interval '65 days'),
    ('PHONE', interval '35 days'), ('HOUSEHOLD', interval '5 days')) m(mode, ago)
"""
CHANGED = """
UPDATE t_fujian.child SET risk_level = CASE risk_level WHEN 'HIGH' THEN 'LOW' ELSE 'HIGH' END, changes_on = $2::date
WHERE id IN (SELECT id FROM t_fujian.child ORDER BY hashtext(id::text) LIMIT $1::int)
"""


def main() -> None:
    """Run all steps, or the one that a process of ours was started for."""
    words = argparse.ArgumentParser(description="Duties: children per second and peak memory")
    words.add_argument("--children", type=int, default=1_000_000)
    words.add_argument("--changes", type=int, default=30_000)
    words.add_argument("--data-dir", type=Path)
    words.add_argument("--again", action="store_true")
    words.add_argument("--step", choices=(*STEPS, BESIDE), help=argparse.SUPPRESS)
    words.add_argument("--url", help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.step:
        print(json.dumps(asyncio.run(_step(given.step, given.url))))
        return
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        _all(given.data_dir or Path(made), given.children, given.changes, again=given.again)


def _all(folder: Path, children: int, changes: int, *, again: bool) -> None:
    server = embedded.start(folder, settings=SETTINGS)
    try:
        if again:
            asyncio.run(upgrade(server.dsn, master_key=MASTER_KEY, load_divisions=load))
        else:
            began = time.monotonic()
            asyncio.run(_fill(server.dsn, children))
            print(f"{children:,} children written by SQL in {time.monotonic() - began:.0f} s", flush=True)
            _tell("derive every child for the first time", _run("first", server.dsn))
        asyncio.run(_change(server.dsn, changes))
        _tell(f"a night with {changes:,} changed children", _run("night", server.dsn))
        with _worker(server.dsn):
            _tell("a rulebook that moves every child, a worker beside it", _run("apply", server.dsn))
        told = _run("visits", server.dsn)
        print(f"recordVisit: {told['with']:.2f} ms, without deriving {told['without']:.2f} ms (medians, interleaved)")
    finally:
        embedded.stop(server)


async def _fill(url: str, children: int) -> None:
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    await onboard_tenant(url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW, user="benchmark", code="fujian")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(FILL, children, NOW, NOW.date(), timeout=3600)
        for statement in (PARENTS, ABSENCES, VISITED):
            await connection.execute(statement, NOW, timeout=3600)
        await connection.execute("VACUUM ANALYZE", timeout=3600)
    finally:
        await connection.close()


async def _change(url: str, changes: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(CHANGED, changes, NOW.date() + timedelta(days=1), timeout=3600)
    finally:
        await connection.close()


@contextmanager
def _worker(url: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, __file__, "--step", BESIDE, "--url", url])
    try:
        yield
    finally:
        process.terminate()
        # Not `wait`: it keeps what the process has used to itself.
        _, process.returncode, used = os.wait4(process.pid, 0)
        cpu, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        print(f"the worker beside it: CPU {cpu:.0f} s, peak {megabytes:.0f} MB", flush=True)


def _run(step: str, url: str) -> dict[str, Any]:
    words = ["--step", step, "--url", url]
    done = subprocess.run([sys.executable, __file__, *words], check=True, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _tell(name: str, told: dict[str, Any]) -> None:
    rate = told["children"] / told["seconds"]
    print(
        f"{name}: {told['children']:,} children in {told['seconds']:.1f} s, {rate:,.0f} a second, "
        f"CPU {told['cpu']:.0f} s, peak {told['megabytes']:.0f} MB",
        flush=True,
    )


async def _step(step: str, url: str) -> dict[str, Any]:
    clock: Callable[[], datetime] = lambda: NOW + timedelta(days=1 if step != "first" else 0)  # noqa: E731
    house = await House.open(database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=clock)
    async with house:
        if step == BESIDE:
            walking = [entry for entry in SCHEDULE if entry.name == "rulebook.walk"]
            while True:
                await go_through(house, walking)
                await asyncio.sleep(1)
        began = time.monotonic()
        told = await _visits(house) if step == "visits" else {"children": await _derive(house, step)}
        used = resource.getrusage(resource.RUSAGE_SELF)
        told |= {"seconds": time.monotonic() - began, "cpu": used.ru_utime + used.ru_stime}
        return told | {"megabytes": used.ru_maxrss / 1024}


async def _derive(house: House, step: str) -> int:
    tenant = await house.tenant("fujian")
    assert tenant is not None
    if step != "apply":
        return await catch_up_all(house, tenant)
    text = (JURISDICTIONS / "fujian.toml").read_text("utf-8")
    # One quarter becomes one month for LOW, or two, and the citation of every visit changes, and with it every duty.
    # Each run on a folder gives other months and another citation.
    async with house.work(tenant, scope=EVERYTHING) as work:
        run = await work.connection.fetchval("SELECT count(*) FROM t_fujian.applied_rulebook WHERE layer = 'fujian'")
    text = text.replace('value = 1\nunit = "quarter"', f'value = {2 - run % 2}\nunit = "month"')
    text = text.replace("第三部分第4项", f"第三部分第4项（修订{run}）")
    who = {"tenant": "fujian", "division": FUJIAN, "scope": EVERYTHING, "user": "benchmark", "role": Role.TENANT_ADMIN}
    caller = local_caller(**who, now=house.clock())  # type: ignore[arg-type]
    async with house.work(tenant, scope=EVERYTHING, subject=caller.subject) as work:
        await apply_rulebook(work, caller, ApplyRulebook(("fujian.toml", text)))
    async with house.work(tenant, scope=EVERYTHING) as work:
        children: int = await work.connection.fetchval("SELECT count(*) FROM t_fujian.child")
    await walk(house, tenant)
    return children


async def _visits(house: House) -> dict[str, Any]:
    tenant = await house.tenant("fujian")
    assert tenant is not None
    took: dict[str, list[float]] = {"with": [], "without": []}
    deriving = recording.rederive

    async def nothing(*_: Any, **__: Any) -> None:
        return None

    async with house.work(tenant, scope=EVERYTHING) as work:
        rows = await work.connection.fetch("SELECT id FROM t_fujian.child ORDER BY hashtext(id::text) LIMIT 400")
    for number, row in enumerate(rows):
        name = "with" if number % 4 in (0, 3) else "without"
        recording.rederive = deriving if name == "with" else nothing
        who = {
            "tenant": "fujian",
            "division": FUJIAN,
            "scope": multirange([FUJIAN]),
            "user": "benchmark",
            "role": Role.CHILD_SUPERVISOR,
        }
        caller = local_caller(**who, now=house.clock())  # type: ignore[arg-type]
        command = recording.RecordVisit((row["id"],), VisitMode.HOUSEHOLD, house.clock() - timedelta(hours=1))
        began = time.monotonic()
        async with house.work(tenant, scope=caller.scope, subject=caller.subject) as work:
            await recording.record_visit(work, caller, command)
        if number >= 40:  # the first ones warm plans and caches
            took[name].append((time.monotonic() - began) * 1000)
    recording.rederive = deriving
    return {name: statistics.median(times) for name, times in took.items()}


if __name__ == "__main__":
    main()
