"""The trail when it is long: filling, sealing, proving, asking who read a child, and dropping a month.

    uv run python benchmarks/audit_growth.py [--rows 10000000] [--months 24] [--sealed 10000000] [--data-dir FOLDER]

Starts PostgreSQL on a folder of its own (on disk, commits flushed), onboards fujian and writes rows by plain SQL, as
many in each month: 200,000 children, 84 counties, 5,000 people. `--sealed` rows are sealed, the others wait. Prints
rows of benchmarks/RESULTS.md.
"""

import argparse
import asyncio
import hashlib
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from care.actions.keep_trail import keep_trail
from care.actions.onboard_tenant import onboard_tenant
from care.divisions.load import load
from care.divisions.scope import multirange
from policies.caller import Caller
from policies.local import local_caller
from policies.months import drop_months
from policies.seal import BATCH, prove, seal
from records.codes import Role
from schema.execute import execute
from tenants import embedded
from tenants.house import House
from tenants.registry import Tenant
from tenants.upgrade import upgrade_platform
from tenants.work import Work

MASTER_KEY = b"a benchmark's key, 32 bytes long"
ZONE = ZoneInfo("Asia/Shanghai")
FUJIAN = 350000000000
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"}
ASKED = 100
CHUNK = 2_000  # rows of one transaction
MAKE = "SELECT t_fujian.make_audit_month($1)"
# Keys in the order of time, as the servers make them; objects by chance.
FILL = """
INSERT INTO t_fujian.audit_event (id, at, subject, role, action, kind, object, fields, count, policy_version, division,
    scope, fingerprint)
SELECT overlay(t_fujian.audit_bound(at)::text PLACING '8' || substr(md5(n::text), 1, 3) || '-' || substr(md5(n::text),
    4, 12) FROM 20)::uuid, at, 'somebody' || n % 5000 || '@fujian', 'CHILD_DIRECTOR', 'child:read', 'child',
    md5('child' || child)::uuid, '{child:basic,child:family,guardian:basic}', 1, '0123456789ab',
    ($4::bigint[])[1 + child % array_length($4, 1)] + 1001, '{[350102001001,350102001002)}',
    md5('what was asked')
FROM (SELECT n, $1::timestamptz + n * ($2::interval / $3::int) AS at, (hashint4(n) & 2147483647) % 200000 AS child
    FROM generate_series($5::int, least($5::int + $6::int, $3::int) - 1) n) made
"""
COUNTIES = """SELECT array_agg(code ORDER BY code) FROM platform.divisions
WHERE level = 'COUNTY' AND code BETWEEN 350000000000 AND 359999999999"""
READERS = """query($object: ID!) { auditEvents(first: 50, where: {object: $object}) {
  nodes { at subject role action fields sealed } pageInfo { hasNextPage } } }"""
LATEST = "{ auditEvents(first: 50) { nodes { at subject action object } pageInfo { hasNextPage } } }"
DAY = """query($from: DateTime, $until: DateTime) { auditEvents(first: 50, where: {from: $from, until: $until}) {
  nodes { at subject action object } } }"""


def main() -> None:
    """Run it all."""
    words = argparse.ArgumentParser(description="The trail when it is long")
    words.add_argument("--rows", type=int, default=10_000_000)
    words.add_argument("--months", type=int, default=24)
    words.add_argument("--sealed", type=int, default=10_000_000)
    words.add_argument("--data-dir", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        server = embedded.start(given.data_dir or Path(made), settings=SETTINGS)
        try:
            asyncio.run(_all(server.dsn, given.rows, given.months, given.sealed))
        finally:
            embedded.stop(server)


async def _all(url: str, rows: int, months: int, sealed: int) -> None:
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    now = datetime.now(ZONE)
    words: dict[str, Any] = {"master_key": MASTER_KEY, "cipher": "sm4", "clock": lambda: now}
    await onboard_tenant(url, user="benchmark", code="fujian", **words)
    owner = await asyncpg.connect(url, command_timeout=3600)
    print(f"\n| {rows:,} rows of the trail in {months} months, load {os.getloadavg()[0]:.1f} | |\n|---|---|")
    began = time.monotonic()
    await _fill(owner, rows // months, months)
    _told("write them by SQL", f"{rows / (time.monotonic() - began):,.0f} rows/s")
    await owner.execute("VACUUM ANALYZE t_fujian.audit_event")
    async with await House.open(database_url=url, pool_size=40, **words) as house:
        tenant = await house.tenant("fujian")
        assert tenant is not None
        began = time.monotonic()
        done = await _seal(house, tenant, sealed)
        _told(f"seal {done:,}", f"{done / (time.monotonic() - began):,.0f} rows/s")
        await owner.execute("VACUUM ANALYZE t_fujian.audit_seal")
        _told("a round of the sealer with little to do", await _little(house, tenant))
        began = time.monotonic()
        proof = await prove(owner, tenant, await house.keys(tenant))
        assert proof.flaw is None
        _told(f"`audit verify`, {proof.rows:,} seals", f"{proof.rows / (time.monotonic() - began):,.0f} rows/s")
        await _ask(house, tenant)
        await _drop(house, tenant, owner, months - 1)
        if proof.rows < 100_000:
            assert (await prove(owner, tenant, await house.keys(tenant))).flaw is None
    size = await owner.fetchval(
        "SELECT pg_size_pretty(sum(pg_total_relation_size(oid))) FROM pg_class"
        " WHERE relname ~ '^audit_(event|seal)_' AND relkind = 'r'"
    )
    _told("size of what is left, indexes included", size)
    await owner.close()


async def _fill(owner: asyncpg.Connection, each: int, months: int) -> None:
    await owner.execute(
        "DELETE FROM t_fujian.audit_event"
    )  # what onboarding left is of this month, and would come first
    counties = await owner.fetchval(COUNTIES)
    this = datetime.now(ZONE)
    for ago in range(months, 0, -1):
        first, after = _month(this, ago), _month(this, ago - 1)
        await owner.fetchval(MAKE, first.date())
        for done in range(0, each, CHUNK):
            await owner.execute(FILL, first, after - first, each, counties, done, CHUNK)


def _month(this: datetime, ago: int) -> datetime:
    whole = this.year * 12 + this.month - 1 - ago
    return datetime(whole // 12, whole % 12 + 1, 1, tzinfo=ZONE)


async def _seal(house: House, tenant: Tenant, wanted: int) -> int:
    done, batch = 0, BATCH
    while done < wanted and batch == BATCH:
        async with house.work(tenant) as work:
            batch = await seal(work)
        done += batch
    return done


async def _little(house: House, tenant: Tenant) -> str:
    took = []
    for _ in range(20):
        began = time.monotonic()
        async with house.work(tenant) as work:
            await seal(work, batch=1)
        took.append((time.monotonic() - began) * 1000)
    return f"{statistics.median(took):.1f} ms"


async def _ask(house: House, tenant: Tenant) -> None:
    county, whole = (
        _caller(role, place) for role, place in ((Role.COUNTY_OFFICER, 350102000000), (Role.AUDITOR, FUJIAN))
    )
    this = datetime.now(ZONE)
    day = {"from": _month(this, 9).isoformat(), "until": _month(this, 9).replace(day=2).isoformat()}
    for name, who, query, asked in (
        ("who has read this child, the auditor", whole, READERS, [{"object": _child(n)} for n in range(ASKED)]),
        ("who has read this child, the county", county, READERS, [{"object": _child(n)} for n in range(ASKED)]),
        ("the latest 50 rows, the auditor", whole, LATEST, [{}] * ASKED),
        ("the latest 50 rows, the county", county, LATEST, [{}] * ASKED),
        ("50 rows of a day nine months ago, the auditor", whole, DAY, [day] * ASKED),
    ):
        took = []
        for variables in asked:
            began = time.monotonic()
            answer: Any = await execute(house, tenant, who, query, variables=variables)
            took.append((time.monotonic() - began) * 1000)
            assert not isinstance(answer, dict) or "errors" not in answer
        _told(f"{name}, whole request", f"median {statistics.median(took):.1f} ms, first {took[0]:.0f} ms")


def _caller(role: Role, place: int) -> Caller:
    now = datetime.now(UTC)
    scope = multirange([place])
    return local_caller(tenant="fujian", division=place, scope=scope, user="benchmark", now=now, role=role)


def _child(number: int) -> str:
    return f"child_{UUID(hashlib.md5(f'child{number}'.encode(), usedforsecurity=False).hexdigest())}"


async def _drop(house: House, tenant: Tenant, owner: asyncpg.Connection, months: int) -> None:
    who = _caller(Role.TENANT_ADMIN, FUJIAN)
    async with owner.transaction():
        keys = await house.keys(tenant)
        work = Work(owner, tenant=tenant, keys=keys, scope=who.scope, subject=who.subject, now=house.clock())
        await keep_trail(work, who, months)
    began = time.monotonic()
    async with house.work(tenant) as work:
        rows = await drop_months(work)
    _told(f"drop a month ({rows:,} rows), proved once more before", f"{time.monotonic() - began:.1f} s")


def _told(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
