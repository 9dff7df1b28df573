"""What surrounds one request while it is answered: who asks, of which tenant, when, and how a statement is run."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo
from sqlalchemy import Select

from policies.caller import Caller
from reads.frame import Frame, frame_of
from reads.mapping import Registry
from reads.rows import login_of
from tenants.house import House
from tenants.registry import Tenant
from tenants.statement import compile_statement
from tenants.work import Work

Fetch = Callable[[Select[Any], Frame], Awaitable[str | None]]


@dataclass(frozen=True)
class Request:
    """One request in one tenant; `fetch` runs a compiled statement and gives the JSON text it made."""

    house: House
    tenant: Tenant
    caller: Caller
    now: datetime
    registry: Registry
    fetch: Fetch

    def within(self, work: Work) -> "Request":
        """Give the same request with its reads inside a unit of work, so that they see what it wrote."""

        async def fetch(statement: Select[Any], _frame: Frame) -> str | None:
            text: str | None = await work.value(statement)
            return text

        return replace(self, fetch=fetch)

    def frame(self, info: GraphQLResolveInfo[Any]) -> Frame:
        """Give the compiler its surroundings."""
        return frame_of(info, self.registry, self.caller, self.now)


def request_of(house: House, tenant: Tenant, caller: Caller, registry: Registry) -> Request:
    """Make the surroundings of a request that reads by the tenant's pools."""

    async def fetch(statement: Select[Any], frame: Frame) -> str | None:
        sql, arguments = compile_statement(statement, tenant.schema)
        text: str | None = await house.read(tenant, login_of(frame), sql, arguments)
        return text

    return Request(house, tenant, caller, house.clock(), registry, fetch)


Info = strawberry.Info[Request, None]
