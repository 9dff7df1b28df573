"""The node interface, and what every node says of itself: its id, what is masked, what the viewer may do."""

from typing import Any

import strawberry
from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, Text, case, cast, func, null

from policies.classes import FieldClass, RowKind, Sight
from reads import json
from reads.frame import Frame
from reads.mapping import Readable
from reads.rows import granted
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

    return readable(Settled(names, by_row=_by_row), FieldClass.BASIC)


def _by_row(row: Row, frame: Frame, kind: str) -> ColumnElement[str] | None:
    """Name what is masked or withheld of one row, where a grant may have opened classes of it."""
    entity = frame.registry.entities[kind]
    if not frame.caller.permit.grants.get(entity.rows.kind):
        return None
    withheld: dict[FieldClass | None, list[str]] = {}
    for name, field in entity.fields.items():
        if _withheld(frame, kind, name, field):
            withheld.setdefault(_opened(frame, kind, name, field), []).append(name)
    parts: list[ColumnElement[str]] = []
    for opened, names in withheld.items():
        text = json.constant(",".join(f'"{name}"' for name in names))
        named = granted(frame, entity.rows, row, opened) if opened else None
        parts.append(text if named is None else case((named, null()), else_=text))
    return json.joined(["[", func.concat_ws(",", *parts), "]"])


def _opened(frame: Frame, kind: str, name: str, field: Readable) -> FieldClass | None:
    """Give the class of a withheld field that a grant shows whole; None for one that stays withheld or masked."""
    shown = frame.caller.permit.granted(frame.registry.entities[kind].rows.kind, field.field_class)
    return field.field_class if shown is Sight.SHOW and not _held_back(frame, kind, name, field) else None


def viewer_can(kind: str, *verbs: str) -> Any:
    """Declare the field that names which of the verbs (`update`, ...) the viewer may take on rows of the kind."""

    def actions(frame: Frame, _kind: str) -> list[str]:
        return [verb for verb in verbs if f"{kind}:{verb}" in frame.caller.permit.actions]

    return readable(Settled(actions), FieldClass.BASIC)


def _withheld(frame: Frame, kind: str, name: str, field: Readable) -> bool:
    permit, entities = frame.caller.permit, frame.registry.entities
    if isinstance(field.source, Settled):
        return False
    if permit.sight(entities[kind].rows.kind, field.field_class) is not Sight.SHOW:
        return True
    return _held_back(frame, kind, name, field)


def _held_back(frame: Frame, kind: str, name: str, field: Readable) -> bool:
    """Tell whether a field whose class shows is a mask still, or of rows that the viewer never sees."""
    source, permit, entities = field.source, frame.caller.permit, frame.registry.entities
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
