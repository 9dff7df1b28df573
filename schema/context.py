"""What surrounds one request while it is answered: who asks, of which tenant, when, and how a statement is run."""

from asyncio import Future
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg
import strawberry
from graphql import GraphQLResolveInfo
from graphql.execution.values import VariableValues, get_variable_values
from sqlalchemy import Select

from policies.caller import Caller
from reads.errors import BadRead
from reads.frame import Frame, frame_of
from reads.given import Given, resolved
from reads.mapping import Registry
from reads.plan import Plan
from reads.reading import Reading
from reads.rows import login_of
from schema.operations import Operations
from tenants.house import House
from tenants.registry import Tenant
from tenants.statement import compile_once

Fetch = Callable[[Select[Any], Frame], Awaitable[str | None]]


@dataclass(frozen=True)
class Request:
    """One request; `fetch` runs a compiled statement and gives the JSON text it made.

    `tenant` is None for an operator of the platform, who reads no tenant's rows. `shared` holds by name what several
    fields of the request wait for together, `reads` what it has read of persons outside a unit of work. `direct` tells
    that no executor waits for what a mutation gives (`schema.direct`).
    """

    house: House
    tenant: Tenant | None
    caller: Caller
    now: datetime
    scope: str
    registry: Registry
    variables: Mapping[str, Any]
    operation_name: str | None
    fetch: Fetch
    reads: list[Reading]
    operations: Operations
    document: str = ""
    direct: bool = False
    shared: dict[str, "Future[Any]"] = field(default_factory=dict)
    _variables: list[VariableValues] = field(default_factory=list, repr=False)

    def plan(
        self, info: GraphQLResolveInfo[Any], frame: Frame, tables: str, make: Callable[[], Plan | None]
    ) -> Plan | None:
        """Give the plan for what a field of the operation reads at once, made when it is the first of its shape.

        Which of its nodes take part was settled by the executor, by directives that the making never asks about.
        """
        nodes = tuple(node.loc.start for node in info.field_nodes if node.loc is not None)
        return self.operations.part(self.document, self.operation_name, (info.path.key, nodes), frame, tables, make)

    def frame(self, info: GraphQLResolveInfo[Any]) -> Frame:
        """Give the compiler its surroundings."""
        return frame_of(self.given(info), self.registry, info.schema, info.fragments, typed=True)

    def coerced(self, values: VariableValues) -> None:
        """Tell the variables as they were coerced for the operation."""
        self._variables[:] = [values]

    def given(self, info: GraphQLResolveInfo[Any]) -> Given:
        """Give what the request gives to its statements.

        Strawberry hands on only the coerced values; arguments need the values as sent too, since a variable may stand
        inside a literal. They are coerced once: a request runs one operation.
        """
        if not self._variables:
            values = get_variable_values(info.schema, info.operation.variable_definitions or (), dict(self.variables))
            assert isinstance(values, VariableValues)  # the executor has coerced the same values before
            self.coerced(values)
        return Given(self.caller, self.scope, self.now, self._variables[0])


def request_of(
    house: House,
    tenant: Tenant | None,
    caller: Caller,
    registry: Registry,
    variables: Mapping[str, Any],
    operation_name: str | None,
    operations: Operations,
    document: str = "",
) -> Request:
    """Make the surroundings of a request that reads by the tenant's pools."""
    reads: list[Reading] = []

    async def fetch(statement: Select[Any], frame: Frame) -> str | None:
        if tenant is None:
            return await _of_the_platform(house, statement, frame)
        sql, values = compile_once(statement, tenant.schema)
        text: str | None = await house.read(tenant, login_of(frame), sql, resolved(values, frame.inquiry.given))
        if frame.reading.kinds and frame.reading not in reads:
            reads.append(frame.reading)
        return text

    now = house.clock()
    return Request(
        house,
        tenant,
        caller,
        now,
        caller.scope,
        registry,
        variables,
        operation_name,
        fetch,
        reads,
        operations,
        document,
    )


async def _of_the_platform(house: House, statement: Select[Any], frame: Frame) -> str | None:
    given = frame.inquiry.given
    try:
        async with house.platform() as platform:
            text: str | None = await platform.resolved(statement, lambda values: resolved(values, given))
    except asyncpg.UndefinedTableError as error:  # only a tenant's own schema has the table
        raise of_no_tenant() from error
    return text


def of_no_tenant() -> BadRead:
    """Say why an operator of the platform, whose requests have no tenant, is not answered."""
    return BadRead("FORBIDDEN", "平台运维不读取租户数据", "Operators of the platform read no tenant's data")


Info = strawberry.Info[Request, None]
