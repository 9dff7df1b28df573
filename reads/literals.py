"""Literals with variables inside, made ready once: the library reads what the document says anew for every request.

Source: GraphQL, section 3.10 (how an input object is coerced).
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_nullable_type,
)
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

Read = Callable[[Mapping[str, Any]], Any]
"""Gives a value, with the variables as they were coerced; Undefined for what the library has to read or refuse."""


def varies(node: ValueNode) -> bool:
    """Tell whether a variable stands in a value."""
    if isinstance(node, ListValueNode):
        return any(map(varies, node.values))
    if isinstance(node, ObjectValueNode):
        return any(varies(field.value) for field in node.fields)
    return isinstance(node, VariableNode)


def ready(node: ValueNode, kind: GraphQLInputType) -> Read:
    """Make a value of a valid document ready, of an input type."""
    if not varies(node):
        return _constant(coerce_input_literal(node, kind))
    if isinstance(node, VariableNode):
        return _variable(node.name.value, required=isinstance(kind, GraphQLNonNull))
    named = get_nullable_type(kind)
    if isinstance(node, ObjectValueNode) and isinstance(named, GraphQLInputObjectType) and not named.is_one_of:
        return _object(node, named)
    return _constant(Undefined)


def _constant(value: Any) -> Read:
    return lambda _variables: value


def _variable(name: str, *, required: bool) -> Read:
    def read(variables: Mapping[str, Any]) -> Any:
        value = variables.get(name, Undefined)
        return Undefined if required and value is None else value

    return read


def _object(node: ObjectValueNode, kind: GraphQLInputObjectType) -> Read:
    said = {field.name.value: field.value for field in node.fields}
    members: list[tuple[str, Read, bool]] = []  # the last: whether it may be missing
    for name, field in kind.fields.items():
        value, otherwise = said.get(name), coerce_default_value(field)
        if value is not None:
            spared = otherwise is Undefined and not isinstance(field.type, GraphQLNonNull)
            members.append(
                (field.out_name or name, ready(value, field.type), spared and isinstance(value, VariableNode))
            )
        elif otherwise is not Undefined:
            members.append((field.out_name or name, _constant(otherwise), False))

    def read(variables: Mapping[str, Any]) -> Any:
        found = {}
        for name, member, spared in members:
            value = member(variables)
            if value is not Undefined:
                found[name] = value
            elif not spared:
                return Undefined
        return kind.out_type(found)

    return read
