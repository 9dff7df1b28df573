"""Appointments: who may take cases, whom the documents prefer, and who takes over when somebody goes."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.reporting import FILE
from tests.support.scenes import Scene

FIELDS = "id version name onDuty mayTakeCases caseload assessment appointments { villages since until reason }"
ERRORS = "userErrors { code path message citation } warnings { code path citation }"


def of(name: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ trainee {{ {FIELDS} }} {ERRORS} }} }}"


async def do(here: Scene, action: str, who: Role = Role.COUNTY_OFFICER, /, **facts: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await here.ask(of(action), who, input=facts))[action]
    return payload


async def enrol(here: Scene, name: str = "和老师", **facts: Any) -> str:
    form = {"name": name, "phone": "13900000001", "post": "CHILD_DIRECTOR", "division": str(here.village), **facts}
    payload = await do(here, "enrolTrainee", **form)
    assert payload["userErrors"] == []
    key: str = payload["trainee"]["id"]
    return key


async def trained(here: Scene, key: str, assessment: str | None = "PASSED") -> None:
    facts = {"traineeId": key, "kind": "INITIAL", "trainerLevel": "COUNTY", "heldOn": "2026-02-20"}
    payload = await do(here, "recordTraining", **facts, **({"assessment": assessment} if assessment else {}))
    assert payload["userErrors"] == []


async def appoint(here: Scene, key: str, since: str = "2026-03-02", *villages: int) -> dict[str, Any]:
    places = [str(one) for one in villages or (here.village,)]
    return await do(here, "appointTrainee", **{"traineeId": key, "from": since, "villages": places})


async def refused_until_assessed(here: Scene) -> None:
    here.at("2026-03-02")
    key = await enrol(here)
    await trained(here, key, None)
    payload = await appoint(here, key)
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("NOT_ASSESSED", ["traineeId"])]
    assert "（五）" in payload["userErrors"][0]["citation"]
    await trained(here, key)
    payload = await appoint(here, key)
    assert payload["userErrors"] == []
    assert payload["trainee"]["mayTakeCases"] is True


async def test_yn05_a_new_director_is_appointed_only_once_assessed_and_may_report_before(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    key = await enrol(here, "未考老师")
    assert (await appoint(here, key))["trainee"] is None
    report = {
        "circumstance": "CHILD_MISSING",
        "discoveredAt": "2026-03-02T08:30:00+08:00",
        "division": str(here.village),
        "narrative": "放学后未归",
        "reporterKind": "CHILD_DIRECTOR",
    }
    filed = (await here.ask(FILE, here.caller(Role.REPORTER, subject="new@here"), input=report))["fileReport"]
    assert filed["userErrors"] == []
    await refused_until_assessed(here)


async def test_xg05_the_provinces_rule_on_the_assessment_holds_in_the_county(scene: Stage) -> None:
    await refused_until_assessed(scene("shangri-la"))


async def test_yn10_a_man_with_a_paid_post_is_appointed_with_a_soft_warning(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    key = await enrol(here, sex="MALE", source="SOCIAL_ASSISTANCE_ASSISTANT")
    await trained(here, key)
    payload = await appoint(here, key)
    assert payload["userErrors"] == []
    assert [(one["path"], "（四）" in one["citation"]) for one in payload["warnings"]] == [(["sex"], True)]


async def test_where_no_rule_asks_for_an_assessment_nobody_waits_for_one(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    key = await enrol(here)
    payload = await appoint(here, key)
    assert (payload["userErrors"], payload["trainee"]["mayTakeCases"]) == ([], True)
    assert payload["trainee"]["caseload"] == 0
    for village in (here.village, here.village + 1, here.village + 1):
        await here.register(name="单小红", division=str(village), birthDate=f"2016-05-0{village % 7 + 1}")
    here.at("2026-03-03")
    both = await appoint(here, key, "2026-03-03", here.village, here.village + 1)
    assert (both["userErrors"], both["trainee"]["caseload"]) == ([], 3)
    again = await appoint(here, key, "2026-03-02")
    assert [(one["code"], one["path"]) for one in again["userErrors"]] == [("CONFLICT", ["from"])]
    elsewhere = await appoint(here, key, "2026-03-10", 350102002002)
    assert [one["path"] for one in elsewhere["userErrors"]] == [["villages", "0"]]


async def test_who_is_appointed_to_another_village_answers_for_its_duties(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    there = here.village + 1
    await here.register(name="单小红", division=str(there), birthDate="2016-05-01")
    key = await enrol(here, "甲主任")
    where = f'where: {{division: "{there}", kinds: [CONTACT]}}, first: 5'
    asked = f"{{ duties({where}) {{ nodes {{ responsible {{ name }} }} }} }}"
    assert (await here.ask(asked))["duties"]["nodes"] == [{"responsible": None}]
    await appoint(here, key, "2026-03-02", here.village, there)
    assert (await here.ask(asked))["duties"]["nodes"] == [{"responsible": {"name": "甲主任"}}]
    mine = f'{{ duties(where: {{responsible: "{key}"}}, first: 5) {{ nodes {{ division {{ code }} kind }} }} }}'
    found = (await here.ask(mine))["duties"]["nodes"]
    assert {one["division"]["code"] for one in found if one["kind"] == "CONTACT"} == {str(there)}


async def test_the_caseload_is_handed_over_with_the_villages(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    await here.register()
    old, new = await enrol(here, "甲主任"), await enrol(here, "乙主任")
    await appoint(here, old)
    here.at("2026-04-01")
    alone = await do(here, "endAppointment", traineeId=new, on="2026-03-31", reason="调离")
    assert [one["code"] for one in alone["userErrors"]] == ["CONFLICT"]
    gone = await do(here, "endAppointment", traineeId=old, on="2026-03-31", reason="调离", successorId=new)
    assert (gone["userErrors"], gone["warnings"]) == ([], [])
    ended = {"villages": [str(here.village)], "since": "2026-03-02", "until": "2026-03-31", "reason": "调离"}
    assert gone["trainee"]["appointments"] == [ended]
    assert (gone["trainee"]["onDuty"], gone["trainee"]["mayTakeCases"]) == (False, False)
    found = (await here.ask(f"{{ trainees {{ nodes {{ {FIELDS} }} }} }}"))["trainees"]["nodes"]
    (heir,) = [one for one in found if one["name"] == "乙主任"]
    assert (heir["mayTakeCases"], heir["caseload"]) == (True, 1)
    assert heir["appointments"] == [
        {"villages": [str(here.village)], "since": "2026-04-01", "until": None, "reason": None}
    ]


async def test_children_who_have_nobody_are_told_of(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    await here.register()
    key = await enrol(here)
    await appoint(here, key)
    gone = await do(here, "endAppointment", traineeId=key, on="2026-03-05", reason="离职")
    assert [one["path"] for one in gone["warnings"]] == [["successorId"]]


async def test_facts_are_changed_by_version_and_years_are_appraised(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    key = await enrol(here)
    changed = await do(here, "updateTrainee", id=key, version=1, name="和主任")
    assert (changed["userErrors"], changed["trainee"]["name"]) == ([], "和主任")
    stale = await do(here, "updateTrainee", id=key, version=1, phone="13900000009")
    assert [one["code"] for one in stale["userErrors"]] == ["CONFLICT"]
    emptied = await do(here, "updateTrainee", id=key, version=2, name=None)
    assert [(one["code"], one["path"]) for one in emptied["userErrors"]] == [("REQUIRED", ["name"])]
    said = await do(here, "appraiseTrainee", Role.CHILD_SUPERVISOR, traineeId=key, year=2025, result="优秀，予以奖励")
    assert (said["userErrors"], said["warnings"]) == ([], [])
    await do(here, "appraiseTrainee", traineeId=key, year=2024, result="合格")
    await do(here, "appraiseTrainee", traineeId=key, year=2025, result="良好")
    read = "{ trainees { nodes { appraisals { year result } } } }"
    told = [{"year": 2025, "result": "良好"}, {"year": 2024, "result": "合格"}]
    for who, appraisals in ((Role.COUNTY_OFFICER, told), (Role.CHILD_SUPERVISOR, told), (Role.CHILD_DIRECTOR, [])):
        (found,) = (await here.ask(read, who))["trainees"]["nodes"]
        assert found["appraisals"] == appraisals
    early = await do(here, "appraiseTrainee", traineeId=key, year=2027, result="优秀")
    assert [one["path"] for one in early["userErrors"]] == [["year"]]
