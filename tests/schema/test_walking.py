"""A list that changes while somebody walks it: what stays is given once, in its order, by every order and both ways."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from graphql import GraphQLEnumType, get_named_type
from sqlalchemy import insert

from records.codes import Role
from records.duty import duty
from records.visit import visit
from schema.build import core
from schema.execute import built
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import VILLAGE, Ask
from tests.support.places import GULOU, NOW, put_child

TABLES = {"children": "child", "visits": "visit", "duties": "duty"}
ROWS, STAY, PAGE, ROUNDS = 24, 12, 3, 3
COLUMNS = """SELECT column_name FROM information_schema.columns
  WHERE table_schema = 't_fujian' AND table_name = $1 AND is_generated = 'NEVER'"""
# What the keys of the orders are made of: few values, so that many rows are alike but for their ids.
KEYS = {
    "child": {
        "priority": "$2::int % 3",
        "next_due": "CASE WHEN $2::int % 4 > 0 THEN DATE '2026-12-01' + $2::int % 3 END",
        "name_key": "'tong' || $2::int % 5",
        "updated_at": "now() - $2::int % 5 * interval '1 second'",
    },
    "visit": {"occurred_at": "now() - $2::int % 4 * interval '1 day'"},
    "duty": {
        "natural_key": "gen_random_uuid()::text",
        "priority": "$2::int % 3",
        "due_at": "TIMESTAMPTZ '2026-12-01' + $2::int % 4 * interval '1 day'",
    },
}


def _orders() -> list[tuple[str, str, str]]:
    """Give each list that takes an order, the order's type, and each of its values, as the schema has them."""
    query = core(built()[0]).query_type
    assert query is not None
    found = []
    for name, field in query.fields.items():
        kind = get_named_type(field.args["orderBy"].type) if "orderBy" in field.args else None
        if isinstance(kind, GraphQLEnumType):
            found += [(name, kind.name, value) for value in kind.values]
    return found


class Crowd:
    """The rows of one table, of which copies come and go beside those that stay."""

    def __init__(self, owner: asyncpg.Connection, table: str, model: UUID, dice: random.Random) -> None:
        self.owner, self.table, self.model, self.dice = owner, table, model, dice
        self.passing: list[UUID] = []

    async def come(self) -> UUID:
        names = [row[0] for row in await self.owner.fetch(COLUMNS, self.table)]
        made = {"id": "$3::uuid"} | KEYS[self.table]
        listed, given = ", ".join(names), ", ".join(made.get(name, name) for name in names)
        key = UUID(int=uuid4().int)
        await self.owner.execute(
            f"INSERT INTO t_fujian.{self.table} ({listed}) SELECT {given} FROM t_fujian.{self.table} WHERE id = $1",
            self.model,
            self.dice.randrange(60),
            key,
        )
        return key

    async def change(self) -> None:
        """Let two go, those just given among them, and two come."""
        self.dice.shuffle(self.passing)
        for _ in range(2):
            await self.owner.execute(f"DELETE FROM t_fujian.{self.table} WHERE id = $1", self.passing.pop())
        self.passing += [await self.come() for _ in range(2)]


@pytest.fixture
async def models(house: House, fujian: Tenant) -> dict[str, UUID]:
    """A row of each table to make copies of."""
    async with house.work(fujian, scope="{(,)}") as work:
        child, visited, owed = await put_child(work, division=VILLAGE), uuid4(), uuid4()
        of = {"child_id": child, "division": VILLAGE}
        facts = {"occurred_division": VILLAGE, "recorded_by": "t", "occasion": visited, "mode": "HOUSEHOLD"}
        await work.run(insert(visit).values(id=visited, **of, **facts, occurred_at=NOW, recorded_at=NOW))
        law = {"rule": "r", "citation": "c", "rule_version": "v", "basis": "IN_FORCE", "base_on": NOW.date()}
        due = {"due_at": NOW + timedelta(days=9), "due_on": NOW.date() + timedelta(days=9)}
        stamps = {"created_at": NOW, "updated_at": NOW}
        await work.run(
            insert(duty).values(
                id=owed, kind="CONTACT", natural_key="n", prefecture=350100000000, **of, **law, **due, **stamps
            )
        )
    return {"child": child, "visit": visited, "duty": owed}


@pytest.mark.parametrize("back", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize(("field", "kind", "order"), _orders(), ids=[f"{one[0]}-{one[2]}" for one in _orders()])
async def test_whatever_comes_and_goes_what_stays_is_given_once_in_its_order(
    ask: Ask, owner: asyncpg.Connection, models: dict[str, UUID], field: str, kind: str, order: str, *, back: bool
) -> None:
    table = TABLES[field]
    way = (
        ("last", "before", "hasPreviousPage", "startCursor") if back else ("first", "after", "hasNextPage", "endCursor")
    )
    query = f"""query($n: Int, $at: String) {{ page: {field}(orderBy: {order}, {way[0]}: $n, {way[1]}: $at) {{
      nodes {{ id }} pageInfo {{ more: {way[2]} at: {way[3]} }} }} }}"""
    whole = f"{{ page: {field}(orderBy: {order}, first: 100) {{ nodes {{ id }} }} }}"

    async def page(query: str, **variables: Any) -> tuple[list[str], dict[str, Any]]:
        found = (await ask(Role.COUNTY_OFFICER, query, GULOU, **variables))["data"]["page"]
        return [node["id"] for node in found["nodes"]], found.get("pageInfo", {})

    for seed in range(ROUNDS):
        crowd = Crowd(owner, table, models[table], random.Random(seed))  # noqa: S311 (a seeded disorder)
        stays = {f"{table}_{await crowd.come()}" for _ in range(STAY)}
        crowd.passing = [await crowd.come() for _ in range(ROWS - STAY)]
        expected = [key for key in (await page(whole))[0] if key in stays]
        given: list[str] = []
        at, more = None, True
        while more:
            ids, info = await page(query, n=PAGE, at=at)
            given = ids + given if back else given + ids
            at, more = info["at"], info["more"]
            await crowd.change()
        assert len(set(given)) == len(given)
        assert [key for key in given if key in stays] == expected
        await owner.execute(f"DELETE FROM t_fujian.{table} WHERE id <> $1", models[table])
