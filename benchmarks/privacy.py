"""What privacy costs a read: permits, masks, row-level security and the trail, side by side.

    uv run python benchmarks/privacy.py [--townships 600] [--children 100] [--rounds 6] [--asked 100]

Starts PostgreSQL on a folder of its own, onboards fujian and writes children by plain SQL, `--children` in each of
`--townships` townships. Each township has a caller of its own and each county one: so many distinct scopes. One request
at a time goes through `schema.execute.answer`, as it is shipped and with one thing left out, in turns; then the
statements of the request alone, with the same arguments, on a bare connection of the same login. What is left out is
left out here alone: the walls by a login that Postgres lets bypass them, the trail by a house that writes none, masks
by a permit that shows every class. Prints rows of benchmarks/RESULTS.md.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.forgetful import Forgetful
from care.actions.onboard_tenant import onboard_tenant
from care.divisions.load import load
from care.divisions.scope import multirange
from policies.caller import Caller
from policies.classes import FieldClass, Sight
from policies.local import local_caller
from policies.vocabulary import TYPES
from records.codes import Role
from schema.execute import answer
from tenants import embedded
from tenants.house import House
from tenants.logins import connect
from tenants.pool_parts import Key
from tenants.registry import Login, Tenant
from tenants.upgrade import upgrade_platform

MASTER_KEY = b"a benchmark's key, 32 bytes long"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SETTINGS = {"shared_buffers": "512MB", "synchronous_commit": "on"}
BARE = "without_walls"
SHIPPED, WALLS, TRAIL, MASKS, NONE, ALONE = (
    "as shipped",
    "without row-level security",
    "without the trail",
    "with a permit that shows all",
    "without all three",
    "the statement alone",
)
FILL = """
INSERT INTO t_fujian.child (id, name, name_key, sex, birth_date, resident_id_missing, division, prefecture, hukou_type,
    file_status, address, registered_on, created_at, updated_at)
SELECT uuidv7(), '童' || n, 't' || n, 'MALE', date '2012-01-01' + n % 3650, 'NOT_PROVIDED', place + 1, $3,
    'RURAL', 'OPEN', '幸福路' || n || '号', date '2026-06-01', $2, $2
FROM unnest($1::bigint[]) place, generate_series(1, $4::int) n
"""
GUARDIANS = """
INSERT INTO t_fujian.guardian (id, child_id, division, relation, name, created_at, updated_at)
SELECT uuidv7(), id, division, relation, '家长', $1, $1 FROM t_fujian.child, (VALUES ('FATHER'), ('MOTHER')) r(relation)
"""
VISITED = "visits(first: 5) { nodes { occurredAt mode } }"
WORKLOADS = {
    "one child with guardians and last visits": (
        f"query($id: ID!) {{ child(id: $id) {{ name residentId address riskLevel categories guardians {{ name phone }}"
        f" {VISITED} }} }}"
    ),
    "50 children of a county by risk, with guardians": (
        "{ children(first: 50, orderBy: RISK_THEN_DUE)"
        " { nodes { name classes categories riskLevel address guardians { name phone } } } }"
    ),
    "500 children flat, five pages of a hundred": (
        "{ "
        + " ".join(
            f"p{n}: children(first: 100, orderBy: {order}) {{ nodes {{ ...c }} }}"
            for n, order in enumerate(("ID", "NEXT_VISIT_DUE", "RISK_THEN_DUE", "NAME", "UPDATED_AT"))
        )
        + " } fragment c on Child { id name sex birthDate classes categories riskLevel address notes }"
    ),
}


class Bare(House):
    """A house whose readers of places log in as somebody whom row-level security does not bind."""

    async def _connect(self, key: Key) -> asyncpg.Connection:
        if "_area_" in key.login:
            return await connect(self._url, user=BARE, password=BARE)
        return await super()._connect(key)


class Neither(Forgetful, Bare):
    """Both."""


class Listening(House):
    """A house that remembers the statements that it is asked."""

    heard: list[tuple[str, Sequence[Any]]]

    async def read(self, tenant: Tenant, login: Login, sql: str, args: Sequence[Any], **how: Any) -> Any:
        """Remember what a reader asks, and answer."""
        if login is Login.AREA:
            self.heard.append((sql, list(args)))
        return await super().read(tenant, login, sql, args, **how)


def main() -> None:
    """Run it all."""
    words = argparse.ArgumentParser(description="What privacy costs a read")
    words.add_argument("--townships", type=int, default=600)
    words.add_argument("--children", type=int, default=100)
    words.add_argument("--rounds", type=int, default=6)
    words.add_argument("--asked", type=int, default=100)
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        server = embedded.start(Path(made), settings=SETTINGS)
        try:
            asyncio.run(_all(server.dsn, given))
        finally:
            embedded.stop(server)


async def _all(url: str, given: argparse.Namespace) -> None:
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    words: dict[str, Any] = {"master_key": MASTER_KEY, "cipher": "sm4", "clock": lambda: NOW}
    await onboard_tenant(url, user="benchmark", code="fujian", **words)
    owner = await asyncpg.connect(url, command_timeout=900)
    townships = [row["code"] for row in await owner.fetch(_TOWNSHIPS, given.townships)]
    await owner.execute(FILL, townships, NOW, 350100000000, given.children)
    await owner.execute(GUARDIANS, NOW)
    await owner.execute("VACUUM ANALYZE")
    area = await owner.fetchval("SELECT role FROM platform.tenant_logins WHERE login = 'AREA'")
    await owner.execute(f"CREATE ROLE {BARE} LOGIN BYPASSRLS PASSWORD '{BARE}' IN ROLE \"{area}\"")
    keys = {row["township"]: row["id"] for row in await owner.fetch(_ONE)}
    callers = {place: _caller(place, Role.CHILD_SUPERVISOR) for place in townships}
    counties = {place // 1_000_000 * 1_000_000 for place in townships}
    officers = [_caller(place, Role.COUNTY_OFFICER) for place in sorted(counties)]
    print(f"\n{len(callers) + len(officers)} distinct scopes, {len(townships) * given.children:,} children,", end=" ")
    print(f"load {os.getloadavg()[0]:.1f}\n")
    print("| median of a request, ms |", " | ".join(WORKLOADS), "|\n|---|---|---|---|")
    url_words = {"database_url": url, **words}
    async with (
        await House.open(**url_words) as house,
        await Bare.open(**url_words) as bare,
        await Forgetful.open(**url_words) as forgetful,
        await Neither.open(**url_words) as neither,
        await Listening.open(**url_words) as listening,
    ):
        houses = {SHIPPED: house, WALLS: bare, TRAIL: forgetful, MASKS: house, NONE: neither, ALONE: listening}
        columns = []
        for number, query in enumerate(WORKLOADS.values()):
            asked = (
                [(callers[place], {"id": f"child_{keys[place]}"}) for place in townships]
                if number == 0
                else [(officers[n % len(officers)], {}) for n in range(given.asked)]
            )
            columns.append(await _workload(houses, url, area, query, asked, given))
    for name in houses:
        print(f"| {name} |", " | ".join(f"{column[name]:.2f}" for column in columns), "|")
    await owner.close()


_TOWNSHIPS = """SELECT code FROM platform.divisions
WHERE level = 'TOWNSHIP' AND code BETWEEN 350100000000 AND 359999999999 ORDER BY code LIMIT $1"""
_ONE = "SELECT DISTINCT ON (township) township, id FROM t_fujian.child ORDER BY township, id"

Asked = list[tuple[Caller, dict[str, Any]]]


async def _workload(
    houses: dict[str, House], url: str, area: str, query: str, asked: Asked, given: argparse.Namespace
) -> dict[str, float]:
    """Give the median of each variant, in turns; the first round warms and does not count."""
    took: dict[str, list[float]] = {name: [] for name in houses}
    tenant = await houses[SHIPPED].tenant("fujian")
    assert tenant is not None
    listening = houses[ALONE]
    assert isinstance(listening, Listening)
    login = await _as_reader(url, area)
    for turn in range(given.rounds + 1):
        part = [asked[(turn * given.asked + n) % len(asked)] for n in range(given.asked)]
        for name, house in houses.items():
            shown = [(_all_shown(who) if name in (MASKS, NONE) else who, variables) for who, variables in part]
            if name == ALONE:
                times = await _alone(listening, login, tenant, query, shown)
            else:
                times = [await _once(house, tenant, who, query, variables) for who, variables in shown]
            if turn:
                took[name] += times
    await login.close()
    return {name: statistics.median(times) for name, times in took.items()}


async def _once(house: House, tenant: Tenant, who: Caller, query: str, variables: dict[str, Any]) -> float:
    began = time.perf_counter()
    body: Any = await answer(house, tenant, who, query, variables=variables)
    took = (time.perf_counter() - began) * 1000
    assert not isinstance(body, dict) or "errors" not in body, body["errors"]
    return took


async def _alone(
    listening: Listening, login: asyncpg.Connection, tenant: Tenant, query: str, shown: Asked
) -> list[float]:
    took = []
    for who, variables in shown:
        listening.heard = []
        await answer(listening, tenant, who, query, variables=variables)
        began = time.perf_counter()
        for sql, args in listening.heard:
            await login.fetchval(sql, *args)
        took.append((time.perf_counter() - began) * 1000)
    return took


async def _as_reader(url: str, area: str) -> asyncpg.Connection:
    """Open a connection with the reader's rights; the server is the benchmark's own."""
    connection = await connect(url)
    await connection.execute(f'SET SESSION AUTHORIZATION "{area}"')
    return connection


def _caller(place: int, role: Role) -> Caller:
    words: dict[str, Any] = {"tenant": "fujian", "division": place, "scope": multirange([place])}
    return local_caller(**words, user=f"of-{place}", now=NOW, role=role)


def _all_shown(who: Caller) -> Caller:
    fields = MappingProxyType({kind: MappingProxyType(dict.fromkeys(FieldClass, Sight.SHOW)) for kind in TYPES})
    return replace(who, permit=replace(who.permit, fields=fields))


if __name__ == "__main__":
    main()
