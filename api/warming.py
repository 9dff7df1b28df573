"""Makes the plans of trusted documents before anybody asks: for each role that is held, at each level it is held at."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLError, OperationType
from graphql.execution.values import VariableValues, get_variable_values
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from api.identity import Identity
from api.trusted import Trust
from policies.assignments import Assignment
from policies.caller import Caller
from policies.scope import EVERYTHING
from reads.errors import BadRead
from reads.given import Given
from records.access import role_assignment
from records.codes import Role
from records.division import division
from records.organisation import organisation
from schema.acting import caller_of
from schema.build import core
from schema.documents import document
from schema.execute import built, operations
from schema.operations import MOST_DOCUMENTS, Operation
from schema.samples import samples
from tenants.house import House
from tenants.registry import Tenant

LOG = logging.getLogger("tonghu.warming")
MOST = MOST_DOCUMENTS // 2  # of one tenant: the others', and free queries, keep the rest


async def warm(identity: Identity, tenant: Tenant, trust: Trust) -> int:
    """Make the plans of what a tenant trusts; gives how many. What cannot be made is made by the first request."""
    made = 0
    try:
        callers = await _callers(identity, tenant)
        for text in list(trust.documents.values())[-MOST:]:
            for operation in _known(text):
                for caller in callers:
                    made += _planned(identity.house, tenant, caller, operation)
                    await asyncio.sleep(0)  # requests go first
    except Exception as error:  # noqa: BLE001 (nobody waits for it)
        LOG.warning("plans of %s were not made: %s", tenant.code, type(error).__name__)
    return made


def _known(text: str) -> Iterator[Operation]:
    """Enter a document's queries among the operations of the process, by every name that a client may use."""
    found = document(core(built()[0]), text)
    if found.faults:
        return  # it was valid before the schema changed
    for name, node in found.operations.items():
        if node.operation is OperationType.QUERY:
            operation = operations().find(text, name) or Operation(node, found.fragments)
            operations().add(text, name, operation)
            if len(found.operations) == 1:
                operations().add(text, None, operation)
            yield operation


def _planned(house: House, tenant: Tenant, caller: Caller, operation: Operation) -> bool:
    schema, known = built()
    now = house.clock()
    values = samples(core(schema), operation.node, next(iter(caller.areas), tenant.division), now)
    coerced = get_variable_values(core(schema), operation.node.variable_definitions or (), values)
    if not isinstance(coerced, VariableValues):
        return False
    try:
        return operation.plan(Given(caller, caller.scope, now, coerced), known, core(schema), tenant.schema) is not None
    except (BadRead, GraphQLError, ValueError):
        return False


async def _callers(identity: Identity, tenant: Tenant) -> list[Caller]:
    """Give a caller for each role and level that is held now, of whom nothing but these matters."""
    house, now = identity.house, identity.house.clock()
    policies = await identity.standing.now(house, tenant)
    table = role_assignment.c
    seats = role_assignment.outerjoin(division, division.c.code == table.division)
    seats = seats.outerjoin(organisation, organisation.c.id == table.organisation_id)
    held = (
        select(table.role, table.division, table.organisation_id, organisation.c.division.label("seat"))
        .select_from(seats)
        .where(table.valid_from <= now, table.until.is_(None) | (table.until > now), table.revoked_at.is_(None))
        .ext(distinct_on(table.role, division.c.level))
    )
    async with house.work(tenant, scope=EVERYTHING) as work:
        rows = await work.all(held)
    return [caller_of("warming", tenant.code, [_held(row)], policies, language="zh") for row in rows]


def _held(row: Mapping[str, Any]) -> Assignment:
    return Assignment(Role[row["role"]], row["division"], row["organisation_id"], None, None, row["seat"])
