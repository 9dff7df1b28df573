"""A null where the schema forbids one: it never leaves, whichever way the answer is made."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest
from graphql import GraphQLNonNull, GraphQLObjectType
from sqlalchemy import insert

from reads import json
from reads.sources import Column as Stored
from records.codes import Role
from records.visit import visit
from schema.build import core
from schema.execute import answer, built, execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import VILLAGE, caller_of
from tests.support.places import GULOU, NOW, put_child

RESTRICTED = {"Submission.kind"}  # its rows are those duties that have a `calendar`


def test_a_column_that_may_be_empty_is_behind_no_field_that_may_not() -> None:
    """So the database itself keeps such a null from being stored; elements of lists and what SQL makes are left."""
    schema, known = built()
    wrong = []
    for name, entity in known.entities.items():
        kind = core(schema).type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        for field, readable in entity.fields.items():
            forbids = isinstance(kind.fields[field].type, GraphQLNonNull)
            if forbids and isinstance(readable.source, Stored) and entity.rows.table.c[readable.source.name].nullable:
                wrong.append(f"{name}.{field}")
    assert set(wrong) == RESTRICTED


@pytest.fixture
async def visited(house: House, fujian: Tenant) -> UUID:
    """A visit to a child."""
    key = uuid4()
    async with house.work(fujian, scope="{(,)}") as work:
        child = await put_child(work, "陈小明", VILLAGE)
        facts = {"child_id": child, "division": VILLAGE, "occurred_division": VILLAGE, "recorded_by": "t"}
        facts |= {"occasion": key, "mode": "HOUSEHOLD", "occurred_at": NOW, "recorded_at": NOW}
        await work.run(insert(visit).values(id=key, **facts))
    return key


async def answers(house: House, tenant: Tenant, query: str) -> list[dict[str, Any]]:
    """Ask the executor, and as often as a plan needs to be made, run, prepared and run again."""
    caller = caller_of(house, Role.COUNTY_OFFICER, GULOU)
    found = [await execute(house, tenant, caller, query)]
    for _ in range(5):
        said = await answer(house, tenant, caller, query)
        found.append(orjson.loads(said) if isinstance(said, bytes) else said)
    return found


LIST = "{ visits { nodes { id missingFindings } } divisions { name } }"
OBJECT = "{ visits { nodes { id child { name } } } divisions { name } }"


async def test_a_null_within_a_list_of_what_may_not_be_null_is_a_fault_of_its_field(
    house: House, fujian: Tenant, visited: UUID, owner: asyncpg.Connection
) -> None:
    for good in await answers(house, fujian, LIST):
        assert good["data"]["visits"] == {"nodes": [{"id": f"visit_{visited}", "missingFindings": []}]}
    checks = "SELECT conname FROM pg_constraint WHERE conrelid = 't_fujian.visit'::regclass AND contype = 'c'"
    for check in await owner.fetch(checks):
        await owner.execute(f'ALTER TABLE t_fujian.visit DROP CONSTRAINT "{check[0]}"')
    await owner.execute("UPDATE t_fujian.visit SET missing_findings = '{NULL}'")
    for bad in await answers(house, fujian, LIST):
        _judge(bad, ["visits", "nodes", 0, "missingFindings"])


async def test_an_object_that_is_not_there_and_may_not_be_null_is_a_fault_of_its_field(
    house: House, fujian: Tenant, visited: UUID, owner: asyncpg.Connection
) -> None:
    for good in await answers(house, fujian, OBJECT):
        assert good["data"]["visits"] == {"nodes": [{"id": f"visit_{visited}", "child": {"name": "陈小明"}}]}
    await owner.execute("SET session_replication_role = replica")  # no foreign key looks on
    await owner.execute("UPDATE t_fujian.visit SET child_id = gen_random_uuid()")
    for bad in await answers(house, fujian, OBJECT):
        _judge(bad, ["visits", "nodes", 0, "child"])


def _judge(bad: dict[str, Any], path: list[Any]) -> None:
    """The null goes up to the first that may be one (GraphQL, 6.4.4): `visits` and all around it may not."""
    (error,) = bad["errors"]
    assert error["path"] == path
    assert error["extensions"]["code"] == "INTERNAL"
    assert bad["data"] is None


def test_the_byte_that_stands_for_such_a_null_is_in_no_json() -> None:
    assert json.FORBIDDEN.encode() not in orjson.dumps("".join(map(chr, range(0xD800))))
