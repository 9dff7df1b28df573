"""How a selection becomes SQL: one expression per object builds its JSON text from the row, nested ones included."""

from collections.abc import Iterable
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    get_nullable_type,
)
from sqlalchemy import Column as SqlColumn
from sqlalchemy import ColumnElement, case, func
from sqlalchemy.dialects.postgresql import ARRAY

from policies.classes import Sight
from reads import json
from reads.arguments import arguments
from reads.connection import page
from reads.frame import Frame
from reads.mapping import TYPE_KEY, Entity, Readable
from reads.reference import referred
from reads.rows import granted, seen
from reads.selection import select_fields
from reads.sources import Column, Computed, Many, One, Paged, Reference, Row, Settled
from reads.sub_select import SubSelect, first_or_null, listed


def object_json(
    frame: Frame, kind: GraphQLObjectType, row: Row, nodes: Iterable[FieldNode], *, typed: bool = False
) -> ColumnElement[str]:
    """Build the JSON object that the nodes' selections ask of a row of the type; `typed`: it says which type it is."""
    entity = frame.registry.entities[kind.name]
    frame.note(entity.rows)
    values = [(TYPE_KEY, json.settled(kind.name))] if typed else []
    for key, fields in select_fields(frame, kind, nodes).items():
        name = fields[0].name.value
        if name == "__typename":
            values.append((key, json.settled(kind.name)))
        else:
            values.append((key, _field(frame, kind, entity.fields[name], kind.fields[name], row, fields)))
    return json.members(values)


def alias_of(frame: Frame, kind: GraphQLObjectType) -> Row:
    """Give the type's rows a name of their own in the statement."""
    return frame.alias(frame.registry.entities[kind.name].rows.table)


def _field(
    frame: Frame, kind: GraphQLObjectType, field: Readable, definition: GraphQLField, row: Row, nodes: list[FieldNode]
) -> ColumnElement[str]:
    entity = frame.registry.entities[kind.name]
    source, nothing = field.source, json.constant("[]" if _is_list(definition.type) else _null(definition.type))
    if isinstance(source, Settled):
        by_row = source.by_row and source.by_row(row, frame, kind.name)
        return json.settled(source.build(frame, kind.name)) if by_row is None else by_row
    permit, of = frame.caller.permit, (entity.rows.kind, field.field_class)
    sight = permit.sight(*of)
    named = granted(frame, entity.rows, row, field.field_class) if sight is Sight.HIDE else None
    sight = sight if named is None else permit.granted(*of)
    if sight is Sight.HIDE:
        return nothing
    frame.note(entity.rows, field.field_class)
    shown = _value(frame, entity, definition, source, row, nodes, sight)
    if shown is None:
        return nothing
    return shown if named is None else case((named, shown), else_=nothing)


def _value(
    frame: Frame,
    entity: Entity,
    definition: GraphQLField,
    source: Column | Computed | One | Many | Paged | Reference,
    row: Row,
    nodes: list[FieldNode],
    sight: Sight,
) -> ColumnElement[str] | None:
    """Write the value as far as it is seen; None where a mask leaves nothing of it."""
    if isinstance(source, Column):
        column = cast("SqlColumn[Any]", entity.rows.table.c[source.name])
        whole = sight is Sight.SHOW or source.name.endswith("_masked")
        return _stored(column, row.c[source.name], definition.type) if whole else None
    if isinstance(source, Computed):
        build = source.build if sight is Sight.SHOW else source.masked
        return _computed(build(row, frame), definition.type) if build is not None else None
    return _nested(frame, definition, source, row, nodes) if sight is Sight.SHOW else None


def _stored(column: "SqlColumn[Any]", row: ColumnElement[Any], kind: GraphQLOutputType) -> ColumnElement[str]:
    text = json.value(column, row, _null(kind))
    listed = get_nullable_type(kind)
    if (
        isinstance(column.type, ARRAY)
        and isinstance(listed, GraphQLList)
        and isinstance(listed.of_type, GraphQLNonNull)
    ):
        return case((func.array_position(row, None).is_not(None), json.constant(json.FORBIDDEN)), else_=text)
    return text


def _computed(text: ColumnElement[str], kind: GraphQLOutputType) -> ColumnElement[str]:
    null = _null(kind)
    if null == json.NULL or json.certain(text):
        return text
    return json.Shown(text, f"coalesce(nullif({{0}}, 'null'), {json.quoted(null)})")


def _null(kind: GraphQLOutputType) -> str:
    """Give what stands for a null: where the type forbids one, what cannot be missed."""
    return json.FORBIDDEN if isinstance(kind, GraphQLNonNull) else json.NULL


def _nested(
    frame: Frame, definition: GraphQLField, source: One | Many | Paged | Reference, row: Row, nodes: list[FieldNode]
) -> ColumnElement[str]:
    if isinstance(source, Reference):
        return referred(frame, source, row, nodes, object_json)
    kind = get_named_type(definition.type)
    assert isinstance(kind, GraphQLObjectType)
    if isinstance(source, Paged):
        return page(frame, source, nodes, arguments(frame.inquiry, definition, nodes[0]), definition, object_json, row)
    other = alias_of(frame, kind)
    text = object_json(frame, kind, other, nodes)
    joined = source.join(row, other)
    asked = [joined, seen(frame, kind, other, joined)]
    if isinstance(source, Many):
        return listed(SubSelect(text, other, asked, source.order(other)))
    if source.when is not None:
        asked.append(source.when(other, frame))
    order = source.order(other) if source.order is not None else ()
    return first_or_null(SubSelect(text, other, asked, order, 1), _null(definition.type))


def _is_list(kind: GraphQLOutputType) -> bool:
    return isinstance(kind, GraphQLNonNull) and isinstance(kind.of_type, GraphQLList)
