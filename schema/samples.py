"""Values of the shape that an operation needs, to make its plan before anybody has asked; none is ever looked up."""

from datetime import datetime
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    type_from_ast,
)

from schema.ids import format_id


def samples(schema: GraphQLSchema, operation: OperationDefinitionNode, place: int, now: datetime) -> dict[str, Any]:
    """Give a value for each variable that has to have one; `place` stands for any division code."""
    scalars = {
        "ID": format_id("child", UUID(int=0)),
        "Int": 20,
        "Float": 1.0,
        "Boolean": True,
        "String": "",
        "Date": now.date().isoformat(),
        "DateTime": now.isoformat(),
        "Decimal": "1",
        "DivisionCode": str(place),
    }

    def sample(kind: GraphQLInputType) -> Any:
        kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(kind, GraphQLList):
            return [sample(kind.of_type)]
        if isinstance(kind, GraphQLEnumType):
            return next(iter(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            needed = {name: one for name, one in kind.fields.items() if isinstance(one.type, GraphQLNonNull)}
            return {name: sample(one.type) for name, one in needed.items()}
        return scalars.get(str(kind))

    given = {}
    for variable in operation.variable_definitions or ():
        kind = type_from_ast(schema, variable.type)
        if isinstance(kind, GraphQLNonNull) and variable.default_value is None:
            given[variable.variable.name.value] = sample(kind)
    return given
