"""The node interface, and what every node says of itself: its id, what is masked, what the viewer may do."""

from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Text, cast

from policies.classes import FieldClass, Sight
from reads import json
from reads.frame import Frame
from reads.sources import Column, Computed, Row, Settled, readable


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
        return [
            name
            for name, field in entity.fields.items()
            if not isinstance(field.source, Settled)
            and (
                frame.caller.permit.sight(entity.rows.kind, field.field_class) is not Sight.SHOW
                or (isinstance(field.source, Column) and field.source.name.endswith("_masked"))
            )
        ]

    return readable(Settled(names), FieldClass.BASIC)


def viewer_can(kind: str) -> Any:
    """Declare the field that names the actions the viewer's role may take on rows of the kind that it sees."""

    def actions(frame: Frame, _kind: str) -> list[str]:
        prefix = f"{kind}:"
        return sorted(
            action.removeprefix(prefix) for action in frame.caller.permit.actions if action.startswith(prefix)
        )

    return readable(Settled(actions), FieldClass.BASIC)
