"""How a database is brought up to date: the platform first, then every tenant, one failure not stopping the rest."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from tenants.errors import TenancyError
from tenants.logins import platform_role
from tenants.outcomes import explained, recorded
from tenants.provision import ensure_logins, structure_lock
from tenants.registry import Registered, load
from tenants.revisions import TREES, migrate_schema
from tenants.roles import close_public, ensure_login, open_database, quoted
from tenants.vault import platform_password, require_master_key

CANARY_FAILED = "先行租户失败，未迁移 / not migrated: the canary failed"

Loader = Callable[[asyncpg.Connection], Awaitable[object]]


@dataclass(frozen=True)
class Upgraded:
    """What became of one tenant: its revision, or why it has none."""

    code: str
    revision: str | None
    error: str | None = None


async def upgrade_platform(
    url: str, *, master_key: bytes, load_divisions: Loader | None = None, trees: Path = TREES
) -> str:
    """Bring the platform schema up to date, with its login and the divisions; gives the revision it now has.

    Raises `WrongMasterKey` before anything changes when the registered keys do not open.
    """
    require_master_key(master_key)
    async with structure_lock(url) as connection:
        return await _platform(connection, url, master_key, load_divisions, trees)


async def upgrade(
    url: str,
    *,
    master_key: bytes,
    load_divisions: Loader | None = None,
    canary: str | None = None,
    told: Callable[[Upgraded], None] | None = None,
    trees: Path = TREES,
) -> list[Upgraded]:
    """Bring the platform and then every tenant up to date, each in a transaction of its own; `told` hears of each.

    The canary goes first (the tenant named, else the first by code); when it fails, the others are left as they are.
    After that one failure does not stop the rest. Drafts are left to onboarding.
    """
    require_master_key(master_key)
    async with structure_lock(url) as connection:
        await _platform(connection, url, master_key, load_divisions, trees)
        known = [registered for registered in await load(connection) if registered.tenant.status != "DRAFT"]
        if canary is not None:
            if canary not in (registered.tenant.code for registered in known):
                raise TenancyError(f"没有租户 {canary}", f"there is no tenant {canary}")
            known.sort(key=lambda registered: registered.tenant.code != canary)
        done: list[Upgraded] = []
        for registered in known:
            if done and done[0].error:
                upgraded = Upgraded(registered.tenant.code, None, CANARY_FAILED)
            else:
                upgraded = await _tenant(connection, url, master_key, registered, trees)
            done.append(upgraded)
            if told is not None:
                told(upgraded)
        return done


async def _platform(
    connection: asyncpg.Connection, url: str, master: bytes, load_divisions: Loader | None, trees: Path
) -> str:
    if await connection.fetchval("SELECT to_regclass('platform.tenant_keys')"):
        for registered in (await load(connection))[:1]:
            registered.open_keys(master, "sm4")
    await connection.execute("CREATE SCHEMA IF NOT EXISTS platform")
    revision = await migrate_schema(url, "platform", schema="platform", trees=trees)
    await open_platform(connection, url, master)
    if load_divisions is not None:
        await load_divisions(connection)
    return revision


async def open_platform(connection: asyncpg.Connection, url: str, master: bytes) -> None:
    """Make the platform's login where it is missing, and give it its rights; a copied database has none for it yet."""
    database = await connection.fetchval("SELECT current_database()")
    role = platform_role(database)
    await ensure_login(connection, url, role, platform_password(master, database))
    async with connection.transaction():
        await close_public(connection, ["public", "platform", "jobs"])
        await open_database(connection, [role])
        await connection.execute(f"GRANT USAGE ON SCHEMA platform, jobs TO {quoted(role)}")
        rights = "SELECT, INSERT, UPDATE, DELETE"
        await connection.execute(f"GRANT {rights} ON ALL TABLES IN SCHEMA platform, jobs TO {quoted(role)}")
        await connection.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO {quoted(role)}")
        await connection.execute(f"REVOKE INSERT, UPDATE, DELETE ON platform.alembic_version FROM {quoted(role)}")


async def _tenant(
    connection: asyncpg.Connection, url: str, master: bytes, registered: Registered, trees: Path
) -> Upgraded:
    tenant = registered.tenant
    try:
        async with recorded(connection, tenant.id) as outcome:
            await ensure_logins(connection, url, master, registered)  # a restored or copied database may lack them
            revision = outcome.revision = await migrate_schema(
                url, "tenant", schema=tenant.schema, roles=tenant.roles, trees=trees
            )
    except Exception as error:  # noqa: BLE001 (recorded and reported; the next tenant has its turn)
        return Upgraded(tenant.code, None, explained(error))
    return Upgraded(tenant.code, revision)
