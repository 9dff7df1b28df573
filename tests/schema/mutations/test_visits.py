from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import CORRECT_VISIT, ENROL_TRAINEE, RECORD_VISIT, RECORD_VISITS, REGISTER_CHILD
from tests.schema.mutations.test_children import without_number
from tests.support.desks import COUNTY, DIRECTOR, QINGCHENG, ZHONGSHAN

VISITS = "query($id: ID!) { child(id: $id) { visits { nodes { id mode } } } }"


@pytest.fixture
async def siblings(say: Say) -> list[str]:
    first = (await say(COUNTY, REGISTER_CHILD, input=without_number()))["registerChild"]["child"]
    form = without_number(name="单小红", sex="FEMALE", birthDate="2018-01-01", householdId=first["household"]["id"])
    second = (await say(COUNTY, REGISTER_CHILD, input=form))["registerChild"]["child"]
    assert len(second["household"]["children"]) == 2
    return [first["id"], second["id"]]


FOUND = {"psychologicalNeeds": "无", "carerCapacity": "NO_CARER"}


def visit(*children: str, **changes: Any) -> dict[str, Any]:
    form = {"childIds": children, "mode": "HOUSEHOLD", "occurredAt": "2026-11-20T07:30:00Z", "findings": FOUND}
    return {**form, **changes}


async def test_shows_each_childs_row_with_the_visitor_and_the_children(say: Say, siblings: list[str]) -> None:
    director = {"name": "林老师", "phone": "13800138000", "post": "CHILD_DIRECTOR", "division": str(ZHONGSHAN)}
    await say(COUNTY, ENROL_TRAINEE, input={**director, "subject": DIRECTOR.subject})
    sent = visit(*siblings, problems="屋顶漏雨", solutions="联系维修")
    payload = (await say(DIRECTOR, RECORD_VISIT, input=sent))["recordVisit"]
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    assert {one["child"]["id"] for one in payload["visits"]} == set(siblings)
    shown = payload["visits"][0]
    assert (shown["mode"], shown["outcome"], shown["precision"]) == ("HOUSEHOLD", "MET", "DAY")
    assert shown["occurredAt"] == "2026-11-20T15:30:00+08:00"
    assert (shown["visitor"], shown["problems"]) == ({"name": "林老师"}, "屋顶漏雨")
    last = {one["id"]: one["lastHouseholdVisit"]["id"] for one in payload["children"]}
    assert last == {one["child"]["id"]: one["id"] for one in payload["visits"]}


async def test_leaves_both_lists_empty_when_refused(say: Say, siblings: list[str]) -> None:
    sent = visit(siblings[0], "nonsense", f"child_{uuid4()}")
    payload = (await say(DIRECTOR, RECORD_VISIT, input=sent))["recordVisit"]
    assert (payload["visits"], payload["children"]) == ([], [])
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [
        ("NOT_FOUND", ["childIds", "1"]),
        ("NOT_FOUND", ["childIds", "2"]),
    ]


async def test_gives_each_offline_visit_its_own_result(say: Say, siblings: list[str]) -> None:
    hidden = without_number(name="李小红", division=str(QINGCHENG))
    other = (await say(COUNTY, REGISTER_CHILD, input=hidden))["registerChild"]["child"]["id"]
    client = str(uuid4())
    inputs = [
        visit(siblings[0], clientId=client),
        visit(other, clientId=str(uuid4())),
        visit(siblings[1], mode="PHONE", occurredAt="2026-11-23T09:00:00+08:00"),
        visit(siblings[1], mode="PHONE", clientId=client),
        visit(siblings[1], mode="PHONE"),
    ]
    results = (await say(DIRECTOR, RECORD_VISITS, inputs=inputs))["recordVisits"]
    assert [[error["code"] for error in one["userErrors"]] for one in results] == [
        [],
        ["NOT_FOUND"],
        ["BAD_USER_INPUT"],
        ["IDEMPOTENCY_KEY_REUSED"],
        [],
    ]
    assert [len(one["visits"]) for one in results] == [1, 0, 0, 0, 1]
    again = (await say(DIRECTOR, RECORD_VISITS, inputs=inputs[:1]))["recordVisits"]
    assert again[0]["visits"][0]["id"] == results[0]["visits"][0]["id"]


async def test_takes_no_more_than_fifty_at_once(
    house: House, fujian: Tenant, owner: asyncpg.Connection, say: Say, siblings: list[str]
) -> None:
    inputs = [visit(siblings[0]) for _ in range(51)]
    response = await execute(house, fujian, DIRECTOR, RECORD_VISITS, variables={"inputs": inputs})
    assert [error["extensions"]["code"] for error in response["errors"]] == ["BAD_USER_INPUT"]
    assert "50" in response["errors"][0]["message"]
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.visit") == 0
    assert (await say(DIRECTOR, RECORD_VISITS, inputs=[]))["recordVisits"] == []


async def test_shows_the_new_record_and_hides_the_corrected_one_in_lists(say: Say, siblings: list[str]) -> None:
    first = (await say(DIRECTOR, RECORD_VISIT, input=visit(siblings[0])))["recordVisit"]["visits"][0]
    sent = {"id": first["id"], "version": 1, "reason": "方式写错", "mode": "PHONE"}
    payload = (await say(DIRECTOR, CORRECT_VISIT, input=sent))["correctVisit"]
    (new,) = payload["visits"]
    assert (new["mode"], new["corrects"], new["occurredAt"]) == ("PHONE", {"id": first["id"]}, first["occurredAt"])
    assert [one["id"] for one in payload["children"]] == [siblings[0]]
    listed = (await say(DIRECTOR, VISITS, id=siblings[0]))["child"]["visits"]["nodes"]
    assert listed == [{"id": new["id"], "mode": "PHONE"}]
