"""Many rows at once: copied into a temporary table, and from there written by one statement.

Postgres refuses COPY into a table under row-level security; the temporary table has none, and the statement that reads
it is checked row by row like any other.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from tenants.work import Work

Rows = Sequence[Sequence[Any]]


async def insert_rows(work: Work, table: Table, columns: Sequence[str], rows: Rows) -> None:
    """Insert rows, each with a value for every column."""
    if rows:
        draft = await _drafted(work, table, columns, rows, "new")
        listed = _listed(columns)
        await work.connection.execute(f"INSERT INTO {_place(work, table)} ({listed}) SELECT {listed} FROM {draft}")  # noqa: S608 - names of our own tables


async def update_rows(work: Work, table: Table, columns: Sequence[str], rows: Rows) -> None:
    """Update rows by their `id`, which is one of the columns; a table that counts versions counts on."""
    if not rows:
        return
    draft = await _drafted(work, table, columns, rows, "changed")
    sets = [f'"{column}" = draft."{column}"' for column in columns if column != "id"]
    if "version" in table.c:
        sets.append("version = kept.version + 1")
    await work.connection.execute(
        f"UPDATE {_place(work, table)} kept SET {', '.join(sets)} FROM {draft} draft WHERE kept.id = draft.id"  # noqa: S608 - names of our own tables
    )


async def delete_rows(work: Work, table: Table, column: str, keys: Collection[UUID]) -> None:
    """Delete the rows that hang on some keys."""
    if keys:
        statement = f'DELETE FROM {_place(work, table)} WHERE "{column}" = ANY($1)'  # noqa: S608 - names of our own tables
        await work.connection.execute(statement, list(keys))


def _place(work: Work, table: Table) -> str:
    return f'"{work.tenant.schema}"."{table.name}"'


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


async def _drafted(work: Work, table: Table, columns: Sequence[str], rows: Rows, purpose: str) -> str:
    name = f"{table.name}_{purpose}"
    await work.connection.execute(
        f'CREATE TEMPORARY TABLE "{name}" ON COMMIT DROP AS'  # noqa: S608 - names of our own tables
        f" SELECT {_listed(columns)} FROM {_place(work, table)} WITH NO DATA"
    )
    await work.connection.copy_records_to_table(name, schema_name="pg_temp", columns=list(columns), records=rows)
    return f'pg_temp."{name}"'
