"""One unit of work: one tenant, one transaction, one login, and the statements that run in it.

A transaction begins with one round trip that also sets `app.scope`, `app.subject` and `app.now` for its own length, and
ends with one that also clears whatever somebody set for the session, so the next borrower finds a clean connection.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy.sql.base import Executable

from tenants.fixed import Fixed, as_json, beside
from tenants.keys import TenantKeys
from tenants.registry import Tenant
from tenants.statement import compile_many, compile_statement

# Both are made by machines; what does not look so is refused before it reaches a statement.
_RANGE = r"[\[(][0-9]*,[0-9]*[\])]"
SCOPE = re.compile(rf"\{{(?:{_RANGE}(?:,{_RANGE})*)?\}}")
SUBJECT = re.compile(r"[^\x00-\x1f\x7f\\]{0,255}")

# What a session can keep beyond a transaction. Not prepared statements: the driver lives on those.
_CLEAR = "RESET ALL; CLOSE ALL; UNLISTEN *; DISCARD TEMP; SELECT pg_advisory_unlock_all()"


class Transaction:
    """Statements of one open transaction.

    Statements are SQLAlchemy Core, or `Fixed` where their form never changes; raw SQL goes through `connection`. Two
    tasks may share it: each statement waits for its turn. `kept` holds by name what is read once for all of it.
    """

    def __init__(self, connection: asyncpg.Connection, *, schema: str | None, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.kept: dict[str, Any] = {}
        self._schema = schema
        self._turn = asyncio.Lock()

    async def all(self, statement: Executable | Fixed, **params: Any) -> list[asyncpg.Record]:
        """Run a statement and give all its rows."""
        sql, args = self._made(statement, params)
        async with self._turn:
            rows: list[asyncpg.Record] = await self.connection.fetch(sql, *args)
        return rows

    async def one(self, statement: Executable | Fixed, **params: Any) -> asyncpg.Record | None:
        """Run a statement and give its first row, or None."""
        sql, args = self._made(statement, params)
        async with self._turn:
            return await self.connection.fetchrow(sql, *args)

    async def value(self, statement: Executable | Fixed, **params: Any) -> Any:
        """Run a statement and give the first column of its first row, or None."""
        sql, args = self._made(statement, params)
        async with self._turn:
            return await self.connection.fetchval(sql, *args)

    async def resolved(self, statement: Executable, resolve: Callable[[Sequence[Any]], Sequence[Any]]) -> Any:
        """Run a statement with what `resolve` makes of its arguments; give the first column of its first row."""
        sql, args = compile_statement(statement, self._schema)
        return await self.raw(sql, resolve(args))

    async def raw(self, sql: str, args: Sequence[Any]) -> Any:
        """Run a compiled statement and give the first column of its first row."""
        async with self._turn:
            return await self.connection.fetchval(sql, *args)

    async def first(self, sql: str, args: Sequence[Any]) -> asyncpg.Record | None:
        """Run a compiled statement and give its first row, or None."""
        async with self._turn:
            return await self.connection.fetchrow(sql, *args)

    async def run(self, statement: Executable | Fixed, **params: Any) -> int:
        """Run a statement and give the number of rows it touched."""
        sql, args = self._made(statement, params)
        async with self._turn:
            status: str = await self.connection.execute(sql, *args)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdecimal() else 0

    async def many(self, statement: Executable | Fixed, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each row of parameters, in one pipelined exchange."""
        if rows:
            sql, args = (statement.each if isinstance(statement, Fixed) else partial(compile_many, statement))(
                self._schema, rows
            )
            async with self._turn:
                await self.connection.executemany(sql, args)

    def _made(self, statement: Executable | Fixed, params: Mapping[str, Any]) -> tuple[str, list[Any]]:
        if isinstance(statement, Fixed):
            return statement.bound(self._schema, params)
        return compile_statement(statement, self._schema, params)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo only what happens inside when it fails; the error goes on. Not for two tasks at once."""
        async with self._turn:
            await self.connection.execute("SAVEPOINT inner_part")
        try:
            yield
        except Exception:
            async with self._turn:
                await self.connection.execute("ROLLBACK TO SAVEPOINT inner_part; RELEASE SAVEPOINT inner_part")
            raise
        async with self._turn:
            await self.connection.execute("RELEASE SAVEPOINT inner_part")


class Work(Transaction):
    """One transaction of one tenant. `scope` is an int8multirange literal of division codes."""

    def __init__(
        self,
        connection: asyncpg.Connection,
        *,
        tenant: Tenant,
        keys: TenantKeys,
        scope: str,
        subject: str,
        now: datetime,
    ) -> None:
        super().__init__(connection, schema=tenant.schema, now=now)
        self.tenant = tenant
        self.keys = keys
        self.scope = scope
        self.subject = subject
        self.wakes: set[str] = set()
        self._last: dict[Fixed, list[Mapping[str, Any]]] = {}

    def wake(self, channel: str) -> None:
        """Have whoever listens to a channel of the database told of the tenant's schema, soon after the commit."""
        self.wakes.add(channel)

    def last(self, statement: Fixed, rows: Iterable[Mapping[str, Any]]) -> None:
        """Have rows written by the transaction's last statement, in the order in which they were given.

        For rows that nothing in the transaction reads. `statement` writes what its one parameter `rows` holds as JSON.
        """
        self._last.setdefault(statement, []).extend(rows)

    async def conclude(self, sql: str | None = None, args: Sequence[Any] = ()) -> Any:
        """Write what was kept for the last statement, together with a compiled one that reads.

        Gives the first column of that one's first row. The end of the unit of work does the same for what came later.
        """
        kept, self._last = {one: rows for one, rows in self._last.items() if rows}, {}
        if not kept:
            return None if sql is None else await self.raw(sql, args)
        bound = [one.bound(self._schema, {"rows": as_json(rows)}) for one, rows in kept.items()]
        whole = beside(sql or "SELECT 1", len(args), tuple(text for text, _ in bound))
        found = await self.raw(whole, [*args, *(given[0] for _, given in bound)])
        return None if sql is None else found

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo only what happens inside when it fails; the error goes on. Not for two tasks at once."""
        before = {one: len(rows) for one, rows in self._last.items()}
        try:
            async with super().savepoint():
                yield
        except Exception:
            for one, rows in self._last.items():
                del rows[before.get(one, 0) :]
            raise

    async def widen(self, scope: str) -> None:
        """Add divisions to the scope for the rest of the transaction. Raises `ValueError` for a malformed scope."""
        both = (
            "SELECT set_config('app.scope',"
            " (current_setting('app.scope')::int8multirange + $1::text::int8multirange)::text, true)"
        )
        async with self._turn:
            self.scope = await self.connection.fetchval(both, _guarded(SCOPE, scope, "scope"))


@asynccontextmanager
async def transaction(
    connection: asyncpg.Connection, *, scope: str, subject: str, now: datetime
) -> AsyncIterator[None]:
    """Begin and set the caller in one round trip, then commit, or roll back when an error leaves the block.

    Raises `ValueError` for a malformed scope or subject, and `asyncpg.InFailedSQLTransactionError` at the end when a
    failed statement was caught outside a savepoint: nothing was kept then.
    """
    await connection.execute(begin(scope, subject, now))
    try:
        yield
        await connection.execute(f"{_CLEAR}; COMMIT")
    except Exception:
        if not connection.is_closed():
            await connection.execute(f"ROLLBACK; {_CLEAR}")
        raise


def begin(scope: str, subject: str, now: datetime) -> str:
    """Write what begins a transaction for a caller: the simple protocol takes several statements, but no arguments."""
    scope = _guarded(SCOPE, scope, "scope")
    subject = _guarded(SUBJECT, subject, "subject").replace("'", "''")
    return (
        f"BEGIN; SET LOCAL app.scope = '{scope}'; SET LOCAL app.subject = '{subject}';"
        f" SET LOCAL app.now = '{now.isoformat()}'"
    )


def _guarded(form: re.Pattern[str], value: str, name: str) -> str:
    if not form.fullmatch(value):
        raise ValueError(f"格式不正确：{name} / malformed {name}")
    return value
