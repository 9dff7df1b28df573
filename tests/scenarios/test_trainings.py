"""Trainings: sessions with attendance, whether everyone was trained in a year, what is owed by the year's end."""

from typing import Any

from policies.caller import Caller
from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.scenes import Scene

ENROL = """mutation($input: EnrolTraineeInput!) { enrolTrainee(input: $input) {
  trainee { id } userErrors { code path } } }"""
HOLD = """mutation($input: HoldTrainingInput!) { holdTraining(input: $input) {
  trainingSession { id kind trainerLevel heldOn attendance { heldOn trainee { name } } }
  userErrors { code path message } warnings { code path message citation } } }"""
COVERAGE = """query($division: DivisionCode!, $year: Int!) { trainingCoverage(division: $division, year: $year) {
  post required onDuty trained otherLevel missing { name } citation } }"""
OWED = """query($division: DivisionCode!) { submissions(where: {division: $division, kinds: [TRAINING]}, first: 20) {
  nodes { kind status dueOn period } } }"""
SESSIONS = "query { trainingSessions { nodes { kind division { code } attendance { trainee { name } } } } }"


async def enrol(here: Scene, name: str, post: str = "CHILD_DIRECTOR") -> str:
    place = here.village if post == "CHILD_DIRECTOR" else here.township
    form = {"name": name, "phone": "13900000001", "post": post, "division": str(place)}
    payload = (await here.ask(ENROL, input=form))["enrolTrainee"]
    assert payload["userErrors"] == []
    key: str = payload["trainee"]["id"]
    return key


async def hold(
    here: Scene, on: str, *who: str, by: Role | Caller = Role.COUNTY_OFFICER, place: int | None = None, **facts: Any
) -> dict[str, Any]:
    form = {
        "division": str(place or here.county),
        "kind": "FULL_COVERAGE",
        "mode": "CLASSROOM",
        "heldOn": on,
        "attendance": [{"traineeId": one} for one in who],
        **facts,
    }
    payload: dict[str, Any] = (await here.ask(HOLD, by, input=form))["holdTraining"]
    return payload


async def coverage(here: Scene, place: int, year: int, who: Role = Role.COUNTY_OFFICER) -> dict[str, dict[str, Any]]:
    lines = (await here.ask(COVERAGE, who, division=str(place), year=year))["trainingCoverage"]
    return {line.pop("post"): line for line in lines}


async def trainings(here: Scene, place: int, who: Role = Role.COUNTY_OFFICER) -> list[tuple[str, str]]:
    found = (await here.ask(OWED, who, division=str(place)))["submissions"]["nodes"]
    return sorted((one["period"], one["status"]) for one in found)


async def test_fj15_a_county_that_trained_all_but_one_has_not_covered_everyone(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    await here.register()
    trained = [await enrol(here, name) for name in ("甲主任", "乙主任", "丙主任")]
    await enrol(here, "未训主任")
    here.at("2026-05-10")
    payload = await hold(here, "2026-05-09", *trained)
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    assert [one["trainee"]["name"] for one in payload["trainingSession"]["attendance"]] == [
        "甲主任",
        "乙主任",
        "丙主任",
    ]
    here.at("2026-12-31")
    directors = (await coverage(here, here.county, 2026))["CHILD_DIRECTOR"]
    assert (directors["required"], directors["trained"]) == (4, 3)
    assert directors["missing"] == [{"name": "未训主任"}]
    assert directors["citation"].startswith("闽民童〔2024〕33号")
    above = (await coverage(here, here.village // 10**8 * 10**8, 2026, Role.PREFECTURE_OFFICER))["CHILD_DIRECTOR"]
    assert (above["required"], above["trained"], above["missing"]) == (4, 3, [])
    assert (await coverage(here, here.county, 2026, Role.SCHOOL)) == {}


async def test_fj_g3_the_duty_of_a_year_is_done_when_the_last_one_was_trained(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    await here.register()
    first, last = await enrol(here, "甲主任"), await enrol(here, "乙主任")
    here.at("2026-05-10")
    await hold(here, "2026-05-09", first)
    # Directors and supervisors are two duties of the county; nobody is a supervisor yet.
    assert await trainings(here, here.county) == [("2026", "OPEN"), ("2026", "OPEN")]
    here.at("2026-06-10")
    await hold(here, "2026-06-09", last)
    assert await trainings(here, here.county) == [("2026", "DONE"), ("2026", "OPEN")]


async def test_fj_g2_a_prefecture_owes_a_demonstration_a_year_and_sees_nobody_who_attended(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    await here.register()
    await hold(here, "2026-03-01", await enrol(here, "甲主任"))
    prefecture = here.village // 10**8 * 10**8
    payload = await hold(here, "2026-03-01", by=Role.PREFECTURE_OFFICER, place=prefecture, kind="DEMONSTRATION")
    assert payload["userErrors"] == []
    assert payload["trainingSession"]["trainerLevel"] == "PREFECTURE"
    assert await trainings(here, prefecture, Role.PREFECTURE_OFFICER) == [
        ("2026", "DONE"),  # its own
        ("2026", "DONE"),  # the county's directors
        ("2026", "OPEN"),
    ]
    seen = (await here.ask(SESSIONS, Role.PREFECTURE_OFFICER))["trainingSessions"]["nodes"]
    assert sorted((one["kind"], one["attendance"]) for one in seen) == [("DEMONSTRATION", []), ("FULL_COVERAGE", [])]
    assert (await here.ask(SESSIONS, Role.CHILD_DIRECTOR))["trainingSessions"]["nodes"] == []


async def test_yn11_a_supervisor_whom_the_county_trained_counts_with_a_warning(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    await here.register()
    supervisor = await enrol(here, "督导员", "CHILD_SUPERVISOR")
    here.at("2026-05-10")
    payload = await hold(here, "2026-05-09", supervisor, kind="ROTATION")
    told = {one["path"][0]: one for one in payload["warnings"]}
    assert set(told) == {"topics", "division"}
    assert told["division"]["citation"].startswith("云民规〔2019〕3号")
    here.at("2026-12-31")
    line = (await coverage(here, here.county, 2026))["CHILD_SUPERVISOR"]
    assert (line["required"], line["trained"], line["otherLevel"], line["missing"]) == (1, 1, 1, [])


async def test_xg15_a_round_of_one_year_counts_for_that_year_alone(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2025-06-10")
    await here.register()
    director = await enrol(here, "主任")
    await hold(here, "2025-06-09", director)
    here.at("2025-12-31")
    assert (await coverage(here, here.county, 2025))["CHILD_DIRECTOR"]["trained"] == 1
    here.at("2026-02-01")
    line = (await coverage(here, here.county, 2026))["CHILD_DIRECTOR"]
    assert (line["required"], line["trained"], line["missing"]) == (1, 0, [{"name": "主任"}])


async def test_refuses_who_is_out_of_sight_of_another_place_or_named_twice(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    one = await enrol(here, "主任")
    twice = await hold(here, "2026-03-01", one, one)
    assert [(error["code"], error["path"]) for error in twice["userErrors"]] == [
        ("BAD_USER_INPUT", ["attendance", "1", "traineeId"])
    ]
    other = here.caller(Role.COUNTY_OFFICER, 350103000000)
    unseen = await hold(here, "2026-03-01", one, by=other, place=350103000000)
    assert [(error["code"], error["path"][:1]) for error in unseen["userErrors"]] == [("NOT_FOUND", ["attendance"])]
    nobody = await hold(here, "2026-03-01")
    assert [(error["code"], error["path"]) for error in nobody["userErrors"]] == [("REQUIRED", ["attendance"])]
    village = await hold(here, "2026-03-01", one, place=here.village)
    assert [error["path"] for error in village["userErrors"]] == [["division"]]
    elsewhere = await hold(here, "2026-03-01", one, place=350103000000)
    assert [(error["code"], error["path"]) for error in elsewhere["userErrors"]] == [
        ("OUT_OF_JURISDICTION", ["division"])
    ]
