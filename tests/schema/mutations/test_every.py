"""What holds for every mutation there is."""

from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, build_schema

from records.codes import Role
from schema.build import printed
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.support.desks import GULOU, ZHONGSHAN, caller

FOUND = build_schema(printed()).mutation_type
assert FOUND is not None
MUTATIONS = FOUND.fields
NAMES = sorted(MUTATIONS)
SAMPLES: dict[str, Any] = {
    "String": "文",
    "ID": f"child_{uuid4()}",
    "Int": 1,
    "Boolean": False,
    "Date": "2026-01-02",
    "DateTime": "2026-01-02T09:00:00+08:00",
    "DivisionCode": str(ZHONGSHAN),
}


def sample(kind: Any) -> Any:
    """Make a value of an input type, with what it requires and nothing else."""
    if isinstance(kind, GraphQLNonNull):
        return sample(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [sample(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        required = {name: field for name, field in kind.fields.items() if isinstance(field.type, GraphQLNonNull)}
        return {name: sample(field.type) for name, field in required.items()}
    return SAMPLES[kind.name]


async def say(house: House, tenant: Tenant | None, who: Any, name: str) -> dict[str, Any]:
    (argument, definition), *others = MUTATIONS[name].args.items()
    assert not others
    errors = "userErrors { code path }"
    document = (
        f"mutation($given: {definition.type}) {{ {name}({argument}: $given) {{ {errors} warnings {{ code }} }} }}"
    )
    return await execute(house, tenant, who, document, variables={"given": sample(definition.type)})


def codes(answer: Any) -> list[str]:
    payloads = answer if isinstance(answer, list) else [answer]
    return [error["code"] for payload in payloads for error in payload["userErrors"]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PROVINCE_OFFICER])
async def test_refuses_a_role_that_changes_nothing(house: House, fujian: Tenant, name: str, role: Role) -> None:
    response = await say(house, fujian, caller(role, GULOU), name)
    assert "errors" not in response
    assert codes(response["data"][name]) == ["FORBIDDEN"]


@pytest.mark.parametrize("name", NAMES)
async def test_refuses_an_operator_of_the_platform(house: House, name: str) -> None:
    operator = caller(Role.PLATFORM_OPERATOR, subject="operator@platform", tenant="platform")
    response = await say(house, None, operator, name)
    assert [error["extensions"]["code"] for error in response["errors"]] == ["FORBIDDEN"]


@pytest.mark.parametrize("name", NAMES)
def test_takes_an_idempotency_key_and_describes_its_fields(name: str) -> None:
    (definition,) = MUTATIONS[name].args.values()
    kind = definition.type
    while not isinstance(kind, GraphQLInputObjectType):
        kind = kind.of_type
    assert "idempotencyKey" in kind.fields
    assert kind.description
    assert [field for field, made in kind.fields.items() if not made.description] == []
    assert MUTATIONS[name].description
