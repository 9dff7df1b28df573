"""How a province gets its place: registry row, keys, three logins, a schema with every migration run, then it is open.

Each step can be run again; a tenant whose onboarding was cut short stays a draft until the next run completes it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from sqlalchemy import update

from records.codes import TenantStatus
from records.tenant import tenant as tenants_table
from tenants.errors import NotMigrated, ProvisionRefused
from tenants.logins import connect
from tenants.outcomes import recorded
from tenants.register import register, run
from tenants.registry import Registered, Tenant, load
from tenants.revisions import TREES, migrate_schema, newest
from tenants.roles import close_public, ensure_login, open_database, quoted
from tenants.vault import password, require_master_key

LOCK = "SELECT pg_advisory_lock(hashtextextended('tonghu structure', 0))"


@asynccontextmanager
async def structure_lock(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Hold the database's lock on structure (onboarding, migrating) with a connection of the migration role."""
    connection = await connect(url)
    try:
        await connection.execute(LOCK)
        yield connection
    finally:
        await connection.close()


async def onboard(
    url: str,
    *,
    master_key: bytes,
    code: str,
    name: str | None = None,
    division: int | None = None,
    trees: Path = TREES,
) -> Tenant:
    """Give a tenant its place, or complete one that was begun; an active tenant is brought up to date.

    `url` logs in as the migration role. Without `division` the code must be a province's name in pinyin; without `name`
    the division's name is taken. Raises `ProvisionRefused`, `NotMigrated`, `WrongMasterKey`.
    """
    require_master_key(master_key)
    async with structure_lock(url) as connection:
        await _ready(connection, trees)
        if code not in {registered.tenant.code for registered in await load(connection)}:
            async with connection.transaction():
                await register(connection, master_key, code, name, division)
        registered = await _registered(connection, code)
        tenant = registered.tenant
        _unchanged(tenant, name, division)
        registered.open_keys(master_key, "sm4")
        await ensure_logins(connection, url, master_key, registered)
        async with recorded(connection, tenant.id) as outcome:
            outcome.revision = await migrate_schema(
                url, "tenant", schema=tenant.schema, roles=tenant.roles, trees=trees
            )
        if tenant.status == TenantStatus.DRAFT:
            opened = update(tenants_table).where(tenants_table.c.id == tenant.id).values(status=TenantStatus.ACTIVE)
            await run(connection, opened)
        return (await _registered(connection, code)).tenant


def _unchanged(tenant: Tenant, name: str | None, division: int | None) -> None:
    if (name or tenant.name, division or tenant.division) != (tenant.name, tenant.division):
        raise ProvisionRefused(
            f"租户 {tenant.code} 已登记为 {tenant.name}（{tenant.division}），不能由开通命令更改",
            f"tenant {tenant.code} is registered as {tenant.name} ({tenant.division}); onboarding does not change it",
        )


async def ensure_logins(connection: asyncpg.Connection, url: str, master: bytes, registered: Registered) -> None:
    """Make a tenant's logins and schema where they are missing, and give them their rights."""
    tenant = registered.tenant
    roles = list(tenant.roles.values())
    for role in roles:
        await ensure_login(connection, url, role, password(registered.password(master, role)))
    everyone = ", ".join(map(quoted, roles))
    async with connection.transaction():
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(tenant.schema)}")
        await close_public(connection, [tenant.schema])
        await open_database(connection, roles)
        await connection.execute(f"GRANT USAGE ON SCHEMA {quoted(tenant.schema)}, platform TO {everyone}")
        await connection.execute(f"GRANT SELECT ON platform.divisions TO {everyone}")


async def _ready(connection: asyncpg.Connection, trees: Path) -> None:
    revision = None
    if await connection.fetchval("SELECT to_regclass('platform.alembic_version')") is not None:
        revision = await connection.fetchval(
            "SELECT version_num FROM platform.alembic_version WHERE EXISTS (SELECT FROM platform.divisions)"
        )
    if revision != newest("platform", trees):
        raise NotMigrated("请先运行 tonghu migrate", "run tonghu migrate first")


async def _registered(connection: asyncpg.Connection, code: str) -> Registered:
    return next(registered for registered in await load(connection) if registered.tenant.code == code)
