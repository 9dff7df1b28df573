"""The variables of a request: the library finds out anew for each what an operation declares; here that is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from graphql import GraphQLSchema, OperationDefinitionNode, Undefined, get_nullable_type, is_leaf_type
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from graphql.utilities import coerce_input_value


@dataclass(frozen=True)
class Variables:
    """What a valid operation declares; `leaves` are its variables where each is a scalar or one of an enumeration."""

    schema: GraphQLSchema
    node: OperationDefinitionNode
    leaves: Sequence[GraphQLVariableSignature] | None

    @classmethod
    def of(cls, schema: GraphQLSchema, node: OperationDefinitionNode) -> Self:
        """Find out what an operation declares."""
        found = [get_variable_signature(schema, one) for one in node.variable_definitions or ()]
        leaves = [one for one in found if isinstance(one, GraphQLVariableSignature) and _is_leaf(one)]
        return cls(schema, node, leaves if len(leaves) == len(found) else None)

    def read(self, sent: Mapping[str, Any]) -> VariableValues | None:
        """Read what was sent as the library does; None where something is wrong with it."""
        found = None if self.leaves is None else _all(self.leaves, sent)
        if found is None:
            whole = get_variable_values(self.schema, self.node.variable_definitions or (), dict(sent))
            found = whole if isinstance(whole, VariableValues) else None
        return found


def _is_leaf(one: GraphQLVariableSignature) -> bool:
    return is_leaf_type(get_nullable_type(one.type))


def _all(leaves: Sequence[GraphQLVariableSignature], sent: Mapping[str, Any]) -> VariableValues | None:
    """Read variables that were sent; None where one was not, or is wrong: what then holds, the library knows."""
    found = VariableValues({}, {})
    for one in leaves:
        value = sent.get(one.name, Undefined)
        coerced = value if value is Undefined else coerce_input_value(value, one.type)
        if coerced is Undefined:
            return None
        found.sources[one.name] = VariableValueSource(one, value)
        found.coerced[one.name] = coerced
    return found
