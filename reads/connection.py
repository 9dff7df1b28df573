"""How a connection becomes SQL: one aggregate over the page's rows, which a limit and a place in the order cut out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    cast,
    func,
    literal_column,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from policies.classes import RowKind
from reads import json, keyset
from reads.arguments import Value
from reads.errors import BadRead
from reads.frame import Frame
from reads.mapping import Entity
from reads.rows import visible, withheld
from reads.selection import select_fields
from reads.sources import Key, Paged, Row
from reads.sub_select import COUNTED, LISTED, Kept, Ranked, SubSelect, listed, rank_of
from reads.where import condition

COUNTED_AT_MOST = 10_000

Found = Callable[[Row], ColumnElement[bool]]
Mark = Callable[[], ColumnElement[str]]
Item = Callable[[Row, Mark], ColumnElement[str]]


class ObjectJson(Protocol):
    """How a row becomes JSON (`reads.compile.object_json`), which in turn asks for connections."""

    def __call__(
        self, frame: Frame, kind: GraphQLObjectType, row: Row, nodes: Iterable[FieldNode], *, typed: bool = False
    ) -> ColumnElement[str]:
        """Build the JSON object that the nodes' selections ask of a row of the type."""


@dataclass(frozen=True)
class _Bounds:
    """Where a page is cut out of the rows that are found: in which order, how many, from which end."""

    row: Row
    found: ColumnElement[bool]
    name: str
    keys: tuple[Key, ...]
    size: int
    backward: bool
    placed: bool

    @property
    def order(self) -> list[ColumnElement[Any]]:
        return keyset.ordering(self.row, self.keys, backward=self.backward)

    def mark(self) -> ColumnElement[str]:
        """Write the cursor of a row."""
        return keyset.cursor(self.row, self.name, self.keys)


@dataclass(frozen=True)
class _Whole:
    """The rows of one page of which nothing else is asked, as they are read; `kept` where they are counted."""

    rows: SubSelect
    kept: bool

    @property
    def given(self) -> ColumnElement[str]:
        """Count the rows of the page."""
        assert self.kept
        return COUNTED

    def listed(self, _item: Item) -> ColumnElement[str]:
        """Write the page's items as a JSON array, in the order of the list."""
        return json.joined(["[", LISTED, "]"]) if self.kept else listed(self.rows)

    def around(self, answer: ColumnElement[str]) -> ColumnElement[str]:
        """Write what is read of the page."""
        return Kept(answer, self.rows) if self.kept else answer


@dataclass(frozen=True)
class _Cut:
    """The rows of one page: `row` has one more than `size` when the list goes on, numbered by `rank`."""

    rows: SubSelect
    row: Row
    mark: Mark
    size: ColumnElement[int]
    backward: bool
    placed: bool

    @property
    def rank(self) -> ColumnElement[int]:
        return rank_of(self.row)

    @property
    def shown(self) -> ColumnElement[bool]:
        return self.rank <= self.size

    @property
    def given(self) -> ColumnElement[str]:
        """Count the rows of the page."""
        return cast(func.count().filter(self.shown), Text)

    def listed(self, item: Item) -> ColumnElement[str]:
        """Write the page's items as a JSON array, in the order of the list."""
        rank = self.rank.desc() if self.backward else self.rank.asc()
        comma = literal_column("','", Text)
        text = func.string_agg(item(self.row, self.mark), aggregate_order_by(comma, rank)).filter(self.shown)
        return json.joined(["[", func.coalesce(text, ""), "]"])

    def around(self, answer: ColumnElement[str]) -> ColumnElement[str]:
        """Write what is read of the page."""
        return Ranked(answer, self.row, self.rows)

    def end(self, *, far: bool) -> ColumnElement[str]:
        """Write the cursor of the row nearest to the place the page was cut at, or farthest from it."""
        rank = self.rank.desc() if far else self.rank.asc()
        marks = func.array_agg(aggregate_order_by(self.mark(), rank)).filter(self.shown)
        return func.coalesce(cast(func.to_json(marks[1]), Text), json.NULL)


def page(
    frame: Frame,
    source: Paged,
    nodes: list[FieldNode],
    arguments: Mapping[str, Value],
    definition: GraphQLField,
    object_json: ObjectJson,
    parent: Row | None = None,
) -> ColumnElement[str]:
    """Build the JSON of `{edges nodes pageInfo totalCount}` for the rows that join the parent and pass `where`.

    Without a parent, a line goes before it that tells how many rows it gives.
    """
    kind = _object(definition)
    item = _object(kind.fields["nodes"])
    entity = frame.registry.entities[item.name]
    frame.note(entity.rows)

    def found(row: Row) -> ColumnElement[bool]:
        where = arguments.get("where")
        joined = source.join(parent, row) if source.join is not None else None
        asked = true() if where is None else _condition(frame, entity, definition, row, where)
        usual = source.usual(frame, entity.rows.table, row, where) if source.usual is not None else true()
        # Without a parent the place is what leads to the rows, whatever else the source asks of them.
        by = None if parent is None else joined
        seen = visible(frame, entity.rows, row, by) if source.among is None else true()
        return and_(true() if joined is None else joined, seen, usual, asked)

    def one(row: Row, mark: Mark, name: str, fields: list[FieldNode]) -> ColumnElement[str]:
        if name == "nodes":
            return object_json(frame, item, row, fields)
        edge = _object(kind.fields["edges"])
        return _edge(frame, edge, mark, fields, lambda of: object_json(frame, item, row, of))

    bounds = _bounds(frame, entity, source, arguments, found)
    asked = [(key, fields[0].name.value, fields) for key, fields in select_fields(frame, kind, nodes).items()]
    lists = [(name, fields) for _, name, fields in asked if name in ("nodes", "edges")]
    if len(lists) == 1 and not bounds.backward and all(name != "pageInfo" for _, name, _ in asked):
        cut: _Cut | _Whole = _whole(bounds, one(bounds.row, bounds.mark, *lists[0]), parent)
    else:
        cut = _cut(frame, entity, source, bounds)

    def part(name: str, fields: list[FieldNode]) -> ColumnElement[str]:
        match name:
            case "nodes" | "edges":
                return cut.listed(lambda row, mark: one(row, mark, name, fields))
            case "pageInfo" if isinstance(cut, _Cut):
                return _page_info(frame, _object(kind.fields["pageInfo"]), cut, fields)
            case "totalCount":
                return _total(frame, entity, source, found)
        return json.settled(kind.name)

    answer = json.members((key, part(name, fields)) for key, name, fields in asked)
    if parent is None:
        answer = json.joined([cut.given if lists else "0", "\n", answer])
    return cut.around(answer)


def _condition(frame: Frame, entity: Entity, definition: GraphQLField, row: Row, where: Value) -> ColumnElement[bool]:
    if where.told("null", lambda sent: sent is None):
        return true()
    return condition(frame, entity, definition.args["where"].type, row, where)


def _bounds(frame: Frame, entity: Entity, source: Paged, arguments: Mapping[str, Value], found: Found) -> _Bounds:
    size, backward = keyset.page_size(arguments)
    name, keys = _order(frame, entity, source, keyset.known(arguments, "orderBy"))
    place = keyset.place_asked(arguments, backward=backward)
    row = _another(frame, entity, source)
    here = found(row)
    if place is not None:
        here = and_(here, keyset.beyond(row, name, keys, place, backward=backward))
    return _Bounds(row, here, name, keys, size, backward, place is not None)


def _whole(bounds: _Bounds, item: ColumnElement[str], parent: Row | None) -> _Whole:
    rows = SubSelect(item, bounds.row, [bounds.found], bounds.order, bounds.size)
    return _Whole(rows, kept=parent is None)


def _cut(frame: Frame, entity: Entity, source: Paged, bounds: _Bounds) -> _Cut:
    rows = SubSelect(json.ONE, bounds.row, [bounds.found], bounds.order, bounds.size + 1)
    row = _another(frame, entity, source)
    mark = partial(keyset.cursor, row, bounds.name, bounds.keys)
    return _Cut(rows, row, mark, _number(bounds.size), bounds.backward, bounds.placed)


def _edge(
    frame: Frame,
    kind: GraphQLObjectType,
    mark: Mark,
    nodes: list[FieldNode],
    node: Callable[[list[FieldNode]], ColumnElement[str]],
) -> ColumnElement[str]:
    values: list[tuple[str, ColumnElement[str]]] = []
    for key, fields in select_fields(frame, kind, nodes).items():
        match fields[0].name.value:
            case "cursor":
                values.append((key, cast(func.to_json(mark()), Text)))
            case "node":
                values.append((key, node(fields)))
            case _:
                values.append((key, json.settled(kind.name)))
    return json.members(values)


def _page_info(frame: Frame, kind: GraphQLObjectType, cut: _Cut, nodes: list[FieldNode]) -> ColumnElement[str]:
    more, began = cast(func.count() > cut.size, Text), json.settled(cut.placed)
    values = {
        "hasNextPage": began if cut.backward else more,
        "hasPreviousPage": more if cut.backward else began,
        "startCursor": cut.end(far=cut.backward),
        "endCursor": cut.end(far=not cut.backward),
        "__typename": json.settled(kind.name),
    }
    selection = select_fields(frame, kind, nodes).items()
    return json.members((key, values[fields[0].name.value]) for key, fields in selection)


def _total(frame: Frame, entity: Entity, source: Paged, found: Found) -> ColumnElement[str]:
    if frame.caller.permit.row(entity.rows.kind) is RowKind.NONE:
        return json.constant(json.NULL)
    row = _another(frame, entity, source)
    some = SubSelect(json.ONE, row, [found(row)], limit=COUNTED_AT_MOST)
    return json.Shown(some, "CAST((SELECT count(*) FROM {0} AS found) AS TEXT)")


def _another(frame: Frame, entity: Entity, source: Paged) -> Row:
    """Give the rows that a list is cut out of a name of their own."""
    return frame.alias(entity.rows.table) if source.among is None else source.among.rows.alias()


def _order(frame: Frame, entity: Entity, source: Paged, asked: Any) -> tuple[str, tuple[Key, ...]]:
    order = asked if asked is not None else next(iter(source.orders))
    keys = source.orders[order]
    if any(withheld(frame, entity.rows, key.field_class) for key in keys):
        raise BadRead("FORBIDDEN", "无权按此字段排序", "This order uses a field that is not shown to you")
    return (order.value if order is not None else "-"), keys


def _number(value: int) -> ColumnElement[int]:
    # Not a parameter: Postgres plans for the size of the page.
    return literal_column(str(value), BigInteger)


def _object(field: GraphQLField) -> GraphQLObjectType:
    kind = get_named_type(field.type)
    assert isinstance(kind, GraphQLObjectType)
    return kind
