"""Strawberry's execution of one operation, which tells the request the variables as it has coerced them."""

from typing import Any

from graphql.execution.values import VariableValues
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.context import Request


class Executing(StrawberryGraphQLCoreExecutionContext):
    """Strawberry hands on the coerced values alone; the statements need those that were sent, too, and not twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request, values = self.context_value, self.variable_values
        if isinstance(request, Request) and isinstance(values, VariableValues):
            request.coerced(values)
