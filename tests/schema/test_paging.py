"""Walking a list: both ways, in every order, while rows come and go."""

import base64
from datetime import date
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import delete, update

from care.duties.search_keys import name_key
from records.child import child
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import VILLAGE, Ask
from tests.support.places import GULOU, TAIJIANG, put_child, scope

FORWARD = """query($order: ChildOrder, $first: Int, $after: String) {
  page: children(orderBy: $order, first: $first, after: $after) {
    edges { cursor node { id } } nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
  }
}"""
BACKWARD = FORWARD.replace("first", "last").replace("after", "before")
ORDERS = ["ID", "NAME", "UPDATED_AT", "NEXT_VISIT_DUE", "RISK_THEN_DUE"]


@pytest.fixture
async def eleven(house: House, fujian: Tenant) -> list[UUID]:
    """Eleven children with equal and missing values among the keys of every order."""
    async with house.work(fujian, scope=scope(GULOU, TAIJIANG)) as work:
        await work.run(delete(child))
        keys = [await put_child(work, f"童{number}", VILLAGE) for number in range(11)]
        for number, key in enumerate(keys):
            due = None if number % 3 == 0 else date(2026, 12, 1 + number % 2)
            row = update(child).where(child.c.id == key)
            await work.run(row.values(next_due=due, priority=number % 2, name_key=f"tong{number % 4}"))
        return keys


async def walk(ask: Ask, query: str, order: str, size: int) -> tuple[list[str], list[dict[str, Any]]]:
    back = query is BACKWARD
    ids: list[str] = []
    pages: list[dict[str, Any]] = []
    cursor = None
    while True:
        variables = {"order": order, "last" if back else "first": size, "before" if back else "after": cursor}
        page = (await ask(Role.COUNTY_OFFICER, query, GULOU, **variables))["data"]["page"]
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert page["totalCount"] == 11
        pages.append(page)
        found = [node["id"] for node in page["nodes"]]
        ids = found + ids if back else ids + found
        info = page["pageInfo"]
        assert (info["startCursor"], info["endCursor"]) == (page["edges"][0]["cursor"], page["edges"][-1]["cursor"])
        if not info["hasPreviousPage" if back else "hasNextPage"]:
            return ids, pages
        cursor = info["startCursor" if back else "endCursor"]


@pytest.mark.parametrize("order", ORDERS)
async def test_pages_hold_every_row_once_and_backward_is_forward(ask: Ask, eleven: list[UUID], order: str) -> None:
    whole, _ = await walk(ask, FORWARD, order, 100)
    assert len(set(whole)) == len(whole) == 11
    for size in (1, 3, 11):
        assert (await walk(ask, FORWARD, order, size))[0] == whole
        assert (await walk(ask, BACKWARD, order, size))[0] == whole


async def test_the_longest_names_are_passed_like_any_other(
    ask: Ask, house: House, fujian: Tenant, eleven: list[UUID]
) -> None:
    async with house.work(fujian, scope=scope(GULOU)) as work:
        for key, sign in zip(eleven, ("庄", "ﷺ", "㌖", "𠮷", "\U00030000", "㍻"), strict=False):
            await work.run(update(child).where(child.c.id == key).values(name_key=name_key(sign * 60)))
    whole, _ = await walk(ask, FORWARD, "NAME", 100)
    for query in (FORWARD, BACKWARD):
        assert (await walk(ask, query, "NAME", 1))[0] == whole


async def test_page_info_tells_what_lies_beyond(ask: Ask, eleven: list[UUID]) -> None:
    _, pages = await walk(ask, FORWARD, "NAME", 5)
    said = [(page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]) for page in pages]
    assert said == [(False, True), (True, True), (True, False)]


async def test_work_lists_put_risk_first_then_the_due_date_and_undated_last(
    ask: Ask, house: House, fujian: Tenant, eleven: list[UUID]
) -> None:
    whole, _ = await walk(ask, FORWARD, "RISK_THEN_DUE", 100)
    async with house.work(fujian, scope=scope(GULOU)) as work:
        rows = {f"child_{row['id']}": row for row in await work.all(child.select())}
    keys = [(rows[key]["priority"], rows[key]["next_due"] or date.max, key) for key in whole]
    assert keys == sorted(keys)


async def test_rows_that_come_or_go_while_walking_neither_repeat_nor_hide_others(
    ask: Ask, house: House, fujian: Tenant, eleven: list[UUID]
) -> None:
    first = (await ask(Role.COUNTY_OFFICER, FORWARD, GULOU, order="ID", first=4))["data"]["page"]
    async with house.work(fujian, scope=scope(GULOU)) as work:
        await work.run(delete(child).where(child.c.id.in_(eleven[:2])))
        newcomer = await put_child(work, "新", VILLAGE)
    after = first["pageInfo"]["endCursor"]
    rest = (await ask(Role.COUNTY_OFFICER, FORWARD, GULOU, order="ID", first=100, after=after))["data"]["page"]
    assert [node["id"] for node in rest["nodes"]] == [f"child_{key}" for key in [*eleven[4:], newcomer]]


@pytest.mark.parametrize(
    "arguments",
    [
        "first: 0",
        "first: 101",
        "last: -1",
        "first: 1, last: 1",
        'before: "x"',
        'last: 1, after: "x"',
        'after: "not base64!"',
        'after: "WyJOQU1FIiwgMSwgMl0="',
        'after: ""',
        'after: "bnVsbA=="',
        *(
            f'orderBy: {order}, after: "{base64.b64encode(orjson.dumps([order, *keys])).decode()}"'
            for order, keys in (
                ("ID", [5]),
                ("ID", [["x"]]),
                ("ID", [{"a": 1}]),
                ("ID", ["00000000-0000-7000-8000-00000000000"]),
                ("RISK_THEN_DUE", [99999, None, "00000000-0000-7000-8000-000000000000"]),
                ("RISK_THEN_DUE", [1.5, None, "00000000-0000-7000-8000-000000000000"]),
                ("NEXT_VISIT_DUE", ["2026-02-30", "00000000-0000-7000-8000-000000000000"]),
                ("UPDATED_AT", ["0001-01-01T00:00:00+14:00", "00000000-0000-7000-8000-000000000000"]),
                ("UPDATED_AT", ["9999-12-31T23:59:59.999999-14:00", "00000000-0000-7000-8000-000000000000"]),
                ("UPDATED_AT", ["2026-01-01T00:00:00", "00000000-0000-7000-8000-000000000000"]),
                ("NAME", ["a\0", "00000000-0000-7000-8000-000000000000"]),
            )
        ),
    ],
)
async def test_a_page_that_cannot_be_is_refused_with_a_reason(ask: Ask, arguments: str) -> None:
    answer = await ask(Role.COUNTY_OFFICER, f"{{ children({arguments}) {{ nodes {{ id }} }} }}", GULOU)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert answer["errors"][0]["path"] == ["children"]


async def test_a_cursor_of_another_order_is_refused(ask: Ask, eleven: list[UUID]) -> None:
    page = (await ask(Role.COUNTY_OFFICER, FORWARD, GULOU, order="NAME", first=1))["data"]["page"]
    after = page["pageInfo"]["endCursor"]
    answer = await ask(Role.COUNTY_OFFICER, FORWARD, GULOU, order="ID", first=1, after=after)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
