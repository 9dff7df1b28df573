"""Many rows at once: copied into temporary tables, and from there written by one script.

Postgres refuses COPY into a table under row-level security; a temporary table has none, and the statements that read it
are checked row by row like any other. All temporary tables are made at once and all statements run at once: each round
trip would wait for its turn beside the batches that are read and planned meanwhile.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Table

from care.actions.ledgers.turns import Turns
from tenants.work import Work

Rows = Sequence[Sequence[Any]]


class Bulk:
    """Statements over many rows, run in the order in which they were given."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._tables: list[str] = []
        self._copies: list[tuple[str, Sequence[str], Rows]] = []
        self._statements: list[str] = []

    def insert(self, table: Table, columns: Sequence[str], rows: Rows) -> None:
        """Insert rows, each with a value for every column; arrays are written as Postgres prints them (`{A,B}`)."""
        if rows:
            draft = self._drafted(table, columns, rows)
            values = ", ".join(f"draft.{_quoted(one)}{_cast(table, one)}" for one in columns)
            into = f"INSERT INTO {self._place(table)} ({', '.join(map(_quoted, columns))})"
            self._statements.append(f"{into} SELECT {values} FROM {draft} draft")  # noqa: S608 - names of our own

    def update(self, table: Table, columns: Sequence[str], rows: Rows) -> None:
        """Update rows by their `id`, which is one of the columns; a table that counts versions counts on."""
        if rows:
            draft = self._drafted(table, columns, rows)
            sets = [f"{_quoted(one)} = draft.{_quoted(one)}{_cast(table, one)}" for one in columns if one != "id"]
            if "version" in table.c:
                sets.append("version = kept.version + 1")
            changed = f"UPDATE {self._place(table)} kept SET {', '.join(sets)} FROM {draft} draft"  # noqa: S608 - likewise
            self._statements.append(f"{changed} WHERE kept.id = draft.id")

    def delete(self, table: Table, column: str, keys: Collection[UUID]) -> None:
        """Delete the rows that hang on some keys."""
        if keys:
            draft = self._drafted(table, [column], [(key,) for key in keys])
            same = f"kept.{_quoted(column)} = draft.{_quoted(column)}"
            self._statements.append(f"DELETE FROM {self._place(table)} kept USING {draft} draft WHERE {same}")  # noqa: S608 - likewise

    def stamp(self, table: Table, column: str, by: Sequence[str], rows: Rows) -> None:
        """Set a column of the rows that have the same values in others (`by`), where it is still empty."""
        if rows:
            draft = self._drafted(table, (*by, column), rows)
            same = " AND ".join(f"kept.{_quoted(one)} = draft.{_quoted(one)}" for one in by)
            stamped = (
                f"UPDATE {self._place(table)} kept SET {_quoted(column)} = draft.{_quoted(column)} FROM {draft} draft"  # noqa: S608 - names of our own
            )
            self._statements.append(f"{stamped} WHERE {same} AND kept.{_quoted(column)} IS NULL")

    async def run(self, turns: Turns) -> None:
        """Write everything."""
        connection = self._work.connection
        with turns.first():
            if self._tables:
                await connection.execute("; ".join(self._tables))
            for name, columns, rows in self._copies:
                await connection.copy_records_to_table(name, schema_name="pg_temp", columns=columns, records=rows)
        if self._statements:
            await connection.execute("; ".join(self._statements))

    def _place(self, table: Table) -> str:
        return f'"{self._work.tenant.schema}"."{table.name}"'

    def _drafted(self, table: Table, columns: Sequence[str], rows: Rows) -> str:
        name = f"{table.name}_{len(self._tables)}"
        typed = ", ".join(f"{_quoted(one)}{_cast(table, one, 'text')} AS {_quoted(one)}" for one in columns)
        shape = f"SELECT {typed} FROM {self._place(table)} WITH NO DATA"  # noqa: S608 - names of our own tables
        self._tables.append(f'CREATE TEMPORARY TABLE "{name}" ON COMMIT DROP AS {shape}')
        self._copies.append((name, columns, rows))
        return f'pg_temp."{name}"'


def _quoted(column: str) -> str:
    return f'"{column}"'


def _cast(table: Table, column: str, to: str = "text[]") -> str:
    """Arrays travel as text: the driver takes long to look into each of their elements."""
    return f"::{to}" if isinstance(table.c[column].type, ARRAY) else ""
