"""Every field has the class that was agreed: a field cannot move to another, or lose its own, without being seen."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter

from policies.classes import FieldClass
from reads.sources import FIELD_CLASS
from schema.build import build, core
from schema.classes import committed, declared, table


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The schema as it is served."""
    return core(build())


def own(schema: GraphQLSchema) -> Iterator[tuple[str, str, Any]]:
    """Give every field that says itself what class it has, with its declaration."""
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType):
            for field, definition in kind.fields.items():
                if FIELD_CLASS in declared(definition):
                    yield name, field, definition.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]


def test_every_field_has_the_class_that_was_agreed(schema: GraphQLSchema) -> None:
    assert list(table(schema)) == committed()


def test_any_one_class_changed_or_taken_away_no_longer_agrees(
    schema: GraphQLSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed = {(name, field): of for name, field, of in committed()}
    idle = []
    for name, field, declaration in list(own(schema)):
        said = dict(declaration.metadata)
        other = FieldClass.STAFF if said[FIELD_CLASS] is FieldClass.BASIC else FieldClass.BASIC
        for changed in (said | {FIELD_CLASS: other}, {key: said[key] for key in said if key != FIELD_CLASS}):
            with monkeypatch.context() as turn:
                turn.setattr(declaration, "metadata", changed)
                found = {(one, two): of for one, two, of in table(schema, only=name)}
            if found.get((name, field)) == agreed[name, field]:
                idle.append(f"{name}.{field}")
    assert len(agreed) > 1000
    assert idle == []
