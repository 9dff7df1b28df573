"""A file is closed by a person, for a reason, and what is owed ends with it; nothing closes by itself (A06)."""

from typing import Any

from policies.caller import Caller
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.schema.mutations.documents import CLOSE_CHILD_FILE, REOPEN_CHILD_FILE
from tests.support.dues import dues, duties, night
from tests.support.families import both_leave, tasks
from tests.support.scenes import Scene

VERSION = "query($id: ID!) { child(id: $id) { version } }"


async def step(
    here: Scene, document: str, child: str, who: Role | Caller = Role.COUNTY_OFFICER, **facts: Any
) -> dict[str, Any]:
    version = (await here.ask(VERSION, id=child))["child"]["version"]
    (payload,) = (await here.ask(document, who, input={"id": child, "version": version, **facts})).values()
    found: dict[str, Any] = payload
    return found


async def close(here: Scene, child: str, who: Role | Caller = Role.COUNTY_OFFICER, **facts: Any) -> dict[str, Any]:
    return await step(here, CLOSE_CHILD_FILE, child, who, **facts)


def refusals(payload: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["code"], one["path"][0]) for one in payload["userErrors"]]


async def test_xg03_an_orphans_file_is_closed_once_it_was_helped_on(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-01")
    child = await here.register(birthDate="2008-06-15", categories=[{"category": "ORPHAN"}])
    here.at("2026-06-15")
    early = await close(here, child, reason="GROWN_UP")
    assert refusals(early) == [("RULE_VIOLATION", "reason")]
    assert early["userErrors"][0]["citation"]
    here.at("2026-06-20")
    refused = await close(here, child, reason="GROWN_UP")
    assert refusals(refused) == [("REQUIRED", "aftercare")]
    assert refused["userErrors"][0]["citation"].startswith("香民发〔2024〕13号")
    payload = await close(here, child, reason="GROWN_UP", aftercare="协助就业", aftercareOn="2026-06-18")
    assert payload["userErrors"] == []
    assert payload["child"]["fileStatus"] == "CLOSED"
    (change,) = payload["child"]["fileHistory"]
    assert (change["reason"], change["on"], change["aftercareOn"]) == ("GROWN_UP", "2026-06-20", "2026-06-18")
    (aftercare,) = await duties(here, child, "AFTERCARE")
    assert aftercare["status"] == "DONE_LATE"
    reviews = await tasks(here, child, "CLASS_REVIEW")
    assert reviews
    assert {one["status"] for one in reviews} <= {"DONE", "DONE_LATE"}
    assert await dues(here, child) == (None, None)
    await night(here)
    assert {one["status"] for one in await duties(here, child, "AFTERCARE")} == {"DONE_LATE"}


async def test_open_duties_end_with_the_file_and_come_again_with_it(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-02")
    child = await here.register()
    assert (await dues(here, child))[1] == "2026-04-02"
    payload = await close(here, child, reason="MOVED_AWAY", explanation="全家迁往外省")
    assert payload["child"]["fileStatus"] == "CLOSED"
    (visit,) = await duties(here, child, "HOUSEHOLD_VISIT")
    assert (visit["status"], visit["reasons"][-1]) == ("CANCELLED", "FILE_CLOSED")
    assert await dues(here, child) == (None, None)
    here.at("2026-06-01")
    await night(here)
    assert [one["status"] for one in await duties(here, child, "HOUSEHOLD_VISIT")] == ["CANCELLED"]
    again = await step(here, REOPEN_CHILD_FILE, child, explanation="全家迁回")
    assert (again["userErrors"], again["child"]["fileStatus"]) == ([], "OPEN")
    assert [one["status"] for one in again["child"]["fileHistory"]] == ["CLOSED", "OPEN"]
    assert (await dues(here, child))[1] == "2026-07-01"
    visits = await duties(here, child, "HOUSEHOLD_VISIT")
    assert [(one["status"], one["baseOn"]) for one in visits] == [("CANCELLED", "2026-03-02"), ("OPEN", "2026-06-01")]


async def test_a_director_puts_a_file_under_review_and_others_close_and_archive_it(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    facts = {"reason": "ENTERED_IN_ERROR"}
    alone = await close(here, child, Role.CHILD_DIRECTOR, **facts)
    assert [one["code"] for one in alone["userErrors"]] == ["FORBIDDEN"]
    review = await close(here, child, Role.CHILD_DIRECTOR, status="REVIEW", **facts)
    assert (review["userErrors"], review["child"]["fileStatus"]) == ([], "REVIEW")
    assert (await dues(here, child))[1] is not None
    early = await close(here, child, Role.CHILD_SUPERVISOR, status="ARCHIVED", **facts)
    assert refusals(early) == [("BAD_USER_INPUT", "status")]
    for status in ("CLOSED", "ARCHIVED"):
        payload = await close(here, child, Role.CHILD_SUPERVISOR, status=status, **facts)
        assert payload["child"]["fileStatus"] == status
    assert refusals(await step(here, REOPEN_CHILD_FILE, child, explanation=" ")) == [("REQUIRED", "explanation")]


async def test_sx11_a_child_that_no_class_covers_is_let_go_and_one_in_a_class_is_not(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-01")
    child = await here.register(birthDate="2010-05-20")
    await both_leave(here, child, "2025-06-01")
    held = await close(here, child, reason="NO_LONGER_COVERED")
    assert refusals(held) == [("RULE_VIOLATION", "reason")]
    assert held["userErrors"][0]["citation"].startswith("晋民函〔2025〕80号")
    # Who does not read all classes is not told whether one holds.
    supervisor = await close(here, child, Role.CHILD_SUPERVISOR, reason="NO_LONGER_COVERED")
    assert [one["code"] for one in supervisor["userErrors"]] == ["FORBIDDEN"]
    here.at("2026-05-21")
    payload = await close(here, child, reason="NO_LONGER_COVERED")
    assert payload["userErrors"] == []
    (review,) = await tasks(here, child, "CLASS_REVIEW")
    assert review["status"] == "DONE"
