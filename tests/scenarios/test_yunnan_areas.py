"""Rows of Yunnan about what places owe: township patrols (YN-B4) and the village's screening (YN-B1 to B3)."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.scenes import Scene

TOPICS = ["VILLAGE_SCREENING", "KEY_FOLLOW_UP", "DIRECTOR_PERFORMANCE", "CHILDRENS_HOME", "DATA_TIMELINESS"]
PATROL = """mutation($input: RecordPatrolInput!) { recordPatrol(input: $input) {
  duty { dueOn status satisfiedBy patrol { id topics findings division { code } } }
  userErrors { code path message citation } warnings { code } } }"""
PATROLS = """query($statuses: [DutyStatus!]) { duties(where: {kinds: [TOWNSHIP_PATROL], statuses: $statuses}) {
  nodes { id dueOn baseOn status reasons citation basis child { id } division { code } responsible { name } } } }"""


async def patrol(here: Scene, day: str, who: Role = Role.CHILD_SUPERVISOR, **facts: Any) -> dict[str, Any]:
    form = {"division": str(here.township), "patrolledOn": day, "topics": TOPICS, **facts}
    payload: dict[str, Any] = (await here.ask(PATROL, who, input=form))["recordPatrol"]
    return payload


async def owed(here: Scene, who: Role = Role.TOWNSHIP, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await here.ask(PATROLS, who, **asked))["duties"]["nodes"]
    return found


async def test_yn04_the_next_patrol_is_due_three_months_later_and_missed_with_its_quarter(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-01-08")
    await here.register()
    (first,) = await owed(here)
    assert (first["baseOn"], first["dueOn"], first["status"]) == ("2026-01-01", "2026-03-31", "OPEN")
    here.at("2026-02-20")
    payload = await patrol(here, "2026-02-20", findings="两村台账未更新，已督促")
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    done = payload["duty"]
    assert (done["dueOn"], done["status"], done["satisfiedBy"]) == ("2026-03-31", "DONE", done["patrol"]["id"])
    assert (done["patrol"]["topics"], done["patrol"]["findings"]) == (TOPICS, "两村台账未更新，已督促")

    (next_one,) = await owed(here)
    assert (next_one["baseOn"], next_one["dueOn"]) == ("2026-02-20", "2026-05-20")
    assert (next_one["citation"], next_one["basis"]) == ("云民规〔2019〕3号（六）", "IN_FORCE")
    assert (next_one["child"], next_one["division"]["code"]) == (None, str(here.township))
    for day, status, reasons in (
        ("2026-05-20", "DUE_TODAY", []),
        ("2026-05-21", "OVERDUE", []),
        ("2026-06-30", "OVERDUE", []),
        ("2026-07-01", "OVERDUE", ["QUARTER_MISSED"]),
    ):
        here.at(day)
        (shown,) = await owed(here)
        assert (shown["status"], shown["reasons"]) == (status, reasons), day
    late = await patrol(here, "2026-07-01")
    assert late["duty"]["status"] == "DONE_LATE"


async def test_yn04_the_form_needs_all_five_topics(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-02-20")
    await here.register()
    payload = await patrol(here, "2026-02-20", topics=TOPICS[:3])
    assert payload["duty"] is None
    assert [(one["code"], one["path"], one["citation"]) for one in payload["userErrors"]] == [
        ("REQUIRED", ["topics"], "云民规〔2019〕3号（六）"),
        ("REQUIRED", ["topics"], "云民规〔2019〕3号（六）"),
    ]
    assert ["儿童之家作用" in one["message"] for one in payload["userErrors"]] == [True, False]
    assert (await owed(here))[0]["status"] == "OPEN"


async def test_yn04_holds_in_a_county_that_says_nothing_of_patrols_and_not_in_another_province(scene: Stage) -> None:
    there = scene("shangri-la")
    there.at("2026-01-08")
    await there.register()
    assert [one["dueOn"] for one in await owed(there)] == ["2026-03-31"]
    elsewhere = scene("shanxi")
    elsewhere.at("2026-01-08")
    await elsewhere.register()
    assert await owed(elsewhere) == []
    payload = await patrol(elsewhere, "2026-01-08")
    assert (payload["duty"], payload["userErrors"][0]["code"]) == (None, "RULE_VIOLATION")


async def test_a_patrol_of_another_township_is_out_of_jurisdiction_and_its_duty_out_of_sight(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-01-08")
    await here.register()
    stranger = here.caller(Role.CHILD_SUPERVISOR, here.township + 1_000)
    form = {"division": str(here.township), "patrolledOn": "2026-01-08", "topics": TOPICS}
    payload = (await here.ask(PATROL, stranger, input=form))["recordPatrol"]
    assert [one["code"] for one in payload["userErrors"]] == ["OUT_OF_JURISDICTION"]
    assert (await here.ask(PATROLS, stranger))["duties"]["nodes"] == []


async def test_a_patrol_is_read_by_its_township_and_county_and_by_no_village(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-01-08")
    await here.register()
    key = (await patrol(here, "2026-01-08"))["duty"]["patrol"]["id"]
    query = "query($id: ID!) { node(id: $id) { id ... on Patrol { findings division { code } } } }"
    for role in (Role.TOWNSHIP, Role.CHILD_SUPERVISOR, Role.COUNTY_OFFICER):
        assert (await here.ask(query, role, id=key))["node"]["id"] == key
    stranger = here.caller(Role.TOWNSHIP, here.township + 1_000)
    for who in (Role.CHILD_DIRECTOR, Role.PREFECTURE_OFFICER, stranger):
        assert (await here.ask(query, who, id=key))["node"] is None
