"""The node interface, and what every node says of itself: its id, what is masked, what the viewer may do."""

from typing import Any

import strawberry
from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, Text, cast

from policies.classes import FieldClass, RowKind, Sight
from reads import json
from reads.frame import Frame
from reads.mapping import Readable
from reads.sources import Column, Computed, Paged, Row, Settled, readable


@strawberry.interface(description="Anything with a global id.")
class Node:
    """Anything with a global id."""

    id: strawberry.ID


def identifier(kind: str) -> Any:
    """Declare the id field of a type whose ids begin with the kind."""

    def build(row: Row, _frame: Frame) -> ColumnElement[str]:
        return json.joined([f'"{kind}_', cast(row.c.id, Text), '"'])

    return readable(Computed(build), FieldClass.BASIC)


def masked() -> Any:
    """Declare the field that names what policy masks or withholds of the type, whatever the row holds."""

    def names(frame: Frame, kind: str) -> list[str]:
        entity = frame.registry.entities[kind]
        return [name for name, field in entity.fields.items() if _withheld(frame, kind, name, field)]

    return readable(Settled(names), FieldClass.BASIC)


def viewer_can(kind: str, *verbs: str) -> Any:
    """Declare the field that names which of the verbs (`update`, ...) the viewer may take on rows of the kind."""

    def actions(frame: Frame, _kind: str) -> list[str]:
        return [verb for verb in verbs if f"{kind}:{verb}" in frame.caller.permit.actions]

    return readable(Settled(actions), FieldClass.BASIC)


def _withheld(frame: Frame, kind: str, name: str, field: Readable) -> bool:
    source, permit, entities = field.source, frame.caller.permit, frame.registry.entities
    if isinstance(source, Settled):
        return False
    if permit.sight(entities[kind].rows.kind, field.field_class) is not Sight.SHOW:
        return True
    if isinstance(source, Column):
        return source.name.endswith("_masked")
    if isinstance(source, Computed):
        return False
    target = _target(frame, kind, name)
    if isinstance(source, Paged):
        target = _target(frame, target, "nodes")
    return permit.row(entities[target].rows.kind) is RowKind.NONE


def _target(frame: Frame, kind: str, name: str) -> str:
    of = frame.schema.type_map[kind]
    assert isinstance(of, GraphQLObjectType)
    return get_named_type(of.fields[name].type).name
