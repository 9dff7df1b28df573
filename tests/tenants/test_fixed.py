from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy import Column, MetaData, Table, Text, Uuid, any_, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from policies.audit import audit_all
from records.ids import uuid7
from records.journal import audit_event
from tenants.fixed import Fixed, as_json, beside, from_rows
from tenants.house import House
from tenants.registry import Tenant
from tenants.statement import compile_statement
from tests.support.desks import COUNTY, ZHONGSHAN

child = Table("child", MetaData(schema="tenant"), Column("id", Uuid), Column("name", Text))
_EVENTS = Fixed(from_rows(audit_event, "id", "subject", "action", "kind", "policy_version", "division"))


@pytest.fixture
async def owner(place: str) -> AsyncIterator[asyncpg.Connection]:
    """The owner's connection, who sees all rows of its tables."""
    connection = await asyncpg.connect(place)
    yield connection
    await connection.close()


@pytest.fixture
def mark() -> str:
    """What the rows of one test have in common: the trail keeps those of all."""
    return uuid7().hex


def event(mark: str, subject: str, **values: Any) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "subject": subject,
        "action": "visit:record",
        "kind": "visit",
        "policy_version": mark,
        "division": ZHONGSHAN,
        **values,
    }


def test_says_what_the_engine_says() -> None:
    key = uuid7()
    statement = select(child.c.name).where(
        child.c.id == bindparam("key"), child.c.name.in_(["a", "b"]), child.c.name != "c"
    )
    assert Fixed(statement).bound("t_a", {"key": key}) == compile_statement(statement, "t_a", {"key": key})


def test_each_tenant_has_a_text_of_its_own() -> None:
    fixed = Fixed(select(child.c.name).where(child.c.id == any_(bindparam("keys", type_=ARRAY(Uuid)))))
    for schema in ("t_a", "t_b", "t_a"):
        sql, args = fixed.bound(schema, {"keys": [1]})
        assert {name for name in ("t_a", "t_b") if name in sql} == {schema}
        assert args == [[1]]


def test_a_missing_parameter_is_told() -> None:
    with pytest.raises(KeyError, match="old"):
        Fixed(update(child).values(name="x").where(child.c.name == bindparam("old"))).bound("t_a", {})


def test_columns_of_an_insert_are_parameters() -> None:
    sql, rows = Fixed(insert(child), "name").each("t_a", [{"name": "a"}, {"name": "b"}])
    assert sql.startswith("INSERT INTO t_a.child (name)")
    assert list(rows) == [["a"], ["b"]]


def test_what_is_written_beside_keeps_the_places_of_the_arguments() -> None:
    text, given = Fixed(from_rows(child, "id")).bound("t_a", {"rows": as_json([{"id": uuid7()}])})
    assert len(given) == 1
    one = beside("SELECT $1, $2", 2, (text, text))
    assert one.startswith("WITH last_1 AS (INSERT")
    assert [one.count(f"${place}") for place in (1, 2, 3, 4, 5)] == [1, 1, 1, 1, 0]
    other = beside("WITH a AS (SELECT $1) SELECT * FROM a", 1, (text,))
    assert other.endswith("), a AS (SELECT $1) SELECT * FROM a")


async def test_rows_for_the_end_are_written_at_the_end(
    house: House, fujian: Tenant, owner: asyncpg.Connection, mark: str
) -> None:
    async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        work.last(_EVENTS, [event(mark, "first"), event(mark, "second")])
        assert await work.raw("SELECT 7", []) == 7
        assert await _count(owner, mark) == 0
        work.last(_EVENTS, [event(mark, "third")])
    assert await _subjects(owner, mark) == ["first", "second", "third"]


async def test_they_go_with_the_statement_that_reads(
    house: House, fujian: Tenant, owner: asyncpg.Connection, mark: str
) -> None:
    async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        work.last(_EVENTS, [event(mark, "first")])
        assert await work.conclude("SELECT $1::text || 'b'", ["a"]) == "ab"
        assert await work.conclude("SELECT $1::text", ["nothing is left"]) == "nothing is left"
        work.last(_EVENTS, [event(mark, "later")])
    assert await _subjects(owner, mark) == ["first", "later"]


async def test_they_fall_with_their_transaction(
    house: House, fujian: Tenant, owner: asyncpg.Connection, mark: str
) -> None:
    async def failing(*rows: dict[str, Any], error: type[Exception] | None = None) -> None:
        async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
            work.last(_EVENTS, rows)
            if error is not None:
                raise error

    with pytest.raises(LookupError):
        await failing(event(mark, "first"), error=LookupError)
    with pytest.raises(asyncpg.NotNullViolationError):
        await failing(event(mark, "first"), event(mark, "nowhere", division=None))
    assert await _count(owner, mark) == 0


async def test_they_fall_with_the_part_that_they_belong_to(
    house: House, fujian: Tenant, owner: asyncpg.Connection, mark: str
) -> None:
    async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:

        async def failing() -> None:
            async with work.savepoint():
                work.last(_EVENTS, [event(mark, "inside")])
                await audit_all(work, COUNTY, "visit:record", [(uuid7(), ZHONGSHAN, ())], kind="visit")
                raise LookupError

        work.last(_EVENTS, [event(mark, "before")])
        with pytest.raises(LookupError):
            await failing()
        async with work.savepoint():
            work.last(_EVENTS, [event(mark, "kept")])
    assert await _subjects(owner, mark) == ["before", "kept"]


async def test_text_arrives_as_it_is(house: House, fujian: Tenant, owner: asyncpg.Connection, mark: str) -> None:
    hostile = "'; drop table x; -- \\ \u2028 \" $1"
    async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        work.last(_EVENTS, [event(mark, hostile)])
    assert await _subjects(owner, mark) == [hostile]
    assert orjson.loads(as_json([{"a": hostile}])) == [{"a": hostile}]


async def _count(owner: asyncpg.Connection, mark: str) -> int:
    return len(await _subjects(owner, mark))


async def _subjects(owner: asyncpg.Connection, mark: str) -> list[str]:
    sql = "SELECT subject FROM t_fujian.audit_event WHERE policy_version = $1 ORDER BY at, id"
    return [row["subject"] for row in await owner.fetch(sql, mark)]
