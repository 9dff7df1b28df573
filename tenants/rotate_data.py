"""How a tenant's data key is replaced while everybody works: known, in use, all cells sealed anew, the old one retired.

Each step is committed, and a rotation that was cut short is taken up where it stopped. The key of the blind index is
another one and stays (docs/decisions/0029).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from sqlalchemy import func, insert, update

from records.tenant import tenant_key
from tenants.errors import TenancyError
from tenants.keys import CipherName
from tenants.logins import connect
from tenants.provision import structure_lock
from tenants.registry import DATA, Registered, Tenant, WrappedKey, load
from tenants.reseal import BATCH, left, reseal
from tenants.statement import compile_statement
from tenants.vault import SECRET_SIZE, require_master_key, wrap

# Longer than a reading of the registry is believed (5 s) and a request then waits for its connection (10 s).
SETTLE = 20.0
LAST = 255  # the id of a key is one byte of a cell

LOCK = "SELECT pg_try_advisory_lock(hashtextextended('tonghu keys ' || $1, 0))"
# Transactions that run now. Everybody may see these columns; when they began is not shown to everybody.
RUNNING = """
SELECT lock.virtualxid FROM pg_locks AS lock JOIN pg_stat_activity AS who USING (pid)
WHERE lock.locktype = 'virtualxid' AND lock.virtualxid = lock.virtualtransaction
AND who.datname = current_database() AND who.usename = ANY($1::text[])
"""


@dataclass(frozen=True)
class Rotated:
    """The id of the key that is now in use, the cells that were sealed anew with it, and the ids that were retired."""

    key: int
    cells: int
    retired: tuple[int, ...]


async def rotate_data(
    url: str,
    *,
    master_key: bytes,
    cipher: CipherName,
    code: str,
    settle: float = SETTLE,
    batch: int = BATCH,
    told: Callable[[str], object] = lambda _: None,
) -> Rotated:
    """Give a tenant a new data key and seal every cell with it; `told` hears of each step (Chinese and English).

    `url` logs in as the migration role. A new key is first made known, then used: `settle` seconds and the end of every
    transaction that was running lie between, so nobody meets a cell whose key is unknown there. A retired key seals
    nothing and is kept, since it opens what a restored backup brings. Raises `TenancyError`, `WrongMasterKey` before
    anything changes, `BrokenSeal` for a cell that does not open: no key is retired then.
    """
    require_master_key(master_key)
    async with _alone(url, code) as connection:
        registered = await _known(connection, code)
        registered.open_keys(master_key, cipher)
        if not _begun(registered):
            await _add(url, master_key, code)
            registered = await _known(connection, code)
        tenant, new = registered.tenant, max(one.id for one in _data(registered))
        if not next(one for one in registered.keys if one.id == new).in_use:
            told(f"密钥 {new} 已登记 / key {new} is known")
            await _settled(connection, tenant, settle)
            await _set(connection, tenant, new, in_use_since=func.now())
        told(f"密钥 {new} 启用 / key {new} is in use")
        await _settled(connection, tenant, settle)
        keys = (await _known(connection, code)).open_keys(master_key, cipher)
        cells = await reseal(connection, tenant, keys, batch=batch)
        pause = 0.05
        while await left(connection, tenant, keys):  # rows that somebody held
            await asyncio.sleep(pause)
            pause = min(2 * pause, 5.0)
            cells += await reseal(connection, tenant, keys, batch=batch)
        retired = tuple(one.id for one in _data(registered) if one.id != new)
        for number in retired:
            await _set(connection, tenant, number, retired_at=func.now())
        told(f"已重新加密 {cells} 项，旧密钥停用 / {cells} cells sealed anew, the old key is retired")
        return Rotated(new, cells, retired)


def _data(registered: Registered) -> list[WrappedKey]:
    return [one for one in registered.keys if one.purpose == DATA and not one.retired]


def _begun(registered: Registered) -> bool:
    return len(_data(registered)) > 1


async def _add(url: str, master: bytes, code: str) -> None:
    # Under the lock of structure, since the master key may be replaced at the same time.
    async with structure_lock(url) as connection, connection.transaction():
        registered = await _known(connection, code)
        registered.open_keys(master, "sm4")
        number = max(one.id for one in registered.keys) + 1
        if number > LAST:
            raise TenancyError(f"租户 {code} 的密钥编号已用完", f"tenant {code} has used up the numbers of its keys")
        kept = WrappedKey(number, DATA, b"")
        wrapped = wrap(master, registered.tenant.id, kept.place, os.urandom(SECRET_SIZE))
        row = {"tenant_id": registered.tenant.id, "id": number, "purpose": DATA, "in_use_since": None}
        await _run(connection, insert(tenant_key).values(**row, wrapped=wrapped))


async def _settled(connection: asyncpg.Connection, tenant: Tenant, settle: float) -> None:
    await asyncio.sleep(settle)
    running = await _running(connection, tenant)
    while running:
        await asyncio.sleep(0.05)
        running &= await _running(connection, tenant)


async def _running(connection: asyncpg.Connection, tenant: Tenant) -> set[str]:
    return {row["virtualxid"] for row in await connection.fetch(RUNNING, list(tenant.roles.values()))}


@asynccontextmanager
async def _alone(url: str, code: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(url)
    try:
        if not await connection.fetchval(LOCK, code):
            raise TenancyError(
                f"租户 {code} 的密钥正在更换", f"the key of tenant {code} is being replaced by another command"
            )
        yield connection
    finally:
        await connection.close()


async def _known(connection: asyncpg.Connection, code: str) -> Registered:
    for registered in await load(connection):
        if registered.tenant.code == code:
            return registered
    raise TenancyError(f"没有租户 {code}", f"there is no tenant {code}")


async def _set(connection: asyncpg.Connection, tenant: Tenant, number: int, **values: object) -> None:
    of_key = (tenant_key.c.tenant_id == tenant.id, tenant_key.c.id == number)
    await _run(connection, update(tenant_key).where(*of_key).values(**values))


async def _run(connection: asyncpg.Connection, statement: object) -> None:
    sql, args = compile_statement(statement, None)  # type: ignore[arg-type]
    await connection.execute(sql, *args)
