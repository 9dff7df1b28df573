"""How the master key is replaced: everything the registry seals is sealed anew, in one transaction, or nothing is."""

from dataclasses import dataclass

import asyncpg
from sqlalchemy import update

from records.tenant import tenant_key, tenant_login
from tenants.errors import TenancyError, WrongMasterKey
from tenants.logins import platform_role
from tenants.provision import structure_lock
from tenants.registry import Registered, load, login_place
from tenants.roles import ensure_login
from tenants.statement import compile_statement
from tenants.vault import platform_password, require_master_key, unwrap, wrap


@dataclass(frozen=True)
class Rewrapped:
    """What was sealed anew: tenants, their keys, their logins' passwords; all 0 where it had been done before."""

    tenants: int
    keys: int
    passwords: int


async def rotate_master(url: str, *, master_key: bytes, new_master_key: bytes) -> Rewrapped:
    """Wrap every tenant's keys and passwords with the new master key, and give the platform's login its new password.

    The secrets themselves stay, so no cell changes and no tenant's connection ends. It can be run again. A process that
    was started with both keys goes over by itself; one that knows the old key alone refuses from its next reading of
    the registry on. Raises `WrongMasterKey`, and nothing changes, when a secret opens with neither key.
    """
    old, new = require_master_key(master_key), require_master_key(new_master_key)
    if old == new:
        raise TenancyError("新旧主密钥相同", "the new master key is the old one")
    async with structure_lock(url) as connection, connection.transaction():
        await connection.execute(
            "LOCK TABLE platform.tenants, platform.tenant_keys, platform.tenant_logins IN SHARE ROW EXCLUSIVE MODE"
        )
        known = await load(connection)
        done = [one for one in known if not _opens(one, new)]
        for registered in done:
            await _rewrap(connection, registered, old, new)
        database = await connection.fetchval("SELECT current_database()")
        await ensure_login(connection, url, platform_role(database), platform_password(new, database))
    return Rewrapped(len(done), sum(len(one.keys) for one in done), sum(len(one.passwords) for one in done))


def _opens(registered: Registered, master: bytes) -> bool:
    try:
        for kept in registered.keys:
            unwrap(master, registered.tenant.id, kept.place, kept.wrapped)
        for role in registered.passwords:
            registered.password(master, role)
    except WrongMasterKey:
        return False
    return True


async def _rewrap(connection: asyncpg.Connection, registered: Registered, old: bytes, new: bytes) -> None:
    tenant = registered.tenant
    for kept in registered.keys:
        wrapped = wrap(new, tenant.id, kept.place, unwrap(old, tenant.id, kept.place, kept.wrapped))
        of_key = (tenant_key.c.tenant_id == tenant.id, tenant_key.c.id == kept.id)
        await _run(connection, update(tenant_key).where(*of_key).values(wrapped=wrapped))
    for login, role in tenant.roles.items():
        wrapped = wrap(new, tenant.id, login_place(login), registered.password(old, role))
        of_login = (tenant_login.c.tenant_id == tenant.id, tenant_login.c.login == login.value)
        await _run(connection, update(tenant_login).where(*of_login).values(password=wrapped))


async def _run(connection: asyncpg.Connection, statement: object) -> None:
    sql, args = compile_statement(statement, None)  # type: ignore[arg-type]
    await connection.execute(sql, *args)
