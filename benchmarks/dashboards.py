"""Statistics: what rolling up takes, and what a dashboard costs Postgres.

    uv run python benchmarks/dashboards.py [--children 20000] [--rounds 50] [--changed 200] [--data-dir FOLDER]

Starts PostgreSQL on a folder of its own, onboards fujian and writes children by plain SQL over its real villages, with
classes, a year of visits that were due, needs, reports and staff. Then rolls up as the worker does, step by step, and
asks the dashboards of a province, a prefecture and a county as the door does; what Postgres needed for one, planning
included, is the sum over all statements that `pg_stat_statements` saw. At last it rolls up once more after `--changed`
children changed, and on the next day (0: neither). With `--data-dir` the folder is kept: the next run goes on where
this one ended or was cut short, and asks of what is rolled up without filling again.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import orjson

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers.place import MASTER_KEY, SHANGHAI, write_children
from care.actions.onboard_tenant import onboard_tenant
from care.actions.roll_up_statistics import roll_up
from care.divisions.load import load
from care.divisions.scope import multirange
from care.statistics.months import back
from policies.caller import Caller
from policies.local import local_caller
from records.codes import Role
from schema.execute import answer
from tenants import embedded
from tenants.house import House
from tenants.registry import Tenant
from tenants.upgrade import upgrade

SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "max_wal_size": "8GB",
    "synchronous_commit": "off",
    "pg_stat_statements.track_planning": "on",
}
FUJIAN, FUZHOU, GULOU = 350000000000, 350100000000, 350102000000
LAYER = "fujian"
MORE = (
    """
INSERT INTO t_fujian.standing (child_id, division, class, state, source, since, citation, rule_version, layers)
SELECT id, division, class, 'HELD', 'STATED', date '2026-01-01', '闽民童〔2024〕33号', 'benchmark', ARRAY[$1]
FROM (SELECT id, division, row_number() OVER () AS n FROM t_fujian.child) c, unnest(
    CASE WHEN n % 10 = 0 THEN ARRAY['LEFT_BEHIND', 'IN_DIFFICULTY'] WHEN n % 3 = 0 THEN ARRAY['IN_DIFFICULTY']
    WHEN n % 7 = 0 THEN '{}' ELSE ARRAY['LEFT_BEHIND'] END) class
""",
    """
INSERT INTO t_fujian.difficulty (child_id, division, category, state, source, since, citation, rule_version)
SELECT child_id, division, (ARRAY['ORPHAN', 'DISABLED', 'DISABLED', 'SERIOUSLY_ILL', 'HIV_INFECTED'])
    [1 + abs(hashtext(child_id::text)) % 5], 'HELD', 'STATED', date '2026-01-01', '闽民童〔2024〕33号', 'benchmark'
FROM t_fujian.standing WHERE class = 'IN_DIFFICULTY' AND $1::text IS NOT NULL
""",
    """
INSERT INTO t_fujian.duty (id, kind, natural_key, child_id, division, prefecture, priority, base_on, due_at, due_on,
    done_at, done_on, post, basis, rule, citation, rule_version, created_at, updated_at)
SELECT uuidv7(), 'HOUSEHOLD_VISIT', 'HOUSEHOLD_VISIT' || q || c.id, c.id, c.division, c.prefecture, c.priority,
    c.next_due - q * 91 - 90, (c.next_due - q * 91 + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', c.next_due - q * 91,
    (c.next_due - q * 91 + hashtext(c.id::text) % 4)::timestamp AT TIME ZONE 'Asia/Shanghai', c.next_due - q * 91,
    'CHILD_DIRECTOR', 'IN_FORCE', 'visit.interval', '闽民童〔2024〕33号', 'benchmark', c.created_at, c.created_at
FROM t_fujian.child c, generate_series(1, 4) q WHERE $1::text IS NOT NULL
""",
    """
INSERT INTO t_fujian.need (id, child_id, division, kind, found_on, opened_by, created_at, updated_at)
SELECT uuidv7(), id, division, 'STUDY', registered_on, 'benchmark', created_at, created_at
FROM t_fujian.child WHERE hashtext(id::text) % 20 = 0 AND $1::text IS NOT NULL
""",
    """
INSERT INTO t_fujian.trainee (id, name, post, division, prefecture, created_at, updated_at)
SELECT uuidv7(), '林老师', 'CHILD_DIRECTOR', division, prefecture, min(created_at), min(created_at)
FROM t_fujian.child WHERE $1::text IS NOT NULL GROUP BY division, prefecture
""",
    "UPDATE t_fujian.child SET file_parts = '{BASIC,VISITS}' WHERE $1::text IS NOT NULL",
)
CHANGED = """
UPDATE t_fujian.child SET risk_level = CASE risk_level WHEN 'HIGH' THEN 'LOW' ELSE 'HIGH' END, updated_at = $2
WHERE id IN (SELECT id FROM t_fujian.child ORDER BY hashtext(id::text) LIMIT $1::int)
"""
# What a page of a whole place asks at once: now, by what they are, over the year, what is owed, by definition.
DASHBOARD = """query($since: Date!, $until: Date!) {
  places: statistics(input: {measures: [CHILDREN], by: [DIVISION, RISK_LEVEL]}) { ...cells }
  kinds: statistics(input: {measures: [CHILDREN], by: [CLASS, SEX, AGE_BAND]}) { ...cells }
  grounds: statistics(input: {measures: [CHILDREN], by: [CATEGORY]}) { ...cells }
  year: statistics(input: {measures: [VISITS_DUE, VISITS_ON_TIME, CONTACTS_ON_TIME], by: [MONTH],
    from: $since, until: $until}) { ...cells }
  owed: statistics(input: {measures: [FILES_COMPLETE, NEEDS_OPEN, DUTIES_OVERDUE, BENEFITS_ENTITLED,
    BENEFITS_GRANTED, TRAINEES, TRAINED, REPORTS, REPORTS_ON_TIME], by: [DIVISION]}) { ...cells }
  defined: statistics(input: {measures: [CHILDREN], by: [DIVISION, CLASS], basis: STATISTICAL}) { ...cells }
} fragment cells on StatisticsResult { asAt cells { keys measure value } }"""
COST = """
SELECT sum(total_plan_time + total_exec_time) AS ms, sum(calls) AS calls
FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'
"""
WARM = 10  # a statement is kept prepared from its third run on
MOMENT = "SELECT coalesce((SELECT max(looked_at) FROM {t}.stat_village), (SELECT max(created_at) FROM {t}.child))"
UNFINISHED = """
SELECT NOT EXISTS (SELECT FROM {t}.stat_cube) OR EXISTS (SELECT FROM {t}.stat_cube WHERE stale)
    OR EXISTS (SELECT FROM {t}.stat_village WHERE stale)
"""


def main() -> None:
    """Fill, roll up, ask."""
    words = argparse.ArgumentParser(description="Statistics: rolling up, and what a dashboard costs Postgres")
    words.add_argument("--children", type=int, default=20_000)
    words.add_argument("--changed", type=int, default=200)
    words.add_argument("--rounds", type=int, default=50)
    words.add_argument("--data-dir", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        server = embedded.start(given.data_dir or Path(made), settings=SETTINGS)
        try:
            asyncio.run(_all(server.dsn, given))
        finally:
            embedded.stop(server)


async def _all(url: str, given: argparse.Namespace) -> None:
    owner = await asyncpg.connect(url, command_timeout=3600)
    await _fill(owner, url, given.children)
    now = (await owner.fetchval(MOMENT.format(t="t_fujian"))).astimezone(SHANGHAI)
    words: dict[str, Any] = {"database_url": url, "master_key": MASTER_KEY, "cipher": "sm4"}
    async with await House.open(**words, clock=lambda: now) as house:
        tenant = await house.tenant("fujian")
        assert tenant is not None
        unfinished = await owner.fetchval(UNFINISHED.format(t="t_fujian"))
        if unfinished:
            await _rolled_up("the first time", house, tenant)
            await owner.execute("VACUUM ANALYZE t_fujian.stat_table, t_fujian.stat_cube")
        await owner.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        print(
            "| dashboard | Postgres, median ms | least | statements | whole, median ms | cells |\n" + "|---" * 6 + "|"
        )
        for role, place in (
            (Role.PROVINCE_OFFICER, FUJIAN),
            (Role.PREFECTURE_OFFICER, FUZHOU),
            (Role.COUNTY_OFFICER, GULOU),
        ):
            await _asked(owner, house, tenant, _caller(role, place, now), given.rounds)
        size = "SELECT pg_size_pretty(sum(pg_total_relation_size(oid))) FROM pg_class WHERE relname LIKE 'stat\\_%'"
        print(f"\ntables of statistics: {await owner.fetchval(size + ' AND relkind = $1', b'r')}", flush=True)
        if unfinished and given.changed:
            await owner.execute(CHANGED, given.changed, now)
            house.clock = lambda: now + timedelta(hours=1)
            await _rolled_up(f"{given.changed:,} children changed", house, tenant)
            house.clock = lambda: now + timedelta(days=1)
            await _rolled_up("the next day", house, tenant)
    await owner.close()


async def _fill(owner: asyncpg.Connection, url: str, children: int) -> None:
    """Fill the database unless an earlier run has: all children are written, or none."""
    now, began = datetime.now(SHANGHAI), time.monotonic()
    await upgrade(url, master_key=MASTER_KEY, load_divisions=load)
    await onboard_tenant(url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: now, user="benchmark", code="fujian")
    if await owner.fetchval("SELECT EXISTS (SELECT FROM t_fujian.child)"):
        return
    async with owner.transaction():
        await write_children(owner, "fujian", FUJIAN // 10**10, children, now)
        for statement in MORE:
            await owner.execute(statement, LAYER)
    await owner.execute("VACUUM ANALYZE")
    print(f"{children:,} children written by SQL in {time.monotonic() - began:.0f} s", flush=True)


async def _rolled_up(name: str, house: House, tenant: Tenant) -> None:
    """Roll up as the worker does, and say what it took."""
    began, used, steps = time.monotonic(), time.process_time(), list[float]()
    more = 1
    while more:
        step = time.monotonic()
        async with house.work(tenant) as work:
            more = await roll_up(work)
        steps.append(time.monotonic() - step)
    took, cpu = time.monotonic() - began, time.process_time() - used
    print(
        f"rolled up, {name}: {took:.1f} s, of that Python {cpu:.1f} s; {len(steps)} transactions,"
        f" the longest {max(steps):.1f} s; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _caller(role: Role, place: int, now: datetime) -> Caller:
    words: dict[str, Any] = {"tenant": "fujian", "division": place, "scope": multirange([place]), "user": "benchmark"}
    return local_caller(**words, role=role, now=now)


async def _asked(owner: asyncpg.Connection, house: House, tenant: Tenant, who: Caller, rounds: int) -> None:
    """Ask a dashboard some times, the first ones for warmth, and say what one cost."""
    today = house.clock().date()
    *_, first = back(today, 6)
    months = {"since": first.isoformat(), "until": _last(today).isoformat()}
    cost, took, calls, cells = list[float](), list[float](), 0, 0
    for number in range(rounds + WARM):
        await owner.execute("SELECT pg_stat_statements_reset()")
        began = time.monotonic()
        said = await answer(house, tenant, who, DASHBOARD, variables=months)
        taken = time.monotonic() - began
        told = orjson.loads(said) if isinstance(said, bytes) else said
        assert "errors" not in told, told["errors"]
        seen = await owner.fetchrow(COST)
        if number >= WARM:
            cost.append(seen["ms"])
            took.append(taken * 1000)
            calls += seen["calls"]
            cells = sum(len(one["cells"]) for one in told["data"].values())
    print(
        f"| {who.role.en} | {statistics.median(cost):.2f} | {min(cost):.2f} | {calls / rounds:.0f} |"
        f" {statistics.median(took):.1f} | {cells} |",
        flush=True,
    )


def _last(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


if __name__ == "__main__":
    main()
