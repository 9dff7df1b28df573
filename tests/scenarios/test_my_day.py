"""The day of a person on a phone: what is theirs to do, in one small answer."""

from datetime import datetime, timedelta
from typing import Any

import orjson

from api.packing import Coding, packed
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.alerting import number
from tests.support.scenes import SHANGHAI, VISIT, Scene

DAY = """query MyDay($on: Date) { myDay(on: $on) { on
  due(first: 100) { ...duties } overdue(first: 100) { ...duties } upcoming(first: 100) { ...duties }
  drafts(first: 100) { nodes { id occurredAt missingFindings child { id name } } }
  messages(first: 20) { nodes { id kind severity occurredAt summary } } } }
fragment duties on DutyConnection { totalCount nodes {
  id kind status dueOn reasons child { id name riskLevel address } } }"""
LISTS = ("due", "overdue", "upcoming")


async def day(here: Scene, role: Role = Role.CHILD_DIRECTOR, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await here.ask(DAY, role, **variables))["myDay"]
    return found


def kinds(found: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {name: sorted((one["kind"], one["dueOn"]) for one in found[name]["nodes"]) for name in LISTS}


async def test_what_is_due_on_the_day_what_is_late_and_what_comes_next(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-02-20")
    await here.register()
    assert kinds(await day(here)) == {"due": [], "overdue": [], "upcoming": []}
    for today, told in (
        ("2026-03-13", {"due": [], "overdue": [], "upcoming": 3}),
        ("2026-03-20", {"due": 3, "overdue": [], "upcoming": []}),
        ("2026-03-21", {"due": [], "overdue": 3, "upcoming": []}),
    ):
        here.at(today)
        found = await day(here)
        assert {name: len(found[name]["nodes"]) or [] for name in LISTS} == told, today
        assert [found[name]["totalCount"] or [] for name in LISTS] == list(told.values())
        assert found["on"] == today
    ahead = await day(here, on="2026-03-20")
    assert (ahead["due"]["nodes"], ahead["on"]) == ([], "2026-03-20")  # it is late by now, whatever day is asked for


async def test_a_day_is_that_of_the_post_or_the_office_not_of_all_who_are_in_sight(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-02-20")
    await here.register()
    here.at("2026-03-21")
    directors = await day(here)
    assert {kind for kind, _ in kinds(directors)["overdue"]} == {"CONTACT", "HOUSEHOLD_VISIT", "ASSESSMENT"}
    for role in (Role.CHILD_SUPERVISOR, Role.COUNTY_OFFICER, Role.PROVINCE_OFFICER, Role.SCHOOL):
        found = await day(here, role)
        ids = {one["id"] for name in LISTS for one in found[name]["nodes"]}
        assert not ids & {one["id"] for one in directors["overdue"]["nodes"]}, role
    elsewhere = here.caller(Role.CHILD_DIRECTOR, here.village + 1)
    assert kinds((await here.ask(DAY, elsewhere))["myDay"])["overdue"] == []


async def test_a_visit_that_lacks_what_the_law_asks_is_a_draft_of_whoever_recorded_it(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-02-20")
    child = await here.register()
    visit = {"childIds": [child], "mode": "HOUSEHOLD", "occurredAt": "2026-02-20T08:00:00+08:00"}
    (made,) = (await here.ask(VISIT, Role.CHILD_DIRECTOR, input=visit))["recordVisit"]["visits"]
    (draft,) = (await day(here))["drafts"]["nodes"]
    assert (draft["id"], draft["child"]["id"]) == (made["id"], child)
    assert draft["missingFindings"]
    assert (await day(here, Role.CHILD_SUPERVISOR))["drafts"]["nodes"] == []


async def test_messages_are_the_alerts_of_the_week(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-02-20")
    await here.register()
    await number(here)
    here.house.clock = lambda: datetime.now(SHANGHAI)  # the log keeps real time
    assert [one["kind"] for one in (await day(here))["messages"]["nodes"]] == ["CHILD_REGISTERED"]
    here.house.clock = lambda: datetime.now(SHANGHAI) + timedelta(days=8)
    assert (await day(here))["messages"]["nodes"] == []


async def test_thirty_children_fit_into_ten_kilobytes_on_the_wire(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-02-20")
    for one in range(30):
        await here.register(name=f"陈小{chr(0x4E00 + 37 * one)}", address=f"鼓东街道{one * 7 + 3}号{one}室")
    here.at("2026-03-21")
    found = await day(here)
    assert found["overdue"]["totalCount"] >= 60
    assert len({one["child"]["id"] for one in found["overdue"]["nodes"]}) == 30
    for by in Coding:
        assert len(await packed(orjson.dumps({"data": {"myDay": found}}), by)) <= 10 * 1024
