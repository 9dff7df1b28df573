"""Runs a document for a caller: the one way in for HTTP, and later for sockets, webhooks and jobs."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from policies.audit import Read, audit_reads, fingerprint_of
from policies.caller import Caller
from reads.mapping import Registry, registry
from reads.reading import Reading
from schema.build import Schema, build, core
from schema.context import request_of
from schema.errors import presented, told
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
    """Run a document and give the response: `data`, and `errors` with codes; a request error has no data.

    What it read of persons is in the trail before the response is given. Raises as `House.together` does when that
    could not be written: then there is no response.
    """
    schema, known = built()
    request = request_of(house, tenant, caller, known, variables or {}, operation_name)
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
        return _refused(caller, "此处不能执行这种操作", "Operations of this kind are not run here")
    reads = [read for reading in request.reads for read in _told(reading)]
    if reads and tenant is not None:
        fingerprint = await fingerprint_of(house, tenant, query, operation_name, variables or {})
        await audit_reads(house, tenant, caller, fingerprint, reads)
    return _response(result, caller)


def _told(reading: Reading) -> Iterator[Read]:
    """Give what a root field read as rows of the trail: one for each object asked for by its key, or one for a list."""
    fields = tuple(sorted(f"{kind}:{one}" for kind, classes in reading.kinds.items() for one in classes))
    for kind, key in dict.fromkeys(reading.asked):
        if kind in reading.kinds:
            found = (kind, key) in reading.places
            yield Read(kind, key, reading.places.get((kind, key)), fields, int(found))
    if not reading.asked:
        yield Read(next(iter(reading.kinds)), None, None, fields, reading.count)


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
