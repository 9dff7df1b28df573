"""Rows made up for a child in every table that knows it, with a canary in every text, sealed value and list.

It goes by what the records say, so a table or column that is added later is planted, too.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, Boolean, Column, Date, DateTime, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from records.ids import uuid7
from records.keeping import REGISTER, Apart, Emptied, Gone, tables

CANARY = "金丝雀"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
# What must hold for nothing to run, and nobody to wait.
_PLAIN: dict[type, Any] = {Uuid: UUID(int=1), Boolean: True, Date: date(2020, 5, 17), DateTime: NOW}
_SETTLED = {"erasure": {"status": "DECLINED"}, "access_link": {"kind": "child"}}


async def plant(owner: asyncpg.Connection, schema: str, child: UUID, division: int) -> set[str]:
    """Make a row of the child's in each table, and fill its own; gives the names of the tables.

    Checks are taken off, and what a row refers to beside the child need not be there: that is not what is proved here.
    `owner` is a superuser.
    """
    await owner.execute("SET session_replication_role = replica")
    keys: dict[str, UUID] = {"child": child}
    planted = set()
    for table, kept in reversed([*tables()]):
        name = str(table.name)
        if isinstance(kept, Apart):
            continue
        await _without_checks(owner, schema, table)
        values = _row(table, keys, division)
        if name == "child":
            told = {one: value for one, value in values.items() if value == CANARY or isinstance(value, bytes)}
            told["household_id"] = keys["household"]
            await _write(owner, f"UPDATE {schema}.child SET ({{}}) = ROW({{}}) WHERE id = '{child}'", told)
        else:
            keys[name] = values.get("id", child)
            await _write(owner, f"INSERT INTO {schema}.{name} ({{}}) VALUES ({{}}) ON CONFLICT DO NOTHING", values)
        planted.add(name)
    await owner.execute("RESET session_replication_role")
    return planted


async def _write(owner: asyncpg.Connection, sql: str, values: dict[str, Any]) -> None:
    places = ", ".join(f"${place}" for place, _ in enumerate(values, 1))
    await owner.execute(sql.format(", ".join(f'"{name}"' for name in values), places), *values.values())


async def _without_checks(owner: asyncpg.Connection, schema: str, table: Table) -> None:
    asked = "SELECT conname FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c'"
    for row in await owner.fetch(asked, f"{schema}.{table.name}"):
        await owner.execute(f'ALTER TABLE {schema}.{table.name} DROP CONSTRAINT "{row[0]}"')


def _row(table: Table, keys: dict[str, UUID], division: int) -> dict[str, Any]:
    kept = REGISTER[table.name]
    stays = kept.stays if isinstance(kept, Emptied) else frozenset()
    found = {one.value for one in (kept.found if isinstance(kept, Gone) else ())}
    values = {}
    for column in table.c:
        if column.computed is not None or column.identity is not None:
            continue
        value = _value(column, keys, division, stay=column.name in stays)
        if (column.name, "*") in found:
            value = keys["child"]
        if value is not None:
            values[column.name] = value
    return values | _SETTLED.get(table.name, {})


def _value(column: Column[Any], keys: dict[str, UUID], division: int, *, stay: bool) -> Any:
    """Give a value of the column's type; keys and codes fit, texts hold the canary unless they are said to stay."""
    codes, kind = column.info.get("codes"), column.type
    refers = [key.column.table.name for key in column.foreign_keys if key.column.name == "id"]
    value: Any
    if refers:
        value = keys.get(refers[0], None if column.nullable else UUID(int=1))
    elif column.info.get("division"):
        value = division
    elif codes is not None:
        code = next(iter(codes)).value
        value = [code] if isinstance(kind, ARRAY) else code
    elif isinstance(kind, Uuid):
        value = uuid7() if column.name == "id" or not column.nullable else None
    else:
        texts = ("x", b"x", "{}") if stay else (CANARY, CANARY.encode(), f'{{"x": "{CANARY}"}}')
        of = dict(zip((Text, LargeBinary, JSONB), texts, strict=True)) | _PLAIN
        held = kind.item_type if isinstance(kind, ARRAY) else kind
        one = next((of[each] for each in of if isinstance(held, each)), 1)
        value = [one] if isinstance(kind, ARRAY) else one
    return value


async def found(owner: asyncpg.Connection, schema: str, *words: str) -> list[tuple[str, str]]:
    """Name the table and column of every text, list, JSON or byte string of a schema that holds one of the words."""
    columns = await owner.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = $1"
        " AND data_type IN ('text', 'jsonb', 'json', 'bytea', 'ARRAY', 'character varying') ORDER BY 1, 2",
        schema,
    )
    holding = []
    for table, column, kind in columns:
        for word in words:
            if kind == "bytea":
                asked, value = f'position(convert_to($1, $$UTF8$$) in "{column}") > 0', word
            else:
                asked, value = f'strpos("{column}"::text, $1) > 0', word
            if await owner.fetchval(f'SELECT EXISTS (SELECT FROM {schema}."{table}" WHERE {asked})', value):
                holding.append((table, column))
    return holding
