"""What a running process holds: the registry of tenants, their pooled connections, their keys and the clock."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from types import TracebackType
from typing import Any, Self

import asyncpg
import orjson
from sqlalchemy.sql.base import Executable

from tenants.counts import Counts
from tenants.errors import NotActive, NotMigrated
from tenants.gathering import Gathering, Rows
from tenants.keys import CipherName, TenantKeys
from tenants.logins import connect, connect_apart, connect_platform, database_name, platform_role
from tenants.pool_parts import Key
from tenants.pools import Pools
from tenants.reach import Reached
from tenants.register import register
from tenants.registry import Login, Registered, Tenant, load, opening
from tenants.statement import compile_statement
from tenants.vault import derive, password, require_master_key
from tenants.waking import Waker
from tenants.work import Transaction, Work, transaction

PLATFORM = "platform"


class House:
    """The door to all data. Made by `open`, closed by `close`, or used as `async with await House.open(...)`."""

    def __init__(
        self,
        *,
        database_url: str,
        database: str,
        masters: Sequence[bytes],
        cipher: CipherName,
        clock: Callable[[], datetime],
        pool_size: int,
        pool_idle: float,
        pool_wait: float,
        deadline: float | None,
        fresh: float,
        reveals_per_day: int | None,
        outgoing_allow: Sequence[IPv4Network | IPv6Network],
    ) -> None:
        self.clock = clock
        self.reveals_per_day, self.outgoing_allow = reveals_per_day, tuple(outgoing_allow)
        self._url = database_url
        self._masters, self._master = tuple(masters), masters[0]
        self._cipher: CipherName = cipher
        self._deadline = deadline
        self._pools = Pools(self._connect, size=pool_size, idle=pool_idle, wait=pool_wait)
        self._platform = Key(PLATFORM, platform_role(database))
        self._registry: dict[str, Registered] = {}
        self._keys: dict[str, tuple[Registered, TenantKeys]] = {}
        self._waker = Waker(self._say)
        self._gatherings: dict[tuple[str, Executable], Gathering] = {}
        self._believed, self._read_at = fresh, float("-inf")
        self._reading = asyncio.Lock()

    @classmethod
    async def open(
        cls,
        *,
        database_url: str,
        master_key: bytes,
        new_master_key: bytes | None = None,
        cipher: CipherName,
        clock: Callable[[], datetime],
        pool_size: int = 60,
        pool_idle: float = 60.0,
        pool_wait: float = 10.0,
        deadline: float | None = None,
        fresh: float = 5.0,
        reveals_per_day: int | None = None,
        outgoing_allow: Sequence[IPv4Network | IPv6Network] = (),
    ) -> Self:
        """Open the house on a migrated database; of the URL nothing but host, port and database is used.

        `fresh`: the seconds for which a reading of the registry is believed; `pool_wait`: the seconds a request waits
        for a connection; `deadline`: the seconds after which Postgres ends a statement that reads, and twice as many
        for one of the writer (None: never); `reveals_per_day`: whole numbers that a person may ask for in a day (None:
        the platform's own limit); `outgoing_allow`: networks that are not public, and may be sent to; `new_master_key`:
        the one that may follow `master_key` while the house is open, which is then gone over to without a pause.
        Raises `NotMigrated`, `Unreachable`, and `WrongMasterKey` when a registered key does not open.
        """
        house = cls(
            database_url=database_url,
            database=database_name(database_url),
            masters=[require_master_key(key) for key in (master_key, new_master_key) if key is not None],
            cipher=cipher,
            clock=clock,
            pool_size=pool_size,
            pool_idle=pool_idle,
            pool_wait=pool_wait,
            deadline=deadline,
            fresh=fresh,
            reveals_per_day=reveals_per_day,
            outgoing_allow=outgoing_allow,
        )
        try:
            await house._refresh()
        except BaseException:
            await house.close()
            raise
        return house

    async def close(self) -> None:
        """Close every connection."""
        await self._waker.close()
        await self._pools.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def tenant(self, code: str) -> Tenant | None:
        """Find a tenant by its code, whatever its status; what changed in the registry shows within seconds."""
        if time.monotonic() - self._read_at > self._believed:
            await self._fresh()
        found = self._registry.get(code)
        return found.tenant if found else None

    async def tenants(self) -> list[Tenant]:
        """Give all tenants in the order of their codes."""
        await self._fresh()
        return [registered.tenant for registered in self._registry.values()]

    async def want(
        self, code: str, name: str | None, division: int | None, *, by: str, first_admin: str | None
    ) -> Tenant:
        """Enter a draft into the registry for whoever wants it; a worker makes its place. Raises `ProvisionRefused`."""
        async with self.platform() as platform:
            told = {"wanted_by": by, "first_admin": first_admin}
            await register(platform.connection, self._master, code, name, division, **told)
        await self._refresh()
        return self._registry[code].tenant

    async def keys(self, tenant: Tenant) -> TenantKeys:
        """Give the opened keys of a tenant. Raises `NotActive`, `WrongMasterKey`."""
        registered = await self._active(tenant)
        known = self._keys.get(tenant.code)
        if known is None or known[0] is not registered:
            known = self._keys[tenant.code] = (registered, registered.open_keys(self._master, self._cipher))
        return known[1]

    @asynccontextmanager
    async def work(
        self,
        tenant: Tenant,
        *,
        login: Login = Login.WRITER,
        scope: str = "{}",
        subject: str = "",
        behind: bool = False,
    ) -> AsyncIterator[Work]:
        """Open one transaction of one tenant: commit at the end, roll back when an error leaves the block.

        `behind`: of what goes on all the time, which gets connections however many requests wait for theirs.
        Raises `NotActive`, `PoolExhausted`, `Unreachable`, `WrongMasterKey`.
        """
        keys = await self.keys(tenant)
        now = self.clock()
        async with (
            self._borrow(Key(tenant.code, tenant.roles[login], behind)) as connection,
            transaction(connection, scope=scope, subject=subject, now=now),
        ):
            unit = Work(connection, tenant=tenant, keys=keys, scope=scope, subject=subject, now=now)
            yield unit
            await unit.conclude()
        for channel in unit.wakes:
            self._waker.wake(channel, tenant.schema)

    @asynccontextmanager
    async def platform(self) -> AsyncIterator[Transaction]:
        """Open one transaction of the platform's own role, which reaches the platform schema alone.

        Raises `PoolExhausted`, `Unreachable`.
        """
        now = self.clock()
        async with (
            self._borrow(self._platform) as connection,
            transaction(connection, scope="{}", subject="", now=now),
        ):
            yield Transaction(connection, schema=None, now=now)

    async def read(
        self, tenant: Tenant, login: Login, sql: str, args: Sequence[Any], *, kept: bool = True, behind: bool = False
    ) -> Any:
        """Run one statement that carries its scope inside, without a transaction; gives its first value.

        `kept`: the connection keeps it prepared, which costs the server 110 KiB. `behind` as of `work`; what the writer
        does in single statements always is.

        The statement sets `app.scope` (and for listed rows `app.subject` and `app.now`) LOCAL before it reads:
        `select case when set_config('app.scope', $1, true) is not null then (...) end`. Raises as `work` does.
        """
        await self._active(tenant)
        key = Key(tenant.code, tenant.roles[login], behind or login is Login.WRITER)
        async with self._borrow(key) as connection:
            if kept:
                return await connection.fetchval(sql, *args)
            once = await connection.prepare(sql, name="")
            return await once.fetchval(*args)

    async def together(self, tenant: Tenant, rows: Rows, statement: Executable) -> None:
        """Write rows in a transaction that they share with all that gather meanwhile; comes back after its commit.

        `statement` is the one that writes rows, as the tenant's writer; its parameter `rows` is their JSON text.
        Raises as `work` does.
        """
        key = (tenant.schema, statement)
        gathering = self._gatherings.get(key)
        if gathering is None:
            sql, _ = compile_statement(statement, tenant.schema, {"rows": ""})

            async def write(gathered: Rows) -> None:
                await self.read(tenant, Login.WRITER, sql, (orjson.dumps(gathered).decode(),))

            gathering = self._gatherings[key] = Gathering(write)
        await gathering.add(rows)

    async def apart(self) -> asyncpg.Connection:
        """Open a connection as the platform, outside the pools, for who holds locks or listens; the caller closes it.

        Who says nothing on it for 3 seconds loses it. Raises as `connect_platform` does.
        """
        return await connect_apart(self._url, self._masters)

    def counts(self) -> Counts:
        """Say what the pools hold."""
        return self._pools.counts()

    def derived(self, purpose: str) -> bytes:
        """Derive a key of 32 bytes for a purpose of the doors, the same in every process with this master key."""
        return derive(self._master, "door", purpose)

    async def _say(self, channel: str, payload: str) -> None:
        async with self._borrow(self._platform) as connection:
            await connection.execute("SELECT pg_notify($1, $2)", channel, payload)

    def _borrow(self, key: Key) -> Reached:
        return Reached(self._pools, key)

    async def _active(self, tenant: Tenant) -> Registered:
        if time.monotonic() - self._read_at > self._believed:
            await self._fresh()
        registered = self._registry.get(tenant.code)
        if registered is None or registered.tenant.id != tenant.id or not registered.tenant.active:
            raise NotActive(f"租户 {tenant.code} 未启用", f"tenant {tenant.code} is not active")
        return registered

    async def _fresh(self) -> None:
        async with self._reading:
            if time.monotonic() - self._read_at > self._believed:
                await self._refresh()

    async def _refresh(self) -> None:
        try:
            async with self._borrow(self._platform) as connection:
                read = {registered.tenant.code: registered for registered in await load(connection)}
        except (
            asyncpg.InvalidAuthorizationSpecificationError,
            asyncpg.InvalidPasswordError,
            asyncpg.InvalidSchemaNameError,
            asyncpg.UndefinedTableError,
            asyncpg.UndefinedColumnError,
        ) as error:
            raise NotMigrated(
                "数据库尚未迁移，或主密钥与迁移时不同；请先运行 tonghu migrate",
                "the database is not migrated, or was migrated with another master key: run tonghu migrate",
            ) from error
        self._master = opening(read.values(), self._master, self._masters, self._cipher)
        # An unchanged tenant keeps its value, and with it its opened keys.
        self._registry = {code: old if (old := self._registry.get(code)) == new else new for code, new in read.items()}
        self._read_at = time.monotonic()

    async def _connect(self, key: Key) -> asyncpg.Connection:
        if key == self._platform:
            return await connect_platform(self._url, self._masters)
        secret = password(self._registry[key.owner].password(self._master, key.login))
        return await connect(self._url, user=key.login, password=secret, seconds=self._longest(key))

    def _longest(self, key: Key) -> float | None:
        """Say how long a statement of this login may take."""
        if self._deadline is None:
            return None
        writer = self._registry[key.owner].tenant.roles[Login.WRITER]
        return self._deadline * (2 if key.login == writer else 1)
