"""Which rows each login reaches by row-level security alone, and the committed table that says so.

    uv run python -m tests.isolation.reach > /tmp/x && cp /tmp/x tests/isolation/reach.csv

Every closed table is given one row for each way in which rows are reached: its place, a second place, the caller's own,
an object that was listed for the caller, an office or school that the caller acts for. Constraints are put aside for
that, in a transaction that is rolled back. Then each login reads, and the writer writes.
"""

import asyncio
import csv
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from tenants import embedded
from tenants.registry import load

HERE = Path(__file__).with_name("reach.csv")
SCHEMA = "t_fujian"
ME, NOW, LATER, OLD = "somebody@fujian", "2026-11-22T09:00:00+08:00", "2027-01-01T00:00:00Z", "2026-01-01T00:00:00Z"
INSIDE, OUTSIDE = 350102001001, 350103001001
SCOPE = "{[350102000000,350103000000)}"
HERE_KEY, LISTED, PUPIL, OFFICE, OTHER, PARTNER, MINE, SYSTEM = (
    f"00000000-0000-7000-8000-00000000000{n}" for n in range(1, 9)
)
LISTED_KINDS = ("child", "household", "trainee", "report", "case", "need")
ROLE = {"role": "SCHOOL", "valid_from": OLD, "subject": ME, "organisation_id": OFFICE, "division": OUTSIDE}
WORKER = {**ROLE, "role": "PARTNER_WORKER", "organisation_id": PARTNER}
INTEGRATOR = {**ROLE, "role": "INTEGRATOR", "organisation_id": SYSTEM}
ELSEWHERE = {"county": 350103000000, "township": 350103001000, "organisation_id": None}
# What a partner's worker sees needs an agreement in force with the county.
SIGNED = (
    "INSERT INTO {schema}.data_agreement (organisation_id, division, starts_on, ends_on)"
    f" VALUES ('{PARTNER}', 350103000000, '{OLD}', '{LATER}')"
)
# What a policy asks beside place, caller and lists.
BESIDE: dict[str, dict[str, dict[str, Any]]] = {
    "audit_event": {
        "reveal": {"subject": ME, "action": "identity:reveal", "division": OUTSIDE},
        "report": {"action": "report:read", "division": INSIDE},
    },
    "idempotency_key": {"stale": {"from_client": False, "at": OLD}, "recent": {"from_client": False, "at": NOW}},
    "access_link": {f"of {kind}": {"kind": kind, "object": HERE_KEY} for kind in LISTED_KINDS}
    | {f"listed {kind}": {"kind": kind, "object": LISTED, "subject": ME, "until": LATER} for kind in LISTED_KINDS},
    "role_assignment": {
        "whole tenant": {"division": None},
        "own office": ROLE,
        "own partner": WORKER,
        "own system": INTEGRATOR,
    },
    "event_log": {
        "rules": {"subject_kind": "rulebook"},
        "of a child": {"subject_kind": "child", "subject": LISTED},
        "restricted child": {"subject_kind": "restricted_child", "subject": LISTED},
    },
    "partner_grant": {"own partner": {"organisation_id": PARTNER}},
    "webhook": {"own": {"id": MINE, "subject": ME}, "own system": {"id": SYSTEM, "organisation_id": SYSTEM}},
    **{
        f"webhook_{part}": {"of own": {"webhook_id": MINE}, "of own system": {"webhook_id": SYSTEM}}
        for part in ("key", "delivery", "attempt")
    },
    "need_offer": {"own township": {"county": 350103000000, "township": 350102001000}, "offered": ELSEWHERE},
}
FILLED = {"audit_event": {"action": "child:read"}, "event_log": {"logged_at": "now", "subject_kind": "trainee"}}
CONSTRAINTS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname) FROM pg_constraint
JOIN pg_class c ON c.oid = conrelid
WHERE connamespace = $1::regnamespace AND contype IN ('f', 'c', 'p', 'u') AND NOT c.relispartition
ORDER BY contype = 'f' DESC
"""
UNIQUE = """
SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index JOIN pg_class c ON c.oid = indrelid
WHERE c.relnamespace = $1::regnamespace AND indisunique AND NOT c.relispartition
"""
NOT_NULL = """
SELECT format('ALTER TABLE %s ALTER %I DROP NOT NULL', attrelid::regclass, attname) FROM pg_attribute
JOIN pg_class c ON c.oid = attrelid
WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND attnum > 0
    AND attnotnull AND NOT attisdropped AND attidentity = ''
"""
TABLES = """
SELECT c.relname, array_agg(a.attname::text) AS columns,
    coalesce(array_agg(a.attname::text) FILTER (WHERE a.atttypid = 'uuid'::regtype), '{}') AS keys
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = ''
WHERE c.relnamespace = $1::regnamespace AND c.relrowsecurity AND NOT c.relispartition
GROUP BY c.relname ORDER BY c.relname
"""


@dataclass(frozen=True)
class World:
    """The closed tables, each with its rows by the way in which they are reached; and the three logins."""

    rows: Mapping[str, Mapping[str, Mapping[str, Any]]]
    roles: Mapping[str, str]


async def build(owner: asyncpg.Connection) -> World:
    """Put constraints and triggers aside and fill every closed table; the caller rolls back. `owner` is a superuser."""
    await owner.execute("SET LOCAL session_replication_role = replica")
    for wanted in (CONSTRAINTS, UNIQUE, NOT_NULL):
        statements = [row[0] for row in await owner.fetch(wanted, SCHEMA)]
        for statement in statements:
            await owner.execute(statement)
    (fujian,) = [one.tenant for one in await load(owner) if one.tenant.schema == SCHEMA]
    rows = {}
    for table in await owner.fetch(TABLES, SCHEMA):
        name = table["relname"]
        await owner.execute(f"ALTER TABLE {SCHEMA}.{name} ADD COLUMN way text")
        for role in fujian.roles.values():
            if await owner.fetchval("SELECT has_any_column_privilege($1, $2, 'SELECT')", role, f"{SCHEMA}.{name}"):
                await owner.execute(f'GRANT SELECT (way) ON {SCHEMA}.{name} TO "{role}"')
        rows[name] = dict(_rows(name, table["columns"], table["keys"]))
    await owner.execute(SIGNED.replace("{schema}", SCHEMA))
    world = World(rows, {str(login): role for login, role in fujian.roles.items()})
    for table, ways in world.rows.items():
        await owner.execute(f"DELETE FROM {SCHEMA}.{table}")
        for way, row in ways.items():
            await owner.execute(_insert(table, way, row))
    return world


def _rows(table: str, columns: list[str], keys: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    known = set(columns)
    second = [name for name in columns if name.endswith("_division") and name != "occurred_division"]
    offices = [name for name in ("organisation_id", "school_id") if name in known]

    def row(key: str, **values: Any) -> dict[str, Any]:
        filled = dict.fromkeys(keys, key) | dict.fromkeys(second, OUTSIDE) | {"division": OUTSIDE}
        filled |= FILLED.get(table, {}) | dict.fromkeys(offices, OTHER) | values
        return {name: value for name, value in filled.items() if name in known}

    yield "away", row(OTHER)
    yield "here", row(HERE_KEY, division=INSIDE)
    yield "listed", row(LISTED)
    for name in second:
        yield name, row(OTHER, **{name: INSIDE})
    yield "pupil", row(PUPIL, **dict.fromkeys(offices, OFFICE))
    if "subject" in known - set(keys):
        yield "own", row(OTHER, subject=ME)
    for way, values in BESIDE.get(table, {}).items():
        yield way, row(OTHER, **values)


def _insert(table: str, way: str, row: Mapping[str, Any]) -> str:
    values = {**row, "way": way}
    literals = ", ".join("NULL" if value is None else f"'{value}'" for value in values.values())
    return f"INSERT INTO {SCHEMA}.{table} ({', '.join(values)}) VALUES ({literals})"


async def reach(owner: asyncpg.Connection, world: World) -> list[tuple[str, ...]]:
    """Give the whole table: a line for each closed table and login."""
    return [await line(owner, world, table, login) for table in world.rows for login in world.roles]


async def line(owner: asyncpg.Connection, world: World, table: str, login: str) -> tuple[str, ...]:
    """Give one line: table, login, and the ways of the rows that it reads, adds, changes, deletes."""
    role = world.roles[login]
    reads = await _ways(owner, role, f"SELECT way FROM {SCHEMA}.{table}")
    adds = [way for way, row in world.rows[table].items() if await _may(owner, role, _insert(table, way, row))]
    changes = await _ways(owner, role, f"UPDATE {SCHEMA}.{table} SET way = way RETURNING way")
    deletes = await _ways(owner, role, f"DELETE FROM {SCHEMA}.{table} RETURNING way")
    return table, login, *(", ".join(sorted(ways)) for ways in (reads, adds, changes, deletes))


async def _may(owner: asyncpg.Connection, role: str, statement: str) -> bool:
    return await _as(owner, role, statement) is not None


async def _ways(owner: asyncpg.Connection, role: str, statement: str) -> list[str]:
    return [row["way"] for row in await _as(owner, role, statement) or []]


async def _as(owner: asyncpg.Connection, role: str, statement: str) -> list[asyncpg.Record] | None:
    """Run a statement as a login and undo it; None when it is refused."""
    turn = owner.transaction()
    await turn.start()
    try:
        await owner.execute(f'SET LOCAL ROLE "{role}"')
        found: list[asyncpg.Record] = await owner.fetch(statement)
    except asyncpg.InsufficientPrivilegeError:
        return None
    finally:
        await turn.rollback()
    return found


async def caller(owner: asyncpg.Connection) -> None:
    """Say for the rest of the transaction who asks."""
    for name, value in (("scope", SCOPE), ("subject", ME), ("now", NOW)):
        await owner.execute("SELECT set_config($1, $2, true)", f"app.{name}", value)


def committed() -> list[tuple[str, ...]]:
    """Read the committed table."""
    with HERE.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


async def _print(url: str) -> None:
    from tests.support.template import prepare

    await prepare(url)
    owner = await asyncpg.connect(url)
    async with owner.transaction():
        world = await build(owner)
        await caller(owner)
        lines = await reach(owner, world)
    head = ("table", "login", "reads", "adds", "changes", "deletes")
    csv.writer(sys.stdout, lineterminator="\n").writerows([head, *lines])
    await owner.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        server = embedded.start(Path(folder))
        try:
            asyncio.run(_print(server.dsn))
        finally:
            embedded.stop(server)
