"""Sub-selects of one column, written as text with little in between: most of what a statement consists of.

SQLAlchemy's own select is made for whatever may be asked of one: columns that others read from it, rows that it finds
out itself. Of these nothing but their text is wanted, and a plan, which has dozens, is made while somebody waits.
"""

# ruff: noqa: SLF001, S608 (the engine's own steps, pinned, and tested by every read; what is written it compiled)

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BigInteger, ColumnClause, ColumnElement, FromClause, Text, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from reads import json
from reads.sources import Row

# What is told of kept rows: how many there are, and their JSON texts one after the other.
COUNTED: ColumnElement[str] = literal_column("CAST(cardinality(made.rows) AS TEXT)", Text)
LISTED: ColumnElement[str] = literal_column("array_to_string(made.rows, ',')", Text)


class SubSelect(ColumnElement[str]):
    """`item` of each of the rows for which `where` holds, in an order, so many at most."""

    inherit_cache = False
    type = Text()

    def __init__(
        self,
        item: ColumnElement[Any],
        row: Row,
        where: Sequence[ColumnElement[bool]],
        order: Sequence[ColumnElement[Any]] = (),
        limit: int | None = None,
    ) -> None:
        self.item, self.row, self.where, self.order, self.limit = item, row, where, order, limit

    def get_children(self, **_told: Any) -> Iterable[Any]:
        """Give the parts."""
        return [self.item, self.row, *self.where, *self.order]

    @property
    def _from_objects(self) -> list[FromClause]:
        return []


class Kept(ColumnElement[str]):
    """A text in which `COUNTED` and `LISTED` tell of what a sub-select gives, as an array that is made once."""

    inherit_cache = False
    type = Text()

    def __init__(self, answer: ColumnElement[str], rows: SubSelect) -> None:
        self.answer, self.rows = answer, rows

    def get_children(self, **_told: Any) -> Iterable[Any]:
        """Give the parts."""
        return [self.answer, self.rows]

    @property
    def _from_objects(self) -> list[FromClause]:
        return []


class Ranked(ColumnElement[str]):
    """An aggregate over rows that are cut out of others and numbered by their order.

    `row` is what they are called in the answer; all of the columns of `cut.row` are theirs, and `rank_of(row)`.
    """

    inherit_cache = False
    type = Text()

    def __init__(self, answer: ColumnElement[str], row: Row, cut: SubSelect) -> None:
        self.answer, self.row, self.cut = answer, row, cut

    def get_children(self, **_told: Any) -> Iterable[Any]:
        """Give the parts."""
        return [self.answer, self.row, self.cut]

    @property
    def _from_objects(self) -> list[FromClause]:
        return []


def rank_of(row: Row) -> ColumnElement[int]:
    """Give the number of a row that was cut out."""
    return ColumnClause("rank", BigInteger(), _selectable=row)


def first_or_null(rows: SubSelect, null: str = json.NULL) -> ColumnElement[str]:
    """Write the JSON of the one row, or null when there is none."""
    return json.Shown(rows, f"coalesce({{0}}, {json.quoted(null)})")


def listed(rows: SubSelect) -> ColumnElement[str]:
    """Write a JSON array of JSON texts, in their order."""
    return json.joined(["[", json.Shown(rows, "array_to_string(ARRAY{0}, ',')"), "]"])


@contextmanager
def _within(compiler: SQLCompiler, row: Row) -> Any:
    """Let SQLAlchemy's own selects know the rows around them."""
    around = compiler.stack[-1] if compiler.stack else compiler._default_stack_entry
    here = set(row._from_objects)
    compiler.stack.append({**around, "asfrom_froms": here, "correlate_froms": here.union(around["correlate_froms"])})
    yield
    compiler.stack.pop()


def _body(element: SubSelect, compiler: SQLCompiler) -> str:
    """Write what stands behind the columns."""
    where: str = compiler._generate_delimited_and_list(element.where)  # type: ignore[no-untyped-call]
    order = ", ".join(compiler.process(one) for one in element.order)
    return "".join(
        (
            f" FROM {compiler.process(element.row, asfrom=True)}",
            f" WHERE {where}" if where else "",
            f" ORDER BY {order}" if order else "",
            "" if element.limit is None else f" LIMIT {element.limit}",
        )
    )


@compiles(SubSelect)
def _sub_select(element: SubSelect, compiler: SQLCompiler, **_told: Any) -> str:
    with _within(compiler, element.row):
        return f"(SELECT {compiler.process(element.item)}{_body(element, compiler)})"


@compiles(Kept)
def _kept(element: Kept, compiler: SQLCompiler, **_told: Any) -> str:
    # Without OFFSET Postgres would put the array where each mention stands, and make each.
    rows = f"(SELECT ARRAY{compiler.process(element.rows)} AS rows OFFSET 0) AS made"
    return f"(SELECT {compiler.process(element.answer)} FROM {rows})"


@compiles(Ranked)
def _ranked(element: Ranked, compiler: SQLCompiler, **_told: Any) -> str:
    cut = element.cut
    with _within(compiler, cut.row):
        inner = _named(compiler, cut.row)
        quote = compiler.preparer.quote
        columns = ", ".join(f"{inner}.{quote(name)}" for name in cut.row.c.keys())  # noqa: SIM118
        order = ", ".join(compiler.process(one) for one in cut.order)
        rank = f"row_number() OVER (ORDER BY {order}) AS rank"
        rows = f"(SELECT {columns}, {rank}{_body(cut, compiler)}) AS {_named(compiler, element.row)}"
    with _within(compiler, element.row):
        # HAVING makes it one row even where nothing of the rows themselves is asked.
        return f"(SELECT {compiler.process(element.answer)} FROM {rows} HAVING true)"


def _named(compiler: SQLCompiler, row: Row) -> str:
    name: Any = row.name  # type: ignore[attr-defined]  # rows that are read have names
    return compiler.preparer.quote(compiler._truncated_identifier("alias", name))
