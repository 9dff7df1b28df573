"""What surrounds the compiling of one operation: the schema's registry, who asks, and the operation's own parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLResolveInfo, GraphQLSchema
from graphql.execution.values import VariableValues, get_variable_values

from policies.caller import Caller
from reads.mapping import Registry


@dataclass(frozen=True)
class Frame:
    """The surroundings of one compilation; `now` is the clock's moment in Asia/Shanghai."""

    registry: Registry
    caller: Caller
    now: datetime
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues


def frame_of(
    info: GraphQLResolveInfo[Any], registry: Registry, caller: Caller, now: datetime, variables: Mapping[str, Any]
) -> Frame:
    """Take the operation's parts from the executor's info; `variables` are those that the request sent.

    Strawberry hands on only the coerced values; arguments need the values as sent too, since a variable may stand
    inside a literal.
    """
    values = get_variable_values(info.schema, info.operation.variable_definitions or (), dict(variables))
    assert isinstance(values, VariableValues)  # the executor has coerced the same values before
    return Frame(registry, caller, now, info.schema, info.fragments, values)
