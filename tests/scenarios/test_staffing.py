"""Where people are missing, and what documents prefer (rules, sections (f) and (g); YN09, YN10, YN11)."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.scenes import Scene

STAFFING = """query($division: DivisionCode!) { staffing(division: $division) {
  division { code level } post children required present warnings citation } }"""
ENROL = """mutation($i: EnrolTraineeInput!) { enrolTrainee(input: $i) { trainee { id }
  userErrors { message } warnings { path citation } } }"""
TRAIN = """mutation($i: RecordTrainingInput!) { recordTraining(input: $i) {
  userErrors { message } warnings { path citation } } }"""


async def gaps(here: Scene, place: int, who: Any = Role.COUNTY_OFFICER) -> dict[tuple[int, str], dict[str, Any]]:
    found = (await here.ask(STAFFING, who, division=str(place)))["staffing"]
    return {(int(one["division"]["code"]), one["post"]): one for one in found}


async def test_yn09_a_township_without_an_assessed_supervisor_is_a_gap_of_one(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    await here.register()
    post = (here.township, "CHILD_SUPERVISOR")
    found = await gaps(here, here.county)
    assert (found[post]["required"], found[post]["present"], found[post]["warnings"]) == (1, 0, [])
    assert found[post]["division"]["level"] == "TOWNSHIP"
    assert "（四）" in found[post]["citation"]
    assert found[(here.village, "CHILD_DIRECTOR")]["required"] == 1
    assert {post for place, post in await gaps(here, here.village)} == {"CHILD_DIRECTOR"}

    person = {"name": "和老师", "phone": "13900000001", "post": post[1], "division": str(here.township)}
    payload = (await here.ask(ENROL, i=person))["enrolTrainee"]
    assert payload["userErrors"] == []
    waiting = (await gaps(here, here.county))[post]
    assert (waiting["present"], waiting["warnings"]) == (0, ["1人尚未考核合格，不能上岗，不计入"])

    passed = {"kind": "INITIAL", "trainerLevel": "PREFECTURE", "heldOn": "2026-03-01", "assessment": "PASSED"}
    went = await here.ask(TRAIN, i={"traineeId": payload["trainee"]["id"], **passed})
    assert went["recordTraining"]["userErrors"] == []
    assert post not in await gaps(here, here.county)


async def test_numbers_go_up_and_nowhere_else(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    assert await gaps(here, here.county, Role.PREFECTURE_OFFICER)
    for who in (here.caller(Role.COUNTY_OFFICER, 530103000000), Role.PARTNER_WORKER, Role.AUDITOR):
        assert await gaps(here, here.county, who) == {}


async def test_what_the_documents_prefer_is_a_warning_and_never_a_refusal(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    man = {"name": "和老师", "phone": "13900000001", "sex": "MALE", "source": "SOCIAL_ASSISTANCE_ASSISTANT"}
    asked = {**man, "post": "CHILD_DIRECTOR", "division": str(here.village)}
    director = (await here.ask(ENROL, i=asked))["enrolTrainee"]
    assert (director["userErrors"], [one["path"] for one in director["warnings"]]) == ([], [["sex"]])
    assert "（四）" in director["warnings"][0]["citation"]

    asked = {**man, "name": "李老师", "post": "CHILD_SUPERVISOR", "division": str(here.township)}
    supervisor = (await here.ask(ENROL, i=asked))["enrolTrainee"]
    assert supervisor["warnings"] == []
    went = {"traineeId": supervisor["trainee"]["id"], "kind": "ROTATION", "trainerLevel": "COUNTY"}
    payload = (await here.ask(TRAIN, i={**went, "heldOn": "2026-03-01"}))["recordTraining"]
    assert (payload["userErrors"], [one["path"] for one in payload["warnings"]]) == ([], [["trainerLevel"]])
    assert "（五）" in payload["warnings"][0]["citation"]
    found = await here.ask("{ trainees(where: {untrainedIn: 2026}) { nodes { id } } }")
    assert [one["id"] for one in found["trainees"]["nodes"]] == [director["trainee"]["id"]]


async def test_xg13_above_thirty_children_a_director_more_is_flagged_and_one_stays_the_minimum(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-02")
    surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶"
    for surname in surnames:
        await here.register(name=f"{surname}小明", categories=[{"category": "ORPHAN"}])
    (gap,) = [one for one in (await gaps(here, here.village)).values() if one["post"] == "CHILD_DIRECTOR"]
    assert (gap["children"], gap["required"], gap["present"]) == (len(surnames), 1, 0)
    assert len(surnames) == 31
    assert gap["warnings"]
    assert "香民发〔2024〕13号" in gap["citation"]
