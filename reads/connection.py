"""How a connection becomes SQL: one aggregate over the page's rows, which a limit and a place in the order cut out."""

from collections.abc import Callable, Iterable
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, cast, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from policies.classes import RowKind, Sight
from reads import json, keyset
from reads.errors import BadRead
from reads.frame import Frame
from reads.mapping import Entity
from reads.rows import visible
from reads.selection import select_fields
from reads.sources import Key, Paged, Row
from reads.where import condition

COUNTED_AT_MOST = 10_000
ObjectJson = Callable[[Frame, GraphQLObjectType, Row, Iterable[FieldNode]], ColumnElement[str]]


def page(
    frame: Frame,
    kind: GraphQLObjectType,
    source: Paged,
    nodes: list[FieldNode],
    arguments: dict[str, Any],
    definition: GraphQLField,
    object_json: ObjectJson,
    parent: Row | None = None,
) -> ColumnElement[str]:
    """Build the JSON of `{edges nodes pageInfo totalCount}` for the rows that join the parent and pass `where`."""
    item = get_named_type(kind.fields["nodes"].type)
    assert isinstance(item, GraphQLObjectType)
    entity = frame.registry.entities[item.name]
    size, backward = keyset.page_size(arguments)
    name, keys = _order(frame, entity, source, arguments.get("orderBy"))
    if (arguments.get("before") is not None) != backward and arguments.get("before") is not None:
        raise BadRead("BAD_USER_INPUT", "before 须与 last 同用", "before goes with last")
    if arguments.get("after") is not None and backward:
        raise BadRead("BAD_USER_INPUT", "after 须与 first 同用", "after goes with first")
    place = arguments.get("before") if backward else arguments.get("after")

    def found(row: Row) -> ColumnElement[bool]:
        where = arguments.get("where")
        joined = source.join(parent, row) if source.join is not None else true()
        asked = condition(frame, entity, definition.args["where"].type, row, where) if where else true()
        return joined & visible(frame, entity.rows, row) & asked

    table = entity.rows.table.alias()
    rows = select(table).where(found(table)).order_by(*keyset.ordering(table, keys, backward=backward))
    if place is not None:
        values = keyset.place_of(place, name, table, keys)
        rows = rows.where(keyset.beyond(table, keys, values, backward=backward))
    rows = rows.limit(bindparam(None, size + 1, BigInteger, unique=True))
    numbered = func.row_number().over(order_by=keyset.ordering(table, keys, backward=backward)).label("rank")
    row = rows.add_columns(numbered).correlate(*([parent] if parent is not None else [])).subquery()
    shown = row.c.rank <= bindparam(None, size, BigInteger, unique=True)
    in_order = row.c.rank.desc() if backward else row.c.rank.asc()
    mark = keyset.cursor(row, name, keys)

    def listed(item_json: ColumnElement[str]) -> ColumnElement[str]:
        text = func.string_agg(item_json, aggregate_order_by(literal_column("','", Text), in_order)).filter(shown)
        return json.joined(["[", func.coalesce(text, ""), "]"])

    def page_info(of: GraphQLObjectType, fields: list[FieldNode]) -> ColumnElement[str]:
        more = cast(func.count() > bindparam(None, size, BigInteger, unique=True), Text)
        began = json.settled(place is not None)

        def end(largest: bool) -> ColumnElement[str]:
            rank = row.c.rank.desc() if largest else row.c.rank.asc()
            marks = func.array_agg(aggregate_order_by(mark, rank)).filter(shown)
            return func.coalesce(cast(func.to_json(marks[1]), Text), json.NULL)

        made = {
            "hasNextPage": began if backward else more,
            "hasPreviousPage": more if backward else began,
            "startCursor": end(backward),
            "endCursor": end(not backward),
        }
        return json.members(
            (key, json.settled(of.name) if one[0].name.value == "__typename" else made[one[0].name.value])
            for key, one in select_fields(frame, of, fields).items()
        )

    def edge(of: GraphQLObjectType, fields: list[FieldNode]) -> ColumnElement[str]:
        made = []
        for key, one in select_fields(frame, of, fields).items():
            match one[0].name.value:
                case "cursor":
                    made.append((key, cast(func.to_json(mark), Text)))
                case "node":
                    made.append((key, object_json(frame, item, row, one)))
                case _:
                    made.append((key, json.settled(of.name)))
        return json.members(made)

    def total() -> ColumnElement[str]:
        if _uncounted(frame, entity):
            return json.constant(json.NULL)
        other = entity.rows.table.alias()
        some = select(literal_column("1")).select_from(other).where(found(other)).limit(COUNTED_AT_MOST)
        some = some.correlate(*([parent] if parent is not None else []))
        return cast(select(func.count()).select_from(some.subquery()).scalar_subquery(), Text)

    values: list[tuple[str, ColumnElement[str]]] = []
    for key, fields in select_fields(frame, kind, nodes).items():
        inner = get_named_type(kind.fields[fields[0].name.value].type) if fields[0].name.value in kind.fields else None
        match fields[0].name.value:
            case "nodes":
                values.append((key, listed(object_json(frame, item, row, fields))))
            case "edges":
                assert isinstance(inner, GraphQLObjectType)
                values.append((key, listed(edge(inner, fields))))
            case "pageInfo":
                assert isinstance(inner, GraphQLObjectType)
                values.append((key, page_info(inner, fields)))
            case "totalCount":
                values.append((key, total()))
            case _:
                values.append((key, json.settled(kind.name)))
    return select(json.members(values)).select_from(row).scalar_subquery()


def _order(frame: Frame, entity: Entity, source: Paged, asked: Any) -> tuple[str, tuple[Key, ...]]:
    order = asked if asked is not None else next(iter(source.orders))
    keys = source.orders[order]
    if any(frame.caller.permit.sight(entity.rows.kind, key.field_class) is not Sight.SHOW for key in keys):
        raise BadRead("FORBIDDEN", "无权按此字段排序", "This order uses a field that is not shown to you")
    return (str(order) if order is not None else "-"), keys


def _uncounted(frame: Frame, entity: Entity) -> bool:
    return frame.caller.permit.row(entity.rows.kind) is RowKind.NONE
