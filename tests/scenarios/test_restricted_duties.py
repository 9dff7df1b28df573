"""A review of a class that rested on restricted reasons alone would tell of them: no door lets it out to others."""

from typing import Any, Final

import pytest

from policies.caller import Caller
from records.codes import DifficultyCategory, Role
from tests.scenarios.conftest import Stage
from tests.scenarios.test_alerts import MOVE
from tests.scenarios.test_changes import CLOSE, begun, of, walked
from tests.scenarios.test_digests import digests, made, numbers
from tests.scenarios.test_my_day import day
from tests.scenarios.test_statistics import cells, refresh, registered
from tests.support.climbing import EXPLAIN, heard, rounds
from tests.support.families import judge
from tests.support.glass import by_hand
from tests.support.reporting import employed
from tests.support.scenes import Scene

DUTIES: Final = """query($where: DutyWhere, $child: ID!, $id: ID!) {
  duties(where: $where) { totalCount nodes { id } }
  child(id: $child) { duties(first: 100) { totalCount nodes { id kind } } }
  node(id: $id) { id } nodes(ids: [$id]) { id } }"""
REVIEWS: Final = {"kinds": ["CLASS_REVIEW"]}
HIV, POOR = DifficultyCategory.HIV_INFECTED, DifficultyCategory.POVERTY_LIVING_MEDICAL_SCHOOL
READER = Role.COUNTY_OFFICER
OTHERS = (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.TOWNSHIP, Role.VILLAGE_COMMITTEE)


async def ended(here: Scene, child: str, category: DifficultyCategory) -> None:
    """Let the county judge that a category does not hold (any more)."""
    assert (await judge(here, child, category, "2026-03-05", holds=False))["userErrors"] == []


async def reviewed(here: Scene, category: DifficultyCategory) -> tuple[str, str]:
    """Give a child whose class ended with its only category, and the review that is owed since then."""
    here.at("2026-03-01")
    child = await here.register(categories=[{"category": category.value}])
    here.at("2026-03-05")
    await ended(here, child, category)
    found = (await here.ask("query($w: DutyWhere) { duties(where: $w) { nodes { id } } }", w=REVIEWS))["duties"]
    (review,) = found["nodes"]
    return child, review["id"]


async def seen(here: Scene, who: Role | Caller, child: str, review: str) -> set[bool]:
    """Tell of every door of rows whether it lets the review out; all of them say the same."""
    asked = await here.ask(DUTIES, who, where=REVIEWS, child=child, id=review)
    explained = (await here.ask(EXPLAIN, who, id=review))["explainDuty"]
    late = (await here.ask(DUTIES, who, where={"statuses": ["OVERDUE"]}, child=child, id=review))["duties"]
    mine = asked["child"]["duties"]
    assert asked["duties"]["totalCount"] == len(asked["duties"]["nodes"])
    assert mine["totalCount"] == len(mine["nodes"])
    return {
        bool(asked["duties"]["nodes"]),
        "CLASS_REVIEW" in {one["kind"] for one in mine["nodes"]},
        asked["node"] is not None,
        asked["nodes"] != [None],
        explained is not None,
        review in {one["id"] for one in late["nodes"]},
    }


@pytest.mark.parametrize(("category", "shown"), [(POOR, True), (HIV, False)])
async def test_no_list_node_or_explanation_has_it(scene: Stage, category: DifficultyCategory, shown: bool) -> None:
    here = scene("fujian")
    child, review = await reviewed(here, category)
    here.at("2026-03-12")
    assert await seen(here, READER, child, review) == {True}
    for who in OTHERS:
        assert await seen(here, who, child, review) == {shown}
    # It is a village's to do, by the list of the day.
    overdue = (await day(here))["overdue"]
    assert (overdue["totalCount"], [one["kind"] for one in overdue["nodes"]]) == (shown, ["CLASS_REVIEW"] * shown)


@pytest.mark.parametrize(("category", "shown"), [(POOR, True), (HIV, False)])
async def test_no_alert_step_or_digest_tells_of_it(scene: Stage, category: DifficultyCategory, shown: bool) -> None:
    here = scene("fujian")
    here.at("2026-03-01")
    director, supervisor = await employed(here, Role.CHILD_DIRECTOR), await employed(here, Role.CHILD_SUPERVISOR)
    await reviewed(here, category)
    for day_ in range(7, 20):
        await rounds(here, f"2026-03-{day_:02}")
        assert await made(here, f"2026-03-{day_:02}", "09:30") == 2
    climbed = await heard(here, READER)
    assert {one["kind"] for one in climbed} == {"DUTY_ESCALATED"}
    assert {one["subject"]["duty"]["kind"] for one in climbed} == {"CLASS_REVIEW"}
    for who in OTHERS:
        assert len(await heard(here, who)) == shown * len(climbed)
    told = [[numbers(one) for one in await digests(here, who)] for who in (director, supervisor)]
    assert [any("overdue" in one for one in told[0]), any("escalated" in one for one in told[1])] == [shown, shown]


@pytest.mark.parametrize(("category", "shown"), [(POOR, True), (HIV, False)])
async def test_what_changed_leaves_no_trace_of_it(scene: Stage, category: DifficultyCategory, shown: bool) -> None:
    """Neither as it is, nor by a tombstone when the child moves, its file is closed, or it is erased."""
    here = scene("fujian")
    here.at("2026-03-01")
    since = {who: await begun(here, who) for who in (READER, *OTHERS)}
    child, review = await reviewed(here, category)
    moving = {"id": child, "division": "350103001001", "reason": "随父母迁居"}

    async def told(expected: dict[Role, bool]) -> None:
        for who, there in expected.items():
            changes, since[who] = await walked(here, since[who], 100, who)
            assert (review in {one["id"] for one in changes}) is there, who
            assert of(changes, "child"), who

    await told({READER: True, **dict.fromkeys(OTHERS, shown)})
    version = (await here.ask("query($id: ID!) { child(id: $id) { version } }", id=child))["child"]["version"]
    moved = await here.ask(MOVE, input={**moving, "version": version})
    assert moved["moveChild"]["userErrors"] == []
    await told(dict.fromkeys((Role.CHILD_DIRECTOR, Role.VILLAGE_COMMITTEE), shown))


@pytest.mark.parametrize(("category", "shown"), [(POOR, True), (HIV, False)])
async def test_a_closed_file_takes_it_along_in_silence(scene: Stage, category: DifficultyCategory, shown: bool) -> None:
    here = scene("fujian")
    here.at("2026-03-01")
    since = await begun(here)
    child, review = await reviewed(here, category)
    version = (await here.ask("query($id: ID!) { child(id: $id) { version } }", id=child))["child"]["version"]
    closed = await here.ask(CLOSE, input={"id": child, "version": version, "reason": "DECEASED", "on": "2026-03-05"})
    assert closed["closeChildFile"]["userErrors"] == []
    gone = {one["id"]: one["gone"] for one in (await walked(here, since, 100))[0]}
    assert (gone[child], review in gone) == ("CLOSED", shown)


@pytest.mark.parametrize(("category", "shown"), [(POOR, True), (HIV, False)])
async def test_what_is_deleted_is_told_of_what_was_seen(
    scene: Stage, theatre_url: str, category: DifficultyCategory, shown: bool
) -> None:
    here = scene("fujian")
    child, review = await reviewed(here, category)
    since = await begun(here)
    await by_hand(theatre_url, "DELETE FROM t_fujian.child")
    gone = {one["id"]: one["gone"] for one in (await walked(here, since, 100))[0]}
    assert (gone[child], gone.get(review)) == ("DELETED", "DELETED" if shown else None)


async def test_sums_count_it_for_readers_alone(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-01")
    alike: dict[str, Any] = {"measures": ["DUTIES_OVERDUE"]}
    children = await registered(here, 7, categories=[{"category": POOR.value}])
    unsaid = await registered(here, 5, ledger=7, categories=[{"category": HIV.value}])
    here.at("2026-03-05")
    for child, category in (*((one, POOR) for one in children), *((one, HIV) for one in unsaid)):
        await ended(here, child, category)
    here.at("2026-03-12")
    await refresh(here)
    count = "query($where: DutyWhere) { duties(where: $where) { totalCount } }"
    for who, number in ((READER, 12), *((one, 7) for one in OTHERS)):
        assert await cells(here, who, **alike) == {(): number}
        listed = (await here.ask(count, who, where={"statuses": ["OVERDUE"]}))["duties"]["totalCount"]
        assert listed == number
    assert await cells(here, Role.PREFECTURE_OFFICER, **alike) == {(): 7}


async def test_a_class_keeps_to_its_readers_when_it_ended_and_when_it_comes_again(scene: Stage) -> None:
    """What it rested on when it ended decides; a review that is owed anew goes by its own end."""
    here = scene("fujian")
    child, _ = await reviewed(here, HIV)
    here.at("2026-04-01")
    assert (await judge(here, child, POOR, "2026-04-01", holds=True))["userErrors"] == []
    here.at("2026-04-10")
    assert (await judge(here, child, POOR, "2026-04-10", holds=False))["userErrors"] == []
    asked = "query($w: DutyWhere) { duties(where: $w) { nodes { baseOn status } } }"
    every = {**REVIEWS, "statuses": ["OPEN", "OVERDUE", "CANCELLED", "DONE", "DONE_LATE", "DUE_TODAY"]}
    found = {who: (await here.ask(asked, who, w=every))["duties"]["nodes"] for who in (READER, Role.CHILD_DIRECTOR)}
    assert {one["baseOn"] for one in found[READER]} == {"2026-03-05", "2026-04-10"}
    assert found[Role.CHILD_DIRECTOR] == [{"baseOn": "2026-04-10", "status": "OPEN"}]
