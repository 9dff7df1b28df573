"""What holds for every mutation there is."""

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from records.codes import Role
from schema.execute import execute
from tenants.house import House
from tests.architecture.test_every_mutation_asks import MUTATIONS, some
from tests.support.desks import caller

NAMES = sorted(MUTATIONS)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "onboardTenant"])
async def test_refuses_an_operator_of_the_platform(house: House, name: str) -> None:
    operator = caller(Role.PLATFORM_OPERATOR, subject="operator@platform", tenant="platform")
    ((argument, definition),) = MUTATIONS[name].args.items()
    document = f"mutation($it: {definition.type}) {{ {name}({argument}: $it) {{ userErrors {{ code }} }} }}"
    given = {"it": some(definition.type, argument)}
    response = await execute(house, None, operator, document, variables=given)
    assert [error["extensions"]["code"] for error in response["errors"]] == ["FORBIDDEN"]


@pytest.mark.parametrize("name", NAMES)
def test_takes_an_idempotency_key_and_describes_its_fields(name: str) -> None:
    (definition,) = MUTATIONS[name].args.values()
    kind = get_named_type(definition.type)
    assert isinstance(kind, GraphQLInputObjectType)
    assert "idempotencyKey" in kind.fields
    assert kind.description
    assert [field for field, made in kind.fields.items() if not made.description] == []
    assert MUTATIONS[name].description
