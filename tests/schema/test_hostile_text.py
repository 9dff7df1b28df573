"""Every text that a client may send, by the schema itself: whatever stands in it, the answer is an answer.

Each argument of each query field and each member of each mutation's input is tried; with ids of nobody, and once more
with ids and places that exist, so that the text gets as far as it can. Half a
character is refused with the body (tests/api/test_graphql.py).
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)

from records.codes import Role
from schema.build import core
from schema.error_codes import REQUEST
from schema.execute import built, execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import VILLAGE, caller_of
from tests.support.places import GULOU, NOW, put_child, scope

MIXED = "'\"`; DROP TABLE child; --\\x00\\'\u2028\u2029\u202e\ufeff{}[]%_$1:p </script>\r\n\t😀\U000e0001é"
LONG = "长" * 80_000  # a body holds 256 kB
NUL = "a\0b"  # which Postgres cannot hold
FINE = {code.name for code in REQUEST} - {"INTERNAL", "UNAVAILABLE", "TIMEOUT"}
SCALARS = {"Date": NOW.date().isoformat(), "DateTime": NOW.isoformat(), "Decimal": "1.50", "Int": 1, "Boolean": True}
DEEPEST = 3  # levels of an input: a `where` holds itself


@pytest.fixture
async def one(house: House, fujian: Tenant) -> UUID:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        return await put_child(work, "陈小明", VILLAGE)


def made(of: Any, name: str, text: str, child: UUID | None, level: int = 0) -> Any:
    """Make a value with the text wherever a text may stand; `child` stands for ids that exist."""
    if isinstance(of, GraphQLNonNull | GraphQLList):
        inner = made(of.of_type, name, text, child, level)
        return [inner] if isinstance(of, GraphQLList) else inner
    if isinstance(of, GraphQLEnumType):
        return next(iter(of.values))
    if isinstance(of, GraphQLInputObjectType):
        return {
            member: made(field.type, member, text, child, level + 1)
            for member, field in of.fields.items()
            if is_required_input_field(field) or level + 1 < DEEPEST
        }
    if of.name == "ID":
        return f"child_{child}" if child and "child" in name.lower() else text
    if of.name == "DivisionCode":
        return str(VILLAGE)
    return SCALARS.get(of.name, text)


def asked(kind: str, name: str, field: GraphQLField, arguments: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Write an operation that gives a field some arguments as variables."""
    declared = ", ".join(f"${argument}: {field.args[argument].type}" for argument in arguments)
    given = ", ".join(f"{argument}: ${argument}" for argument in arguments)
    inner = getattr(get_named_type(field.type), "fields", {})
    selected = "nodes { __typename } totalCount" if "nodes" in inner else "__typename"
    selected = "userErrors { code message path }" if kind == "mutation" else selected
    return f"{kind}({declared}) {{ {name}({given}) {{ {selected} }} }}", arguments


def questions(text: str, child: UUID | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ask each argument of each query field, beside those that it needs, and each mutation."""
    schema = core(built()[0])
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    for name, field in schema.query_type.fields.items():
        for tried in field.args:
            arguments = {
                argument: made(one.type, argument, text, child)
                for argument, one in field.args.items()
                if argument == tried or is_required_argument(one)
            }
            yield asked("query", name, field, arguments)
    for name, field in schema.mutation_type.fields.items():
        arguments = {argument: made(one.type, argument, text, child) for argument, one in field.args.items()}
        yield asked("mutation", name, field, arguments)


async def failures(house: House, tenant: Tenant, role: Role, area: int, text: str, child: UUID | None) -> list[str]:
    failed = []
    for query, variables in questions(text, child):
        answer = await execute(house, tenant, caller_of(house, role, area), query, variables=variables)
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        if not codes <= FINE:
            failed.append(f"{query}: {codes}")
    return failed


@pytest.mark.parametrize(
    ("role", "area"), [(Role.CHILD_DIRECTOR, VILLAGE), (Role.COUNTY_OFFICER, GULOU)], ids=["director", "county"]
)
async def test_no_text_makes_a_fault(house: House, fujian: Tenant, one: UUID, role: Role, area: int) -> None:
    for text, child in ((MIXED, None), (MIXED, one), (LONG, one), (NUL, None), (NUL, one)):
        assert await failures(house, fujian, role, area, text, child) == []
