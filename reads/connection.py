"""How a connection becomes SQL: one aggregate over the page's rows, which a limit and a place in the order cut out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import BigInteger, ColumnElement, Select, Text, bindparam, cast, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from policies.classes import RowKind
from reads import json, keyset
from reads.errors import BadRead
from reads.frame import Frame
from reads.mapping import Entity
from reads.rows import visible, withheld
from reads.selection import select_fields
from reads.sources import Key, Paged, Row
from reads.where import condition

COUNTED_AT_MOST = 10_000
ObjectJson = Callable[[Frame, GraphQLObjectType, Row, Iterable[FieldNode]], ColumnElement[str]]
Found = Callable[[Row], ColumnElement[bool]]


@dataclass(frozen=True)
class _Cut:
    """The rows of one page: `row` has one more than `size` when the list goes on, numbered by `rank`."""

    row: Row
    mark: ColumnElement[str]
    size: ColumnElement[int]
    backward: bool
    placed: bool

    @property
    def shown(self) -> ColumnElement[bool]:
        return self.row.c.rank <= self.size

    def listed(self, item: ColumnElement[str]) -> ColumnElement[str]:
        """Write the page's items as a JSON array, in the order of the list."""
        rank = self.row.c.rank.desc() if self.backward else self.row.c.rank.asc()
        comma = literal_column("','", Text)
        text = func.string_agg(item, aggregate_order_by(comma, rank)).filter(self.shown)
        return json.joined(["[", func.coalesce(text, ""), "]"])

    def end(self, *, far: bool) -> ColumnElement[str]:
        """Write the cursor of the row nearest to the place the page was cut at, or farthest from it."""
        rank = self.row.c.rank.desc() if far else self.row.c.rank.asc()
        marks = func.array_agg(aggregate_order_by(self.mark, rank)).filter(self.shown)
        return func.coalesce(cast(func.to_json(marks[1]), Text), json.NULL)


def page(
    frame: Frame,
    source: Paged,
    nodes: list[FieldNode],
    arguments: dict[str, Any],
    definition: GraphQLField,
    object_json: ObjectJson,
    parent: Row | None = None,
) -> ColumnElement[str]:
    """Build the JSON of `{edges nodes pageInfo totalCount}` for the rows that join the parent and pass `where`."""
    kind = _object(definition)
    item = _object(kind.fields["nodes"])
    entity = frame.registry.entities[item.name]
    frame.note(entity.rows)
    outside = [] if parent is None else [parent]

    def found(row: Row) -> ColumnElement[bool]:
        where = arguments.get("where")
        joined = source.join(parent, row) if source.join is not None else true()
        asked = condition(frame, entity, definition.args["where"].type, row, where) if where else true()
        usual = source.usual(frame, entity.rows.table, row, where or {}) if source.usual is not None else true()
        return joined & visible(frame, entity.rows, row) & usual & asked

    cut = _cut(frame, entity, source, arguments, found, outside)

    def part(name: str, fields: list[FieldNode]) -> ColumnElement[str]:
        match name:
            case "nodes":
                return cut.listed(object_json(frame, item, cut.row, fields))
            case "edges":
                edge = _object(kind.fields["edges"])
                return cut.listed(_edge(frame, edge, cut, fields, lambda of: object_json(frame, item, cut.row, of)))
            case "pageInfo":
                return _page_info(frame, _object(kind.fields["pageInfo"]), cut, fields)
            case "totalCount":
                return _total(frame, entity, found, outside)
        return json.settled(kind.name)

    selection = select_fields(frame, kind, nodes).items()
    values = [(key, part(fields[0].name.value, fields)) for key, fields in selection]
    # HAVING makes it one row even where nothing of the page itself is asked.
    return select(json.members(values)).select_from(cut.row).having(true()).scalar_subquery()


def _cut(
    frame: Frame, entity: Entity, source: Paged, arguments: dict[str, Any], found: Found, outside: list[Row]
) -> _Cut:
    size, backward = keyset.page_size(arguments)
    name, keys = _order(frame, entity, source, arguments.get("orderBy"))
    place = keyset.place_asked(arguments, backward=backward)
    table = entity.rows.table.alias()
    order = keyset.ordering(table, keys, backward=backward)
    rows = select(table, func.row_number().over(order_by=order).label("rank")).where(found(table))
    if place is not None:
        values = keyset.place_of(place, name, table, keys)
        rows = rows.where(keyset.beyond(table, keys, values, backward=backward))
    row = rows.order_by(*order).limit(_number(size + 1)).correlate(*outside).subquery()
    return _Cut(row, keyset.cursor(row, name, keys), _number(size), backward, place is not None)


def _edge(
    frame: Frame,
    kind: GraphQLObjectType,
    cut: _Cut,
    nodes: list[FieldNode],
    node: Callable[[list[FieldNode]], ColumnElement[str]],
) -> ColumnElement[str]:
    values: list[tuple[str, ColumnElement[str]]] = []
    for key, fields in select_fields(frame, kind, nodes).items():
        match fields[0].name.value:
            case "cursor":
                values.append((key, cast(func.to_json(cut.mark), Text)))
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


def _total(frame: Frame, entity: Entity, found: Found, outside: list[Row]) -> ColumnElement[str]:
    if frame.caller.permit.row(entity.rows.kind) is RowKind.NONE:
        return json.constant(json.NULL)
    row = entity.rows.table.alias()
    some: Select[Any] = select(literal_column("1")).select_from(row).where(found(row)).limit(COUNTED_AT_MOST)
    return cast(select(func.count()).select_from(some.correlate(*outside).subquery()).scalar_subquery(), Text)


def _order(frame: Frame, entity: Entity, source: Paged, asked: Any) -> tuple[str, tuple[Key, ...]]:
    order = asked if asked is not None else next(iter(source.orders))
    keys = source.orders[order]
    if any(withheld(frame, entity.rows, key.field_class) for key in keys):
        raise BadRead("FORBIDDEN", "无权按此字段排序", "This order uses a field that is not shown to you")
    return (order.value if order is not None else "-"), keys


def _number(value: int) -> ColumnElement[int]:
    return bindparam(None, value, BigInteger, unique=True)


def _object(field: GraphQLField) -> GraphQLObjectType:
    kind = get_named_type(field.type)
    assert isinstance(kind, GraphQLObjectType)
    return kind
