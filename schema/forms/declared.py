"""The members of an input type as a form shows them, read off the schema itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
    get_named_type,
)

from care.actions.common.labels import english_of

# Members that the client's program fills in, not the person at the form.
_TECHNICAL = frozenset({"clientId", "idempotencyKey"})


@dataclass(frozen=True)
class Member:
    """One member of an input: `path` with dots (`findings.guardian.name`), its labels, its type's name.

    `required` is what the input type itself demands; inside another member it counts once that one is given.
    """

    path: str
    zh: str
    en: str
    type: str
    many: bool
    required: bool


def input_of(schema: GraphQLSchema, mutation: str) -> GraphQLInputObjectType | None:
    """Give the input type of a mutation, None when there is no such mutation."""
    field = schema.mutation_type.fields.get(mutation) if schema.mutation_type else None
    named = get_named_type(field.args["input"].type) if field else None
    return named if isinstance(named, GraphQLInputObjectType) else None


def members(kind: GraphQLInputObjectType, within: str = "") -> Iterator[Member]:
    """Give the members of an input type in their order, each followed by its own."""
    for name, field in kind.fields.items():
        if name in _TECHNICAL:
            continue
        path, named = f"{within}{name}", get_named_type(field.type)
        needed = isinstance(field.type, GraphQLNonNull) and field.default_value is Undefined
        yield Member(path, field.description or name, english_of(name), named.name, _is_list(field.type), needed)
        if isinstance(named, GraphQLInputObjectType):
            yield from members(named, f"{path}.")


def _is_list(kind: GraphQLInputType) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
