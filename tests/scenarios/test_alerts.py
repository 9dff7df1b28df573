"""Who sees which alert: where its subject shows, in the caller's language, without a name."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from care.actions.common.rederive import rederive
from policies.caller import Caller
from records.access import access_link
from records.child import child as children
from records.codes import Department, DifficultyCategory, Role
from tests.scenarios.conftest import Stage
from tests.support.alerting import number
from tests.support.families import judge
from tests.support.reporting import file, liaison, read
from tests.support.scenes import Scene

ALERTS = """query($where: AlertWhere, $first: Int, $after: String, $last: Int, $before: String) {
  alerts(where: $where, first: $first, after: $after, last: $last, before: $before) { totalCount
    edges { cursor } pageInfo { hasNextPage endCursor }
    nodes { id sequence kind severity occurredAt division { code } summary subject { __typename id
      ... on Child { name } ... on Visit { child { name } } ... on Report { circumstance reporter } } } } }"""
MOVE = """mutation($input: MoveChildInput!) { moveChild(input: $input) {
  child { id } userErrors { code message path } } }"""


async def alerts(scene: Scene, who: Role | Caller, **arguments: Any) -> list[dict[str, Any]]:
    await number(scene)
    found: list[dict[str, Any]] = (await scene.ask(ALERTS, who, **arguments))["alerts"]["nodes"]
    return found


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [one["kind"] for one in found]


async def test_an_alert_shows_where_its_subject_shows_and_names_nobody(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    child = await here.register(Role.CHILD_DIRECTOR)
    await here.visit(child, "2026-07-01")
    found = await alerts(here, Role.CHILD_DIRECTOR)
    visited, registered = found[0], found[-1]
    assert kinds([visited, registered]) == ["VISIT_RECORDED", "CHILD_REGISTERED"]
    assert registered["subject"] == {"__typename": "Child", "id": child, "name": "单小明"}
    assert visited["subject"]["child"] == {"name": "单小明"}
    assert [int(one["sequence"]) for one in found] == sorted((int(one["sequence"]) for one in found), reverse=True)
    assert registered["division"] == {"code": str(here.village)}
    assert registered["occurredAt"] == "2026-07-01T09:00:00+08:00"
    assert registered["summary"].endswith("：儿童建档")
    english = await alerts(here, here.caller(Role.CHILD_DIRECTOR, language="en"))
    assert english[-1]["summary"].startswith("Child registered: ")
    assert not any("单" in one["summary"] for one in [*found, *english])
    # The same for the county, nothing for the next village, for who sees sums alone, and for who is given no child.
    assert kinds(await alerts(here, Role.COUNTY_OFFICER)) == kinds(found)
    assert await alerts(here, here.caller(Role.CHILD_DIRECTOR, here.village + 1)) == []
    assert await alerts(here, Role.PROVINCE_OFFICER) == []
    assert await alerts(here, here.caller(Role.VOLUNTEER)) == []
    node = await here.ask("query($id: ID!) { node(id: $id) { id } }", Role.CHILD_DIRECTOR, id=registered["id"])
    assert node == {"node": {"id": registered["id"]}}
    hidden = here.caller(Role.CHILD_DIRECTOR, here.village + 1)
    assert await here.ask("query($id: ID!) { node(id: $id) { id } }", hidden, id=registered["id"]) == {"node": None}


async def test_the_place_that_a_child_left_hears_that_it_left_and_no_more(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    child = await here.register()
    there = here.caller(Role.CHILD_DIRECTOR, 350103001001)
    move = {"id": child, "version": 1, "division": "350103001001", "reason": "随父母迁居"}
    moved = (await here.ask(MOVE, input=move))["moveChild"]
    assert moved["userErrors"] == []
    left = [one for one in await alerts(here, Role.CHILD_DIRECTOR) if one["kind"] == "CHILD_MOVED"]
    came = [one for one in await alerts(here, there) if one["kind"] == "CHILD_MOVED"]
    assert [one["subject"] for one in left] == [None]
    assert [one["subject"]["id"] for one in came] == [child]


async def test_a_class_that_changes_for_restricted_reasons_is_told_to_their_readers_alone(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    child = await here.register(categories=[{"category": "HIV_INFECTED"}])
    centre = here.caller(Role.PROTECTION_CENTRE)
    tenant = await here.house.tenant("fujian")
    assert tenant is not None
    async with here.house.work(tenant, scope="{(,)}") as work:
        link = {"subject": centre.subject, "kind": "child", "object": UUID(child.partition("_")[2]), "classes": []}
        await work.run(insert(access_link).values(**link, until=here.house.clock() + timedelta(days=30)))
    readers, others = (Role.COUNTY_OFFICER, centre), (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR)
    changed = {"kinds": ["CLASS_CHANGED"]}

    async def judged(category: DifficultyCategory, day: str, *, holds: bool) -> None:
        here.at(day)
        assert (await judge(here, child, category, day, holds=holds))["userErrors"] == []

    async def told() -> list[int]:
        return [len(await alerts(here, who, where=changed)) for who in (*readers, *others)]

    assert await told() == [1, 1, 0, 0]
    for who in readers:
        (one,) = await alerts(here, who, where=changed)
        assert one["subject"]["id"] == child
    # In difficulty for other reasons, too: to who reads no restricted ones the class begins here, and ends with them.
    hiv, orphan = DifficultyCategory.HIV_INFECTED, DifficultyCategory.ORPHAN
    await judged(orphan, "2026-07-02", holds=True)
    assert await told() == [2, 2, 1, 1]
    await judged(hiv, "2026-07-03", holds=False)
    await judged(hiv, "2026-07-04", holds=True)
    assert await told() == [2, 2, 1, 1]
    await judged(orphan, "2026-07-05", holds=False)
    assert await told() == [3, 3, 2, 2]
    await judged(hiv, "2026-07-06", holds=False)
    assert await told() == [4, 4, 2, 2]
    for who in others:
        page = (await here.ask(ALERTS, who, where=changed))["alerts"]
        assert page["totalCount"] == len(page["nodes"]) == 2


async def test_words_show_and_hide_a_class_that_rests_on_restricted_reasons(scene: Stage) -> None:
    """By what was on file as well as by what is: as a ledger's words come and go, so does the class for the others."""
    here = scene("fujian")
    here.at("2026-07-01")
    child = await here.register(categories=[{"category": "HIV_INFECTED"}])
    key, tenant = UUID(child.partition("_")[2]), await here.house.tenant("fujian")
    assert tenant is not None
    asked = "query($id: ID!) { child(id: $id) { classes } }"
    for words, heard in (("家庭困难", [2, 1]), ("家庭很困难", [2, 1]), (None, [3, 2])):
        async with here.house.work(tenant, scope="{(,)}") as work:
            await work.run(update(children).where(children.c.id == key).values(category_detail=words))
            await rederive(work, key)
        changed = {"kinds": ["CLASS_CHANGED"]}
        told = [len(await alerts(here, who, where=changed)) for who in (Role.COUNTY_OFFICER, Role.CHILD_DIRECTOR)]
        seen = (await here.ask(asked, Role.CHILD_DIRECTOR, id=child))["child"]
        assert (told, bool(seen["classes"])) == (heard, words is not None), words


async def test_pages_go_both_ways_and_filters_narrow(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    for name in ("甲一一", "乙二二", "丙三三"):
        await here.register(name=name, birthDate="2014-02-03")
    await number(here)
    where = {"kinds": ["CHILD_REGISTERED"]}
    whole = (await here.ask(ALERTS, where=where))["alerts"]
    assert [one["subject"]["name"] for one in whole["nodes"]] == ["丙三三", "乙二二", "甲一一"]
    first = (await here.ask(ALERTS, where=where, first=2))["alerts"]
    assert first["pageInfo"]["hasNextPage"]
    rest = (await here.ask(ALERTS, where=where, first=2, after=first["pageInfo"]["endCursor"]))["alerts"]
    assert first["nodes"] + rest["nodes"] == whole["nodes"]
    back = (await here.ask(ALERTS, where=where, last=2, before=whole["edges"][2]["cursor"]))["alerts"]
    assert back["nodes"] == whole["nodes"][:2]
    assert whole["totalCount"] == 3
    assert await alerts(here, Role.COUNTY_OFFICER, where={"division": "350103000000"}) == []
    assert await alerts(here, Role.COUNTY_OFFICER, where={"minSeverity": "SERIOUS"}) == []


async def test_an_education_bureau_hears_of_dropouts_that_go_to_it_and_the_reporter_is_told_to_nobody(
    scene: Stage,
) -> None:
    here = scene("fujian")
    here.at("2026-09-10")
    bureau, health = await liaison(here, Department.EDUCATION), await liaison(here, Department.HEALTH)
    child = await here.register()
    dropout = (await file(here, "SCHOOL_DROPOUT", "2026-09-10T08:00", childIds=[child]))["report"]
    await file(here, "CHILD_MISSING", "2026-09-10T08:30")
    where = {"circumstances": ["SCHOOL_DROPOUT"], "addressedTo": ["EDUCATION"]}
    found = await alerts(here, bureau, where=where)
    assert kinds(found) == ["REPORT_ADDRESSED", "REPORT_FILED"]
    assert found[0]["subject"] == {
        "__typename": "Report",
        "id": dropout["id"],
        "circumstance": "SCHOOL_DROPOUT",
        "reporter": None,
    }
    # Without a filter, too, each office hears of the reports that it reads, and of no other.
    told: set[str] = set()
    for who in (bureau, health):
        told = {one["subject"]["id"] for one in await alerts(here, who) if one["kind"].startswith("REPORT")}
        assert told == {one["id"] for one in await read(here, who)}
    assert dropout["id"] not in told
    # Whoever reads another's report by place hears of it; a committee that nothing is addressed to does not.
    assert "REPORT_FILED" in kinds(await alerts(here, Role.COUNTY_OFFICER, where={"addressedTo": ["POLICE"]}))
    stranger = here.caller(Role.CHILD_DIRECTOR, subject="another.director@fujian")
    assert [one for one in await alerts(here, stranger) if one["kind"].startswith("REPORT")] == []
