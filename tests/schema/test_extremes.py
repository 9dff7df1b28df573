"""Numbers, days and moments at the ends of what their types hold: each in its place alone, the answer is an answer.

Whatever a client may send as Int, Date, DateTime, Decimal or DivisionCode is tried in every argument of a query and in
every member of an input, beside values that do, so that nothing else keeps it from getting as far as it can.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull, is_required_argument

from records.codes import Role
from schema.build import core
from schema.execute import built, execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import VILLAGE, caller_of
from tests.schema.test_hostile_text import FINE, asked, made
from tests.support.places import GULOU, put_child, scope

EXTREMES: dict[str, list[Any]] = {
    "Int": [-(2**31), -1, 0, 2**31 - 1],
    "Date": ["0001-01-01", "9999-12-31"],
    "DateTime": [
        "0001-01-01T00:00:00+08:05:43",  # where Shanghai's clock began in the calendar
        "0001-01-01T06:00:00+08:00",  # a moment of the year before in UTC
        "0001-01-01T23:00:00Z",
        "9999-12-31T23:59:59.999999+08:00",
    ],
    "Decimal": ["-1", "0.001", "99999999999999999999.99", "1e300000", "1e-300000"],
    "DivisionCode": ["110000000000", "899999999999", "350102999999"],
}
DEEPEST = 3

Place = tuple[str | int, ...]


def places(of: Any, path: Place = (), level: int = 0) -> Iterator[tuple[Place, Any]]:
    """Give where in a value of a type an extreme may stand, and the extreme."""
    if isinstance(of, GraphQLNonNull):
        yield from places(of.of_type, path, level)
    elif isinstance(of, GraphQLList):
        yield from places(of.of_type, (*path, 0), level)
    elif isinstance(of, GraphQLInputObjectType):
        if level < DEEPEST:
            for name, field in of.fields.items():
                yield from places(field.type, (*path, name), level + 1)
    else:
        for value in EXTREMES.get(of.name, ()):
            yield path, value


def put(value: Any, of: Any, path: Place, extreme: Any, child: UUID) -> Any:
    """Put an extreme into a value that does, which is made as far as it is needed."""
    if not path:
        return extreme
    if isinstance(of, GraphQLNonNull):
        return put(value, of.of_type, path, extreme, child)
    if isinstance(of, GraphQLList):
        return [put(value[0] if value else None, of.of_type, path[1:], extreme, child)]
    value = value if value is not None else made(of, "", "一", child, DEEPEST)
    member = of.fields[str(path[0])].type
    return value | {path[0]: put(value.get(path[0]), member, path[1:], extreme, child)}


def questions(child: UUID, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ask each field once for every place and extreme that its arguments have."""
    schema = core(built()[0])
    root = schema.query_type if kind == "query" else schema.mutation_type
    assert root is not None
    for name, field in root.fields.items():
        needed = {
            argument: made(one.type, argument, "一", child, DEEPEST)
            for argument, one in field.args.items()
            if is_required_argument(one)
        }
        for argument, one in field.args.items():
            for path, extreme in places(one.type):
                value = put(needed.get(argument), one.type, path, extreme, child)
                yield asked(kind, name, field, needed | {argument: value})


@pytest.mark.parametrize("kind", ["query", "mutation"])
@pytest.mark.parametrize(
    ("role", "area"), [(Role.CHILD_DIRECTOR, VILLAGE), (Role.COUNTY_OFFICER, GULOU)], ids=["director", "county"]
)
async def test_no_number_day_or_moment_makes_a_fault(
    house: House, fujian: Tenant, role: Role, area: int, kind: str
) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        child = await put_child(work, "陈小明", VILLAGE)
    failed, tried = [], 0
    for query, variables in questions(child, kind):
        tried += 1
        answer = await execute(house, fujian, caller_of(house, role, area), query, variables=variables)
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        if not codes <= FINE:
            failed.append(f"{query} {variables}: {codes}")
    assert failed == []
    assert tried > 100
