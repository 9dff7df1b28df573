"""What surrounds the compiling of one operation: the schema's registry, who asks, and the operation's own parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLResolveInfo, GraphQLSchema
from graphql.execution.values import VariableValues, get_variable_values

from policies.caller import Caller
from policies.classes import FieldClass
from reads.errors import BadRead
from reads.mapping import Registry
from reads.reading import Reading
from reads.sources import Rows

MOST_FIELDS = 2_000


@dataclass
class Budget:
    """What one root field may still ask for, in fields; fragments make few words into many of them."""

    left: int = MOST_FIELDS

    def take(self, fields: int) -> None:
        """Use some of it; raises BadRead TOO_COMPLEX when it is used up."""
        self.left -= fields
        if self.left < 0:
            raise BadRead("TOO_COMPLEX", "查询过于复杂，请拆分后再试", "The query is too complex: split it")


@dataclass(frozen=True)
class Frame:
    """The surroundings of one compilation.

    `now` is the clock's moment in Asia/Shanghai; `scope` the places that row-level security lets through: the caller's,
    or in a unit of work those it was opened for. The compiled predicates bind the rows to the caller either way.
    """

    registry: Registry
    caller: Caller
    scope: str
    now: datetime
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    budget: Budget
    reading: Reading = field(default_factory=Reading)

    def note(self, rows: Rows, *classes: FieldClass) -> None:
        """Note for the trail that rows of a type are read, and which classes of their fields."""
        self.reading.note(self.caller.permit, rows.kind, *classes)


def frame_of(
    info: GraphQLResolveInfo[Any],
    registry: Registry,
    caller: Caller,
    scope: str,
    now: datetime,
    variables: Mapping[str, Any],
) -> Frame:
    """Take the operation's parts from the executor's info; `variables` are those that the request sent.

    Strawberry hands on only the coerced values; arguments need the values as sent too, since a variable may stand
    inside a literal.
    """
    values = get_variable_values(info.schema, info.operation.variable_definitions or (), dict(variables))
    assert isinstance(values, VariableValues)  # the executor has coerced the same values before
    return Frame(registry, caller, scope, now, info.schema, info.fragments, values, Budget())
