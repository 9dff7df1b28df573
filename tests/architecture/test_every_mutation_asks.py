"""A mutation that does not ask the policy must not exist: whoever may do nothing is refused by each of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from records.codes import Role
from records.ids import uuid7
from schema.build import build, core
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import caller_of

SCHEMA = core(build())
MUTATIONS = SCHEMA.mutation_type.fields if SCHEMA.mutation_type else {}
KINDS = {
    "agreementId": "agreement",
    "commissionId": "commission",
    "guardianId": "guardian",
    "traineeId": "trainee",
    "visitId": "visit",
    "needId": "need",
    "organisationId": "organisation",
    "reportId": "report",
    "caseId": "case",
    "decisionId": "decision",
    "placementId": "placement",
    "offerId": "offer",
    "dataAgreementId": "dataAgreement",
    "grantId": "grant",
}
SCALARS: dict[str, Callable[[str], Any]] = {
    "ID": lambda name: f"{KINDS.get(name, 'child')}_{uuid7()}",
    "String": lambda _: "陈小明",
    "Int": lambda _: 1,
    "Boolean": lambda _: True,
    "Date": lambda _: "2016-05-01",
    "DateTime": lambda _: "2026-11-20T09:00:00+08:00",
    "DivisionCode": lambda _: "350102001001",
    "Decimal": lambda _: "1.00",
}


def some(kind: GraphQLInputType, name: str) -> Any:
    """Make the smallest value that the type accepts."""
    if isinstance(kind, GraphQLNonNull):
        return some(kind.of_type, name)
    if isinstance(kind, GraphQLList):
        return [some(kind.of_type, name.removesuffix("s"))]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        asked = {key: field for key, field in kind.fields.items() if isinstance(field.type, GraphQLNonNull)}
        return {key: some(field.type, key) for key, field in asked.items()}
    return SCALARS[kind.name](name)


@pytest.mark.parametrize("name", MUTATIONS)
async def test_every_mutation_asks_the_policy(house: House, fujian: Tenant, name: str) -> None:
    field = MUTATIONS[name]
    (argument,) = field.args.items()
    payload = get_named_type(field.type)
    assert isinstance(payload, GraphQLObjectType)
    query = f"mutation($it: {argument[1].type}) {{ {name}({argument[0]}: $it) {{ userErrors {{ code }} }} }}"
    caller = caller_of(house, Role.INTEGRATOR, 350000000000)
    caller = replace(caller, permit=replace(caller.permit, actions=frozenset(), assigns=frozenset()))
    answer = await execute(house, fujian, caller, query, variables={"it": some(argument[1].type, argument[0])})
    assert "errors" not in answer, answer
    payloads = answer["data"][name]
    for refused in payloads if isinstance(payloads, list) else [payloads]:
        assert refused == {"userErrors": [{"code": "FORBIDDEN"}]}


def test_there_are_mutations() -> None:
    assert len(MUTATIONS) >= 14
