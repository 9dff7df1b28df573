"""A new schema gets all revisions as one text, an older one those it lacks one by one: what they make is the same."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from tenants.logins import connect, database_name, platform_role, role_name
from tenants.provision import onboard
from tenants.registry import Login
from tenants.revisions import TREES, migrate_schema, newest
from tenants.upgrade import upgrade
from tests.support.places import MASTER_KEY, settle

SCHEMAS = ("platform", "jobs", "t_fujian")
MADE = {
    "columns": """
        SELECT c.oid::regclass || '.' || a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attacl
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = $1::regnamespace AND a.attnum > 0""",
    "relations": """
        SELECT oid::regclass, relkind, relrowsecurity, relacl, reloptions, pg_get_expr(relpartbound, oid)
        FROM pg_class WHERE relnamespace = $1::regnamespace""",
    "constraints": """
        SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = $1::regnamespace""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = $1::text",
    "policies": "SELECT * FROM pg_policies WHERE schemaname = $1::text",
    "functions": "SELECT pg_get_functiondef(oid), proacl FROM pg_proc WHERE pronamespace = $1::regnamespace",
    "triggers": """
        SELECT tgrelid::regclass, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
        WHERE relnamespace = $1::regnamespace AND NOT tgisinternal""",
}


async def test_one_text_makes_what_the_revisions_make_one_by_one(
    new_database: Callable[[], Awaitable[str]], tmp_path: Path
) -> None:
    at_once, by_steps = await new_database(), await new_database()
    await settle(at_once, ["fujian"])

    await _run(by_steps, "CREATE SCHEMA platform")
    older = _older(tmp_path, "platform")
    assert await migrate_schema(by_steps, "platform", schema="platform", trees=older) == "0001"
    assert await migrate_schema(by_steps, "platform", schema="platform") == newest("platform") > "0001"
    await settle(by_steps, [])
    await onboard(by_steps, master_key=MASTER_KEY, code="fujian", trees=_older(tmp_path, "tenant"))
    (done,) = await upgrade(by_steps, master_key=MASTER_KEY)
    assert done.revision == newest("tenant") > "0001"

    assert await _made(by_steps) == await _made(at_once)


def _older(folder: Path, tree: str) -> Path:
    """Copy the trees, one of them with its first revision alone."""

    def later(place: str, names: list[str]) -> list[str]:
        return [name for name in names if Path(place).parent.name == tree and "0002" <= name[:4] <= "9999"]

    return shutil.copytree(TREES, folder / tree, ignore=later)


async def _run(url: str, statement: str) -> None:
    connection = await connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _made(url: str) -> dict[str, list[str]]:
    """Give what stands in the schemas, the logins called by their kind."""
    connection = await connect(url)
    try:
        found = {
            f"{what} of {schema}": [str(tuple(row.values())) for row in await connection.fetch(query, schema)]
            for schema in SCHEMAS
            for what, query in MADE.items()
        }
    finally:
        await connection.close()
    database = database_name(url)
    names = {role_name(database, "t_fujian", login): str(login) for login in Login}
    for name, kind in {**names, platform_role(database): "platform"}.items():
        found = {what: [row.replace(name, kind) for row in rows] for what, rows in found.items()}
    return {what: sorted(rows) for what, rows in found.items()}
