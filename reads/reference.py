"""How a reference to a row of one of several types becomes SQL: one case for each type, each bound as its own lists."""

from graphql import FieldNode, GraphQLObjectType
from sqlalchemy import ColumnElement, case, func, select

from reads import json
from reads.connection import ObjectJson
from reads.frame import Frame
from reads.rows import seen
from reads.sources import Reference, Row


def referred(
    frame: Frame, source: Reference, row: Row, nodes: list[FieldNode], object_json: ObjectJson
) -> ColumnElement[str]:
    """Build the JSON of the row that is meant, or null where the caller does not see it."""
    cases, nothing = [], json.constant(json.NULL)
    for value, (kind, key) in source.cases.items():
        entity = frame.registry.nodes[kind]
        of = frame.schema.type_map[entity.name]
        assert isinstance(of, GraphQLObjectType)
        other = frame.alias(entity.rows.table)
        this = other.c.id == key(row)
        text = select(object_json(frame, of, other, nodes, typed=frame.typed)).where(this, seen(frame, of, other, this))
        found = func.coalesce(text.correlate(row).scalar_subquery(), nothing)
        cases.append((row.c[source.name] == value, func.coalesce(found, nothing)))
    return case(*cases, else_=nothing)
