"""Opens a subscription for a caller: the way in for sockets and event streams, beside `schema.execute`."""

import asyncio
from dataclasses import replace
from typing import Any

from graphql import GraphQLError
from strawberry.types.execution import PreExecutionError

from policies.audit import fingerprint_of
from policies.caller import Caller
from schema.alert_stream import AlertStream, gap
from schema.context import request_of
from schema.errors import presented
from schema.execute import built, operations
from schema.faulty import FaultyDocument
from schema.subscription import ASKED
from tenants.house import House
from tenants.registry import Tenant


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
    request = request_of(house, tenant, caller, known, variables or {}, operation_name, operations(), query)
    request.shared[ASKED] = asked
    results = await schema.subscribe(
        query, variable_values=variables, operation_name=operation_name, context_value=request
    )
    async for result in results:
        code = "GRAPHQL_VALIDATION_FAILED" if isinstance(result, PreExecutionError) else "BAD_USER_INPUT"
        return {"errors": [presented(error, caller.language, code) for error in result.errors or [_nothing()]]}
    if not asked.done():  # @skip and @include left nothing
        return {"errors": [presented(_nothing(), caller.language)]}
    stream = asked.result()
    fingerprint = await fingerprint_of(house, stream.tenant, query, operation_name, variables or {})
    return replace(stream, fingerprint=fingerprint)


def refused(caller: Caller) -> dict[str, Any]:
    """Give the response that the log does not reach back to where a stream begins."""
    error = GraphQLError("gap", original_error=gap())
    return {"errors": [presented(error, caller.language)]}


def _nothing() -> FaultyDocument:
    return FaultyDocument("BAD_USER_INPUT", "没有订阅任何内容", "Nothing is subscribed to")
