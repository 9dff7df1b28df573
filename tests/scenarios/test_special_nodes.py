"""Special nodes raise the frequency of visits while they last (SX-B4)."""

from typing import Any

from care.actions.catch_up import catch_up
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.dues import dues
from tests.support.scenes import Scene

SAVE = """mutation($input: SaveSpecialNodeInput!) { saveSpecialNode(input: $input) {
  specialNode { id version name } userErrors { code path } } }"""


async def save(here: Scene, who: Any = Role.COUNTY_OFFICER, **changes: Any) -> dict[str, Any]:
    form = {"division": str(here.county), "name": "春节", "firstOn": "2026-02-10", "lastOn": "2026-02-28", **changes}
    payload: dict[str, Any] = (await here.ask(SAVE, who, input=form))["saveSpecialNode"]
    return payload


async def worked(here: Scene, day: str) -> None:
    here.at(day)
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        await catch_up(work)


async def test_sx_b4_visits_are_raised_while_a_node_lasts(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-20")
    child = await here.register()
    await here.visit(child, "2026-01-20")
    (_, usual) = await dues(here, child)
    assert usual == "2026-04-20"
    saved = await save(here)
    assert saved["userErrors"] == []
    await worked(here, "2026-02-09")
    assert (await dues(here, child))[1] == usual
    await worked(here, "2026-02-10")
    (_, raised) = await dues(here, child)
    assert raised is not None
    assert raised < usual
    asked = "query($id: ID!) { child(id: $id) { keyReasons } }"
    assert (await here.ask(asked, id=child))["child"] == {"keyReasons": ["SPECIAL_NODE"]}
    await worked(here, "2026-03-01")
    assert (await here.ask(asked, id=child))["child"] == {"keyReasons": []}
    assert (await dues(here, child))[1] == usual


async def test_a_node_is_the_countys_to_set_where_a_rule_knows_of_them(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-20")
    for changes, code, path in (
        ({"lastOn": "2026-02-01"}, "BAD_USER_INPUT", ["lastOn"]),
        ({"name": " "}, "REQUIRED", ["name"]),
        ({"division": "140106000000"}, "OUT_OF_JURISDICTION", ["division"]),
    ):
        refused = await save(here, **changes)
        assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [(code, path)]
    assert [one["code"] for one in (await save(here, Role.TOWNSHIP))["userErrors"]] == ["FORBIDDEN"]
    elsewhere = scene("fujian")
    elsewhere.at("2026-01-20")
    assert [one["code"] for one in (await save(elsewhere))["userErrors"]] == ["RULE_VIOLATION"]
    node = (await save(here))["specialNode"]
    again = await save(here, id=node["id"], version=1, lastOn="2026-03-01")
    assert again["specialNode"] == {"id": node["id"], "version": 2, "name": "春节"}
    stale = await save(here, id=node["id"], version=1)
    assert [(one["code"], one["path"]) for one in stale["userErrors"]] == [("CONFLICT", ["version"])]
