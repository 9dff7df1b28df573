"""Statements that stay as they are: a module makes one, it is compiled when it is first run, and only bound afterwards.

The engine's cache finds a compiled statement by a key that is worked out of the whole statement at each run; for the
larger ones that takes longer than the database does.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Insert, Table, Text, bindparam, cast, column, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.selectable import TableValuedAlias

from tenants.statement import compile_fixed

_REQUIRED = object()


class Fixed:
    """A statement whose form no call changes; what differs from run to run are its named parameters.

    `columns` name the parameters of an INSERT that has no values of its own. The values of lists that are spread
    (`IN`) are those that it was made with.
    """

    def __init__(self, statement: Executable, *columns: str) -> None:
        self._statement, self._columns = statement, columns
        self._made: dict[str | None, tuple[str, Sequence[tuple[str, Any]]]] = {}

    def bound(self, schema: str | None, params: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Give the text for a tenant's schema and the arguments of one run. Raises `KeyError` for a missing parameter.

        `schema` is None where only platform tables occur; values go to asyncpg as they are.
        """
        text, places = self._of(schema)
        return text, _arguments(places, params)

    def each(self, schema: str | None, rows: Sequence[Mapping[str, Any]]) -> tuple[str, Iterable[Sequence[Any]]]:
        """Give the text and the arguments of a run for each of several rows."""
        text, places = self._of(schema)
        return text, [_arguments(places, row) for row in rows]

    def _of(self, schema: str | None) -> tuple[str, Sequence[tuple[str, Any]]]:
        made = self._made.get(schema)
        if made is None:
            text, names, values, required = compile_fixed(self._statement, schema, self._columns)
            places = [(name, _REQUIRED if name in required else values[name]) for name in names]
            made = self._made[schema] = text, places
        return made


def _arguments(places: Sequence[tuple[str, Any]], params: Mapping[str, Any]) -> list[Any]:
    return [params[name] if value is _REQUIRED or name in params else value for name, value in places]


def given_rows(table: Table, *columns: str) -> TableValuedAlias:
    """Write what the parameter `rows`, a JSON array of objects, holds as rows with columns of a table."""
    given = func.jsonb_to_recordset(cast(bindparam("rows", type_=Text), JSONB))
    return given.table_valued(*(column(name, table.c[name].type) for name in columns)).render_derived(with_types=True)


def from_rows(table: Table, *columns: str) -> Insert:
    """Write the statement that inserts what its parameter `rows` holds, however many."""
    rows = given_rows(table, *columns)
    return insert(table).inline().from_select(list(columns), select(*(rows.c[name] for name in columns)))


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows as such a statement takes them."""
    return orjson.dumps(rows, default=str).decode()


@lru_cache(maxsize=512)
def beside(sql: str, arguments: int, written: tuple[str, ...]) -> str:
    """Write statements of one parameter each beside one that reads and has so many: one statement, one plan.

    None of them sees what the others write.
    """
    parts = [
        f"last_{place} AS ({text.replace('$1', f'${arguments + place}')})" for place, text in enumerate(written, 1)
    ]
    head, comma, rest = ("WITH ", ", ", sql[len("WITH ") :]) if sql.startswith("WITH ") else ("WITH ", " ", sql)
    return head + ", ".join(parts) + comma + rest
