"""Runs a document for a caller: the one way in for HTTP, and later for sockets, webhooks and jobs."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from policies.caller import Caller
from reads.mapping import Registry, registry
from schema.build import Schema, build, core
from schema.context import request_of
from schema.errors import presented
from tenants.house import House
from tenants.registry import Tenant

READ_AND_WRITE = (OperationType.QUERY, OperationType.MUTATION)


@cache
def built() -> tuple[Schema, Registry]:
    """Build the schema and its registry once for the process; raises TypeError where a field has no class."""
    schema = build()
    return schema, registry(core(schema))


async def execute(
    house: House,
    tenant: Tenant | None,
    caller: Caller,
    query: str,
    *,
    variables: dict[str, Any] | None = None,
    operation_name: str | None = None,
    allowed: Iterable[OperationType] = READ_AND_WRITE,
) -> dict[str, Any]:
    """Run a document and give the response: `data`, and `errors` with codes; a request error has no data."""
    schema, known = built()
    try:
        result = await schema.execute(
            query,
            variable_values=variables,
            operation_name=operation_name,
            context_value=request_of(house, tenant, caller, known, variables or {}, operation_name),
            allowed_operation_types=allowed,
        )
    except MissingQueryError:
        return _refused("The request has no query.")
    except CannotGetOperationTypeError as error:
        return _refused(error.as_http_error_reason())
    except InvalidOperationTypeError as error:
        return _refused(error.as_http_error_reason("this door"))
    return _response(result, caller)


def _response(result: Any, caller: Caller) -> dict[str, Any]:
    assert isinstance(result, (ExecutionResult, PreExecutionError))
    response: dict[str, Any] = {}
    if result.errors:
        response["errors"] = [
            presented(error, caller.language, _code(error, isinstance(result, PreExecutionError)))
            for error in result.errors
        ]
    if result.data is not None or any(error.path for error in result.errors or ()):
        response["data"] = result.data
    return response


def _code(error: GraphQLError, before_execution: bool) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    return "GRAPHQL_VALIDATION_FAILED" if before_execution else "BAD_USER_INPUT"


def _refused(message: str) -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]}
