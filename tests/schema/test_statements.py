"""How often the database is asked: once for each root field, whatever is selected and however many rows answer.

The trail of a read is another statement, shared with other requests: tests/schema/test_read_trail.py.
"""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import delete, insert

from records.child import child
from records.codes import Role
from records.guardian import guardian
from records.ids import uuid7
from schema.execute import execute, planned
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import VILLAGE, caller_of
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

DEEP = """{
  children(first: 50, orderBy: NAME) {
    totalCount pageInfo { endCursor }
    nodes {
      ...Whole
      household { children { name } familyBenefits { kind } }
      visits(first: 5) { totalCount nodes { id child { name } visitor { name trainings { kind } } } }
    }
  }
}
fragment Whole on Child {
  id name classes categories health healthDetails { kind } benefits { amount }
  division { name parent { name parent { reportsTo { name } } } }
  guardians { name away { since } child { guardians { relation } } }
  carer { name } pairing { name } lastContact { id } lastHouseholdVisit { id } school { name } masked viewerCan
}"""
CALL = """mutation($input: RecordVisitInput!) {
  recordVisit(input: $input) { visits { id child { name } } userErrors { code } } }"""
NOBODY = "00000000-0000-7000-8000-000000000000"
FIELDS = {
    DEEP: 1,
    '{ child(id: "child_00000000-0000-7000-8000-000000000000") { name guardians { name } } }': 1,
    "{ a: children { nodes { id } } b: children { nodes { id } } }": 2,
    "{ guardians { nodes { child { name } } } visits { nodes { child { name } } } trainees { nodes { caseload } } }": 3,
    f'{{ nodes(ids: ["child_{NOBODY}", "visit_{NOBODY}", "trainee_{NOBODY}"]) {{ id }} }}': 1,
    '{ organisations { nodes { id } } division(code: "350102000000") { name } divisions { name } }': 3,
    "{ viewer { subject tenant { name } roles { role } actions } }": 1,
    '{ codes(kind: "Sex") { zh } tenants { name } }': 0,
}


@pytest.fixture
async def statements(house: House, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that reaches Postgres, as asyncpg's own query log tells."""
    seen: list[str] = []
    original = asyncpg.connect

    def log(record: Any) -> None:
        seen.append(record.query)

    async def connect(*words: Any, **options: Any) -> asyncpg.Connection:
        connection = await original(*words, **options)
        connection.add_query_logger(log)
        return connection

    monkeypatch.setattr(asyncpg, "connect", connect)
    return seen


async def test_many_ids_are_looked_up_by_kind_not_one_by_one(
    house: House, fujian: Tenant, statements: list[str], some: list[UUID]
) -> None:
    ids = ", ".join(f'"child_{key}", "visit_{key}"' for key in some)
    query = f"{{ nodes(ids: [{ids}]) {{ id ... on Child {{ name }} }} }}"
    answer = await execute(house, fujian, caller_of(house, Role.COUNTY_OFFICER, GULOU), query)
    await asyncio.sleep(0.01)
    assert [node and node["name"] for node in answer["data"]["nodes"]][::2] == [f"童{n}" for n in range(20)]
    # Once each kind; the visits ask besides, one by one in an index, whether their child's file is archived.
    assert [sum(text.count(f"FROM t_fujian.{kind} ") for text in statements) for kind in ("visit", "child")] == [1, 2]


@pytest.fixture
async def some(house: House, fujian: Tenant) -> list[UUID]:
    """Twenty children with two guardians each."""
    async with house.work(fujian, scope=scope(GULOU, TAIJIANG)) as work:
        await work.run(delete(child))
        keys = [await put_child(work, f"童{number}", VILLAGE) for number in range(20)]
        for key in keys:
            for relation in ("FATHER", "MOTHER"):
                await work.run(
                    insert(guardian).values(
                        id=uuid7(), child_id=key, division=VILLAGE, relation=relation, created_at=NOW, updated_at=NOW
                    )
                )
        return keys


@pytest.mark.parametrize("query", FIELDS, ids=[f"{count}: {query[:40]}" for query, count in FIELDS.items()])
async def test_each_root_field_is_one_statement(
    house: House, statements: list[str], some: list[UUID], query: str
) -> None:
    tenant = await house.tenant("fujian")
    statements.clear()
    answer = await execute(house, tenant, caller_of(house, Role.COUNTY_OFFICER, GULOU), query)
    assert "errors" not in answer
    await asyncio.sleep(0.01)  # asyncpg tells its loggers in the loop's next turn
    read = [text for text in statements if not text.startswith("INSERT INTO t_fujian.audit_event")]
    asked = [text for text in read if "t_fujian" in text or "platform.divisions" in text]
    assert len(asked) == FIELDS[query], statements


@pytest.mark.parametrize(
    ("query", "by_place"),
    [
        ("{ myDay { overdue { nodes { id } } } }", True),
        ("{ duties { nodes { id } } }", True),
        (f'{{ child(id: "child_{NOBODY}") {{ visits {{ nodes {{ id }} }} }} }}', False),
    ],
)
async def test_a_list_is_found_by_its_place_and_what_has_a_key_by_that(
    house: House, fujian: Tenant, statements: list[str], query: str, *, by_place: bool
) -> None:
    """Postgres plans without the values: a place that is only looked at (`+ 0`) is never sought by its index."""
    answer = await execute(house, fujian, caller_of(house, Role.CHILD_DIRECTOR, VILLAGE), query)
    await asyncio.sleep(0.01)
    assert "errors" not in answer
    (read,) = (text for text in statements if "t_fujian.duty " in text or "t_fujian.visit " in text)
    assert ("division + 0" not in read) is by_place


DUTIES = "{ totalCount nodes { id child { id } } }"


async def test_a_day_reads_its_duties_once_and_with_them_what_they_may_be_of(
    house: House, fujian: Tenant, statements: list[str]
) -> None:
    lists = " ".join(f"{name} {DUTIES}" for name in ("due", "overdue", "late: overdue(first: 1)", "upcoming"))
    query = f'{{ myDay {{ {lists} }} then: myDay(on: "2031-01-02") {{ {lists} }} }}'
    director = caller_of(house, Role.CHILD_DIRECTOR, VILLAGE)
    assert "errors" not in await execute(house, fujian, director, query)
    await asyncio.sleep(0.01)
    days = [text for text in statements if "t_fujian.duty " in text]
    read = [[day.count(f"FROM t_fujian.{table} AS") for table in ("duty", "report", "assessment")] for day in days]
    assert read == [[1, 1, 1]] * 2
    assert await planned(house, fujian, director, query) is not None  # both in one statement


async def test_a_visit_is_recorded_by_few_statements(
    house: House, fujian: Tenant, statements: list[str], some: list[UUID]
) -> None:
    director = caller_of(house, Role.CHILD_DIRECTOR, VILLAGE)

    async def recorded(child_: UUID, minute: int) -> int:
        statements.clear()
        at = f"2026-11-20T08:0{minute}:00+08:00"
        given = {"childIds": [f"child_{child_}"], "mode": "PHONE", "occurredAt": at}
        answer = await execute(house, fujian, director, CALL, variables={"input": given})
        assert [len(one) for one in answer["data"]["recordVisit"].values()] == [1, 0]
        return sum("pg_notify" not in text and "platform." not in text for text in statements)

    await recorded(some[1], 0)  # what a process reads once
    # Begin, lock, facts, visit with what follows, payload with trail and event, commit; whether duties move or not.
    assert [await recorded(some[0], minute) for minute in (0, 1)] == [6, 6]
