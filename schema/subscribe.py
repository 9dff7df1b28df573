"""Opens a subscription for a caller: the way in for sockets and event streams, beside `schema.execute`."""

import asyncio
from dataclasses import replace
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError, OperationDefinitionNode, OperationType, parse
from strawberry.types.execution import PreExecutionError

from policies.audit import fingerprint_of
from policies.caller import Caller
from schema.alert_stream import AlertStream, gap
from schema.build import MOST_TOKENS
from schema.context import request_of
from schema.errors import presented
from schema.execute import built
from schema.subscription import ASKED
from tenants.house import House
from tenants.registry import Tenant


def subscribes(query: str, operation_name: str | None) -> bool:
    """Tell whether what a document would run is a subscription; what is wrong with it is `execute`'s to say."""
    try:
        document = parse(query, max_tokens=MOST_TOKENS)
    except (GraphQLError, RecursionError):
        return False
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    named = [one for one in operations if operation_name is None or (one.name and one.name.value == operation_name)]
    return len(named) == 1 and named[0].operation is OperationType.SUBSCRIPTION


async def subscribe(
    house: House,
    tenant: Tenant | None,
    caller: Caller,
    query: str,
    *,
    variables: dict[str, Any] | None = None,
    operation_name: str | None = None,
) -> AlertStream | dict[str, Any]:
    """Give the stream that a document asks for, or the response that refuses it."""
    schema, known = built()
    asked: asyncio.Future[AlertStream] = asyncio.get_running_loop().create_future()
    request = request_of(house, tenant, caller, known, variables or {}, operation_name)
    request.shared[ASKED] = asked
    results = await schema.subscribe(
        query, variable_values=variables, operation_name=operation_name, context_value=request
    )
    async for result in results:
        errors = result.errors or [GraphQLError("Nothing is subscribed to.")]
        early = isinstance(result, PreExecutionError)
        return {"errors": [presented(error, caller.language, _code(error, early)) for error in errors]}
    if not asked.done():  # @skip and @include left nothing
        return {"errors": [presented(GraphQLError("Nothing is subscribed to."), caller.language)]}
    stream = asked.result()
    fingerprint = await fingerprint_of(house, stream.tenant, query, operation_name, variables or {})
    return replace(stream, fingerprint=fingerprint)


def refused(caller: Caller) -> dict[str, Any]:
    """Give the response that the log does not reach back to where a stream begins."""
    error = GraphQLError("gap", original_error=gap())
    return {"errors": [presented(error, caller.language)]}


def _code(error: GraphQLError, early: bool) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    return "GRAPHQL_VALIDATION_FAILED" if early else "BAD_USER_INPUT"
