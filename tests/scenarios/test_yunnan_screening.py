"""Rows of Yunnan about the village's screening (YN-B1 to B3), which hold in its counties too (comparison O6)."""

from typing import Any
from uuid import uuid4

import pytest

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.rounds import DISABLED, counters, entry, rounds, screen
from tests.support.scenes import Scene

CITED = "云民规〔2019〕3号（六）"


async def two_children(here: Scene, day: str = "2026-01-05") -> tuple[str, str]:
    """Register an ordinary child and a disabled one."""
    here.at(day)
    ordinary = await here.register()
    return ordinary, await here.register(name="单小红", birthDate="2017-03-01", **DISABLED)


async def test_a_round_lists_every_child_of_the_village_with_the_method_it_needs(scene: Stage) -> None:
    here = scene("yunnan")
    ordinary, disabled = await two_children(here)
    (found,) = await rounds(here)
    assert (found["period"], found["startsOn"], found["dueOn"]) == ("2026Q1", "2026-01-01", "2026-03-31")
    assert (found["status"], counters(found)) == ("OPEN", (2, 0, 1, 0))
    assert found["division"]["code"] == str(here.village)
    methods = {one["child"]["id"]: one["method"] for one in found["duties"]["nodes"]}
    assert methods == {ordinary: "VISIT_OR_PHONE", disabled: "VISIT"}
    assert found["duties"]["totalCount"] == 2


async def test_yn01_a_call_to_a_disabled_child_does_not_count_and_says_so(scene: Stage) -> None:
    here = scene("yunnan")
    ordinary, disabled = await two_children(here)
    here.at("2026-02-10")
    calls = [entry(child, "2026-02-10", "PHONE_CHECK") for child in (ordinary, disabled)]
    payload = await screen(here, "2026Q1", *calls)
    assert payload["userErrors"] == []
    (warning,) = payload["warnings"]
    assert (warning["code"], warning["path"]) == ("RULE_VIOLATION", ["entries", "1", "mode"])
    assert warning["citation"] == CITED
    assert "NOT_VISITED" in warning["message"]
    assert counters(payload["screeningRound"]) == (2, 1, 1, 0)

    here.at("2026-04-01")
    (closed,) = await rounds(here, period="2026Q1")
    assert (closed["status"], counters(closed)) == ("MISSED", (2, 1, 1, 0))
    left = {one["child"]["id"]: one["reasons"] for one in closed["duties"]["nodes"] if one["status"] == "MISSED"}
    assert left == {disabled: ["CHILD_DISABLED", "NOT_VISITED"]}


async def test_yn01_a_visit_to_the_disabled_child_completes_the_round(scene: Stage) -> None:
    here = scene("yunnan")
    ordinary, disabled = await two_children(here)
    here.at("2026-02-10")
    await screen(here, "2026Q1", entry(ordinary, "2026-02-10", "PHONE_CHECK"))
    here.at("2026-03-31")
    assert (await rounds(here))[0]["status"] == "DUE_TODAY"
    payload = await screen(here, "2026Q1", entry(disabled, "2026-03-30", problems="轮椅损坏", solutions="联系残联"))
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    assert (payload["screeningRound"]["status"], counters(payload["screeningRound"])) == ("DONE", (2, 2, 1, 1))
    assert [one["period"] for one in await rounds(here, statuses=["DONE"])] == ["2026Q1"]
    assert await rounds(here, statuses=["OPEN", "MISSED"]) == []


async def test_yn02_a_call_to_an_ordinary_child_counts(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-01-05")
    child = await here.register()
    here.at("2026-02-10")
    payload = await screen(here, "2026Q1", entry(child, "2026-02-10", "PHONE_CHECK"))
    assert (payload["warnings"], payload["screeningRound"]["status"]) == ([], "DONE")
    here.at("2026-04-01")
    (closed,) = await rounds(here, period="2026Q1")
    assert (closed["status"], counters(closed)) == ("DONE", (1, 1, 0, 0))


async def test_xg10_a_call_to_a_disabled_child_does_not_count_though_the_county_is_silent(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-04-02")
    child = await here.register(**DISABLED)
    here.at("2026-05-12")
    payload = await screen(here, "2026Q2", entry(child, "2026-05-12", "PHONE_CHECK"))
    assert [(one["code"], one["citation"]) for one in payload["warnings"]] == [("RULE_VIOLATION", CITED)]
    here.at("2026-07-01")
    (closed,) = await rounds(here, period="2026Q2")
    assert (closed["status"], counters(closed)) == ("MISSED", (1, 0, 1, 0))


async def test_nobody_met_is_kept_and_does_not_count(scene: Stage) -> None:
    here = scene("yunnan")
    ordinary, _ = await two_children(here)
    here.at("2026-02-10")
    payload = await screen(here, "2026Q1", entry(ordinary, "2026-02-10", outcome="NOT_HOME"))
    assert [one["path"] for one in payload["warnings"]] == [["entries", "0", "outcome"]]
    assert counters(payload["screeningRound"]) == (2, 0, 1, 0)


async def test_a_child_that_nobody_went_to_is_told_as_not_visited_when_the_quarter_has_closed(scene: Stage) -> None:
    here = scene("yunnan")
    await two_children(here)
    here.at("2026-04-01")
    (closed,) = await rounds(here, period="2026Q1")
    assert {one["status"] for one in closed["duties"]["nodes"]} == {"MISSED"}
    assert all("NOT_VISITED" in one["reasons"] for one in closed["duties"]["nodes"])


async def test_the_village_committee_records_screenings_and_other_roles_do_not(scene: Stage) -> None:
    here = scene("yunnan")
    ordinary, _ = await two_children(here)
    done = await screen(here, "2026Q1", entry(ordinary, "2026-01-05"), who=Role.VILLAGE_COMMITTEE)
    assert (done["userErrors"], counters(done["screeningRound"])) == ([], (2, 1, 1, 0))
    for role in (Role.TOWNSHIP, Role.COUNTY_OFFICER, Role.PREFECTURE_OFFICER):
        refused = await screen(here, "2026Q1", entry(ordinary, "2026-01-05"), who=role)
        assert [one["code"] for one in refused["userErrors"]] == ["FORBIDDEN"]
    for role in (Role.TOWNSHIP, Role.COUNTY_OFFICER):
        assert [one["period"] for one in await rounds(here, role)] == ["2026Q1"]
    assert await rounds(here, Role.PREFECTURE_OFFICER) == []


async def test_records_all_or_nothing_and_tells_every_entry_that_is_wrong(scene: Stage) -> None:
    here = scene("yunnan")
    ordinary, disabled = await two_children(here)
    here.at("2026-02-10")
    payload = await screen(
        here,
        "2026Q1",
        entry(ordinary, "2026-02-10"),
        entry(f"child_{uuid4()}", "2026-02-10"),
        entry(disabled, "2026-02-10", problems="屋顶漏雨"),
    )
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [
        ("NOT_FOUND", ["entries", "1", "childId"]),
        ("REQUIRED", ["entries", "2", "solutions"]),
    ]
    assert payload["screeningRound"] is None
    assert counters((await rounds(here))[0]) == (2, 0, 1, 0)


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"mode": "PHONE"}, ["entries", "0", "mode"]),
        ({"day": "2025-12-31"}, ["entries", "0", "occurredAt"]),
    ],
)
async def test_refuses_what_is_no_part_of_the_round(scene: Stage, facts: dict[str, Any], path: list[str]) -> None:
    here = scene("yunnan")
    ordinary, _ = await two_children(here)
    day, mode = facts.get("day", "2026-01-05"), facts.get("mode", "FIELD_CHECK")
    payload = await screen(here, "2026Q1", entry(ordinary, day, mode))
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("BAD_USER_INPUT", path)]


async def test_a_child_of_another_village_is_no_part_of_the_round(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-01-05")
    await here.register()
    other = await here.register(division=str(here.village + 1))
    payload = await screen(here, "2026Q1", entry(other, "2026-01-05"), who=Role.CHILD_SUPERVISOR)
    assert [one["path"] for one in payload["userErrors"]] == [["entries", "0", "childId"]]
    hidden = await screen(here, "2026Q1", entry(other, "2026-01-05"))
    assert [one["code"] for one in hidden["userErrors"]] == ["NOT_FOUND"]


async def test_a_round_that_is_not_open_is_not_found_and_a_province_without_the_rule_has_none(scene: Stage) -> None:
    here = scene("yunnan")
    ordinary, _ = await two_children(here)
    payload = await screen(here, "2026Q2", entry(ordinary, "2026-01-05"))
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("NOT_FOUND", ["period"])]
    stranger = here.caller(Role.CHILD_DIRECTOR, here.village + 1)
    payload = await screen(here, "2026Q1", entry(ordinary, "2026-01-05"), who=stranger)
    assert [one["code"] for one in payload["userErrors"]] == ["OUT_OF_JURISDICTION"]
    assert await rounds(here, stranger) == []
    elsewhere = scene("fujian")
    elsewhere.at("2026-01-05")
    child = await elsewhere.register()
    payload = await screen(elsewhere, "2026Q1", entry(child, "2026-01-05"))
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("RULE_VIOLATION", ["division"])]
    assert await rounds(elsewhere) == []


async def test_the_same_request_records_once(scene: Stage) -> None:
    here = scene("yunnan")
    ordinary, _ = await two_children(here)
    client = str(uuid4())
    first = await screen(here, "2026Q1", entry(ordinary, "2026-01-05"), clientId=client)
    again = await screen(here, "2026Q1", entry(ordinary, "2026-01-05"), clientId=client)
    assert first == again
    visits = "query($id: ID!) { child(id: $id) { visits { nodes { id } } } }"
    assert len((await here.ask(visits, id=ordinary))["child"]["visits"]["nodes"]) == 1


async def test_each_quarter_has_its_round_and_a_child_that_moves_takes_its_place_along(scene: Stage) -> None:
    here = scene("yunnan")
    ordinary, _ = await two_children(here)
    here.at("2026-04-02")
    await here.visit(ordinary, "2026-04-02")
    assert [one["period"] for one in await rounds(here)] == ["2026Q2", "2026Q1"]
    move = "mutation($input: MoveChildInput!) { moveChild(input: $input) { userErrors { code } } }"
    form = {"id": ordinary, "version": 1, "division": str(here.village + 1)}
    assert (await here.ask(move, input=form))["moveChild"]["userErrors"] == []
    there = await rounds(here, Role.TOWNSHIP, division=str(here.village + 1))
    assert {one["period"]: counters(one) for one in there} == {"2026Q2": (1, 1, 0, 0), "2026Q1": (1, 0, 0, 0)}
