"""How the cells of a tenant are sealed anew under the key in use, batch by batch, beside everybody's work."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Column, ColumnElement, Table, bindparam, func, literal, or_, select, update

from records import metadata
from tenants.errors import BrokenSeal
from tenants.keys import TenantKeys
from tenants.registry import Tenant
from tenants.statement import compile_many, compile_statement

BATCH = 200  # rows of one transaction: a few milliseconds in which a writer may wait for one of them
FIRST = UUID(int=0)


@dataclass(frozen=True)
class Sealed:
    """A table with encrypted columns; each cell is sealed for the table, the row's key and the column."""

    table: Table
    key: "Column[UUID]"
    cells: "tuple[Column[bytes], ...]"


def sealed_tables() -> Iterator[Sealed]:
    """Give every table of a tenant that has encrypted columns (`records.columns.cell`)."""
    for table in metadata.tenant.sorted_tables:
        cells = tuple(column for column in table.c if column.info.get("sealed"))
        if cells:
            (key,) = table.primary_key.columns
            yield Sealed(table, key, cells)


async def reseal(connection: asyncpg.Connection, tenant: Tenant, keys: TenantKeys, *, batch: int = BATCH) -> int:
    """Go through all tables once and seal anew what another key sealed; gives the number of cells.

    `connection` is the owner's. Rows that somebody holds are left to the next round, so nobody ever waits for this in a
    circle. Raises `BrokenSeal` with the table and the row's key when a cell does not open.
    """
    done = 0
    for one in sealed_tables():
        after: UUID | None = FIRST
        while after is not None:
            async with connection.transaction():
                after, count = await _batch(connection, tenant, keys, one, after, batch)
            done += count
    return done


async def left(connection: asyncpg.Connection, tenant: Tenant, keys: TenantKeys) -> bool:
    """Say whether there is a cell that another key than the one in use sealed."""
    for one in sealed_tables():
        sql, args = compile_statement(select(literal(1)).where(_old(one, keys)).limit(1), tenant.schema)
        if await connection.fetchval(sql, *args) is not None:
            return True
    return False


async def _batch(
    connection: asyncpg.Connection, tenant: Tenant, keys: TenantKeys, one: Sealed, after: UUID, size: int
) -> tuple[UUID | None, int]:
    found = (
        select(one.key.label("key"), *one.cells)
        .where(one.key > after, _old(one, keys))
        .order_by(one.key)
        .limit(size)
        .with_for_update(key_share=True, skip_locked=True)
    )
    sql, args = compile_statement(found, tenant.schema)
    rows = await connection.fetch(sql, *args)
    if not rows:
        return None, 0
    values: dict[Column[Any], Any] = {cell: bindparam(f"sealed_{cell.name}") for cell in one.cells}
    statement = update(one.table).where(one.key == bindparam("row_key")).values(values)
    made = [_sealed_anew(keys, one, row) for row in rows]
    sql, many = compile_many(statement, tenant.schema, made)
    await connection.executemany(sql, many)
    count = sum(row[cell.name] is not None and row[cell.name][1] != keys.current for row in rows for cell in one.cells)
    return rows[-1]["key"], count


def _old(one: Sealed, keys: TenantKeys) -> ColumnElement[bool]:
    # The second byte of a cell is the id of its key.
    return or_(*(func.get_byte(cell, 1) != keys.current for cell in one.cells))


def _sealed_anew(keys: TenantKeys, one: Sealed, row: asyncpg.Record) -> dict[str, object]:
    made: dict[str, object] = {"row_key": row["key"]}
    for cell in one.cells:
        place = {"table": one.table.name, "row": row["key"], "field": cell.name}
        value = row[cell.name]
        if value is not None and value[1] != keys.current:
            try:
                value = keys.encrypt(keys.decrypt(value, **place), **place)
            except BrokenSeal as error:
                where = f"{one.table.name}.{cell.name}, {row['key']}"
                raise BrokenSeal(f"{error.zh}（{where}）", f"{error.en} ({where})") from error
        made[f"sealed_{cell.name}"] = value
    return made
