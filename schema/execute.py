"""Runs a document for a caller: the one way in for HTTP, and later for sockets, webhooks and jobs."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import asyncpg
from graphql import GraphQLError
from graphql import OperationType as Kind
from graphql.execution.values import VariableValues
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from policies.audit import Read, audit_reads, fingerprint_of
from policies.caller import Caller
from reads.errors import BadRead
from reads.given import Given
from reads.mapping import Registry, registry
from reads.reading import Reading
from schema.build import Schema, build, core
from schema.context import request_of
from schema.direct import direct_of, perform_direct
from schema.documents import document
from schema.errors import presented, told
from schema.faulty import FaultyDocument
from schema.operations import Operation, Operations
from tenants.house import House
from tenants.registry import Tenant

SELDOM = 2  # runs of a plan that are not prepared: most shapes never come again
READ_AND_WRITE = (OperationType.QUERY, OperationType.MUTATION)
_KINDS = {
    Kind.QUERY: OperationType.QUERY,
    Kind.MUTATION: OperationType.MUTATION,
    Kind.SUBSCRIPTION: OperationType.SUBSCRIPTION,
}
_ELSEWHERE = (
    "此处不能执行这种操作；订阅须经 WebSocket，或以 Accept: text/event-stream 请求",
    "Operations of this kind are not run here; subscribe by WebSocket, or ask with Accept: text/event-stream",
)


@cache
def built() -> tuple[Schema, Registry]:
    """Build the schema and its registry once for the process; raises TypeError where a field has no class."""
    schema = build()
    return schema, registry(core(schema))


@cache
def operations() -> Operations:
    """Give what this process has made of the queries it knows."""
    return Operations()


def known(query: str, operation_name: str | None) -> Operation | None:
    """Give an operation that passes the guards, kept from the first time on; None where something is wrong with it."""
    kept = operations().find(query, operation_name)
    if kept is not None:
        return kept
    found = document(core(built()[0]), query)
    if found.faults:
        return None
    try:
        kept = Operation(found.operation(operation_name), found.fragments)
    except FaultyDocument:
        return None
    operations().add(query, operation_name, kept)
    return kept


async def answer(
    house: House,
    tenant: Tenant | None,
    caller: Caller,
    query: str,
    *,
    variables: dict[str, Any] | None = None,
    operation_name: str | None = None,
    allowed: Iterable[OperationType] = READ_AND_WRITE,
) -> bytes | dict[str, Any]:
    """Run a document as `execute` does; what went well may come as the bytes of its response.

    That is so for a query when every root field of it is answered by the database alone, and for a mutation when
    nothing but rows and refusals is asked of it.
    """
    found = await planned(
        house, tenant, caller, query, variables=variables, operation_name=operation_name, allowed=allowed
    )
    if found is not None:
        return found
    return await execute(
        house, tenant, caller, query, variables=variables, operation_name=operation_name, allowed=allowed
    )


async def planned(
    house: House,
    tenant: Tenant | None,
    caller: Caller,
    query: str,
    *,
    variables: dict[str, Any] | None = None,
    operation_name: str | None = None,
    allowed: Iterable[OperationType] = READ_AND_WRITE,
) -> bytes | dict[str, Any] | None:
    """Answer without the executor: None where it has to, or where the caller's roles are others by now.

    Nothing was written then. What failed comes as errors.
    """
    operation = known(query, operation_name)
    if operation is None or tenant is None or _KINDS[operation.node.operation] not in allowed:
        return None
    schema, types = built()
    coerced = operation.variables(core(schema), variables or {})
    if coerced is None:
        return None
    if operation.node.operation is Kind.QUERY:
        found = await _read(house, tenant, caller, operation, coerced)
        if found is None:
            return None
        body, readings = found
        await _audited(house, tenant, caller, readings, query, operation_name, variables or {})
        return body
    direct = operation.direct(lambda: direct_of(schema, types, operation.node, operation.fragments))
    if direct is None:
        return None
    request = request_of(house, tenant, caller, types, variables or {}, operation_name, operations(), query)
    return await perform_direct(schema, direct, replace(request, direct=True), coerced)


async def _read(
    house: House, tenant: Tenant, caller: Caller, operation: Operation, coerced: VariableValues
) -> tuple[bytes, list[Reading]] | None:
    """Answer a query by its plan, and tell what it reads of persons."""
    schema, types = built()
    given = Given(caller, caller.scope, house.clock(), coerced)
    try:
        plan = operation.plan(given, types, core(schema), tenant.schema)
        if plan is None:
            return None
        plan.runs += 1
        arguments = plan.bound(given)
        found: bytes | None = await house.read(tenant, plan.login, plan.sql, arguments, kept=plan.runs > SELDOM)
    except asyncpg.QueryCanceledError:
        raise  # what took too long once would take as long again
    except (BadRead, GraphQLError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError):
        return None  # the executor answers, and says of each field what is wrong with it
    return None if found is None else plan.response(found, given)


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
    """Run a document and give the response: `data`, and `errors` with codes; a request error has no data.

    What it read of persons is in the trail before the response is given. Raises as `House.together` does when that
    could not be written: then there is no response.
    """
    assert caller.believed is None  # nothing below asks whether the roles still stand
    schema, types = built()
    request = request_of(house, tenant, caller, types, variables or {}, operation_name, operations(), query)
    try:
        result = await schema.execute(
            query,
            variable_values=variables,
            operation_name=operation_name,
            context_value=request,
            allowed_operation_types=allowed,
        )
    except MissingQueryError:
        return _refused(caller, "请求中没有查询", "The request has no query")
    except CannotGetOperationTypeError:
        return _refused(caller, "查询中没有要执行的操作", "The document has no such operation to run")
    except InvalidOperationTypeError:
        return _refused(caller, *_ELSEWHERE)
    if tenant is not None:
        await _audited(house, tenant, caller, request.reads, query, operation_name, variables or {})
    return _response(result, caller)


async def _audited(
    house: House,
    tenant: Tenant,
    caller: Caller,
    readings: Iterable[Reading],
    query: str,
    operation_name: str | None,
    variables: dict[str, Any],
) -> None:
    reads = _gathered(read for reading in readings for read in _told(reading))
    if reads:
        fingerprint = await fingerprint_of(house, tenant, query, operation_name, variables)
        await audit_reads(house, tenant, caller, fingerprint, reads)


def _gathered(reads: Iterable[Read]) -> list[Read]:
    """Make one row of lists that read the same of the same type, such as pages side by side: its count is of all."""
    lists: dict[Hashable, Read] = {}
    for read in reads:
        key = (read.kind, read.fields) if read.object is None else object()
        same = lists.get(key)
        lists[key] = read if same is None else replace(same, count=(same.count or 0) + (read.count or 0))
    return list(lists.values())


def _told(reading: Reading) -> Iterator[Read]:
    """Give what a root field read as rows of the trail: one for each person asked for by a key, or one for a list."""
    fields = reading.fields()
    named = [one for one in dict.fromkeys(reading.asked) if one[0] in reading.kinds]
    for kind, key in named:
        found = (kind, key) in reading.places
        yield Read(kind, key, reading.places.get((kind, key)), fields, int(found))
    if not reading.asked:
        yield Read(next(iter(reading.kinds)), None, None, fields, reading.count)
    elif not named and reading.places:  # of persons only what hangs on an object that is none, such as an alert
        yield Read(next(iter(reading.kinds)), None, None, fields, len(reading.places))


def _response(result: Any, caller: Caller) -> dict[str, Any]:
    assert isinstance(result, (ExecutionResult, PreExecutionError))
    response: dict[str, Any] = {}
    code = "GRAPHQL_VALIDATION_FAILED" if isinstance(result, PreExecutionError) else "BAD_USER_INPUT"
    if result.errors:
        response["errors"] = [presented(error, caller.language, code) for error in result.errors]
    if result.data is not None or any(error.path for error in result.errors or ()):
        response["data"] = result.data
    return response


def _refused(caller: Caller, zh: str, en: str) -> dict[str, Any]:
    return {"errors": [told("BAD_USER_INPUT", en if caller.language == "en" else zh)]}
