"""How a reference to a row of one of several types becomes SQL: one case for each type, each bound as its own lists."""

from graphql import FieldNode, GraphQLObjectType
from sqlalchemy import ColumnElement, case

from reads import json
from reads.connection import ObjectJson
from reads.frame import Frame
from reads.rows import seen
from reads.sources import Reference, Row
from reads.sub_select import SubSelect, first_or_null


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
        text = object_json(frame, of, other, nodes, typed=frame.typed)
        found = first_or_null(SubSelect(text, other, [this, seen(frame, of, other, this)]))
        cases.append((row.c[source.name] == value, found))
    return case(*cases, else_=nothing)
