"""What is read of an area's calendar: numbers for a report, targets, homes and their activities, missing bodies."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.calendars import SUBMIT, acting, holiday, office
from tests.support.scenes import Scene

PROGRESS = """query($division: DivisionCode!, $from: Date, $until: Date) {
  progressReport(division: $division, from: $from, until: $until) {
    from until childrenNow leftBehindNow filesOpened filesFiledNow visitsDue visitsDone visitsInTime directorsNow
    trained careActivities safetyActivities hazardChecks hazardsOpenNow submissionsDue } }"""
MILESTONES = """query($division: DivisionCode) { milestones(division: $division) {
  id dueOn measured { done of } } }"""
ACTIVITY = """mutation($input: RecordActivityInput!) { recordActivity(input: $input) {
  activity { id kind heldOn children organisation { name kind } division { code } }
  userErrors { code path message } warnings { path citation } } }"""
CHECK = """mutation($input: RecordHazardCheckInput!) { recordHazardCheck(input: $input) {
  hazardCheck { id items wanting waterItems mendedOn organisation { name } }
  userErrors { code path message } warnings { code path citation } } }"""
MEND = """mutation($input: MendHazardInput!) { mendHazard(input: $input) {
  hazardCheck { id mendedOn } userErrors { code path } } }"""
OPEN = "query { hazardChecks(where: {open: true}) { nodes { id water } } }"
BODIES = "query($division: DivisionCode) { countiesWithoutBody(division: $division) { code name } }"
FUZHOU, DIQING = 350100000000, 533400000000


async def held(here: Scene, who: Any, **facts: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await here.ask(ACTIVITY, who, input=facts))["recordActivity"]
    return payload


async def test_the_numbers_of_a_progress_report_are_those_of_the_data(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    seen, _ = await here.register(), await here.register(name="单小红")
    await here.visit(seen, "2026-03-02")
    home = await office(here, "鼓东儿童之家", "CHILDRENS_HOME")
    await held(here, Role.COUNTY_OFFICER, kind="CARE_ACTIVITY", heldOn="2026-03-01", organisationId=home)
    here.at("2026-12-01")
    above = (await here.ask(PROGRESS, Role.PREFECTURE_OFFICER, division=str(FUZHOU)))["progressReport"]
    # Small numbers of children are told to who sees these children alone.
    assert (above["childrenNow"], above["visitsDone"], above["careActivities"]) == (None, None, 1)
    numbers = (await here.ask(PROGRESS, Role.COUNTY_OFFICER, division=str(here.county)))["progressReport"]
    assert (numbers["from"], numbers["until"]) == ("2026-01-01", "2026-12-01")
    assert (numbers["childrenNow"], numbers["filesOpened"], numbers["filesFiledNow"]) == (2, 2, 2)
    assert (numbers["careActivities"], numbers["safetyActivities"], numbers["trained"]) == (1, 0, 0)
    assert numbers["visitsDue"] > numbers["visitsDone"] >= numbers["visitsInTime"] >= 1
    early = await here.ask(PROGRESS, Role.PREFECTURE_OFFICER, division=str(FUZHOU), until="2026-02-28")
    assert (early["progressReport"]["filesOpened"], early["progressReport"]["careActivities"]) == (0, 0)
    below = (Role.PREFECTURE_OFFICER, here.county)
    for who, place in (
        below,
        (Role.COUNTY_OFFICER, FUZHOU),
        (Role.CHILD_DIRECTOR, here.village),
        (Role.AUDITOR, FUZHOU),
    ):
        assert (await here.ask(PROGRESS, who, division=str(place)))["progressReport"] is None
    elsewhere = here.caller(Role.PREFECTURE_OFFICER, 350200000000)
    assert (await here.ask(PROGRESS, elsewhere, division=str(FUZHOU)))["progressReport"] is None


async def test_targets_are_measured_where_the_data_can_tell(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-02")
    enrol = "mutation($i: EnrolTraineeInput!) { enrolTrainee(input: $i) { trainee { id } userErrors { message } } }"
    train = "mutation($i: RecordTrainingInput!) { recordTraining(input: $i) { userErrors { message } } }"
    keys = []
    for name, phone in (("和老师", "13900000001"), ("扎西", "13900000002")):
        person = {"name": name, "phone": phone, "post": "CHILD_DIRECTOR", "division": str(here.village)}
        payload = (await here.ask(enrol, Role.COUNTY_OFFICER, i=person))["enrolTrainee"]
        assert payload["userErrors"] == [], payload
        keys.append(payload["trainee"]["id"])
    went = {"traineeId": keys[0], "kind": "ROTATION", "trainerLevel": "COUNTY", "heldOn": "2026-03-01"}
    assert (await here.ask(train, Role.COUNTY_OFFICER, i=went))["recordTraining"]["userErrors"] == []
    found = (await here.ask(MILESTONES, Role.COUNTY_OFFICER, division=str(here.county)))["milestones"]
    by_id = {one["id"]: one["measured"] for one in found}
    assert by_id["shangri-la/training-round"] == {"done": 1, "of": 2}
    assert by_id["shangri-la/survey"] == {"done": 0, "of": 0}
    assert by_id["shangri-la/goals"] is None
    hidden = (await here.ask(MILESTONES, Role.CHILD_DIRECTOR, division=str(here.county)))["milestones"]
    assert {one["measured"] is None for one in hidden} == {True}


async def test_fj_k12_a_childrens_home_is_an_organisation_with_its_activities(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-10")
    home = await office(here, "鼓东儿童之家", "CHILDRENS_HOME")
    facts = {"kind": "HOLIDAY_ACTIVITY", "heldOn": "2026-07-10", "organisationId": home, "children": 12}
    payload = await held(here, Role.COUNTY_OFFICER, **facts, division=str(here.village))
    activity = payload["activity"]
    assert (activity["organisation"], activity["children"]) == ({"name": "鼓东儿童之家", "kind": "CHILDRENS_HOME"}, 12)
    asked = """query($of: ID) { activities(where: {organisation: $of, kinds: [HOLIDAY_ACTIVITY]}) { nodes { id } } }"""
    found = (await here.ask(asked, Role.CHILD_DIRECTOR, of=home))["activities"]["nodes"]
    assert found == [{"id": activity["id"]}]
    assert (await here.ask(asked, Role.PREFECTURE_OFFICER, of=home))["activities"]["nodes"] == []
    for wrong, path in (({"children": -1}, ["children"]), ({"kind": "SAFETY_TALK"}, ["kind"])):
        refused = await held(here, Role.COUNTY_OFFICER, **{**facts, **wrong})
        assert [one["path"] for one in refused["userErrors"]] == [path]


async def test_yn_l1_an_activity_in_the_holidays_lies_in_one(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-07-10")
    facts = {"kind": "HOLIDAY_ACTIVITY", "heldOn": "2026-07-10", "division": str(here.village)}
    outside = await held(here, Role.CHILD_DIRECTOR, **facts)
    assert outside["warnings"] == [{"path": ["heldOn"], "citation": "云民规〔2019〕3号（六）"}]
    await holiday(here, "SUMMER", "2026-07-10", "2026-08-31")
    inside = await held(here, Role.CHILD_SUPERVISOR, **{**facts, "division": str(here.township)})
    assert (inside["userErrors"], inside["warnings"]) == ([], [])


async def test_fj_l6_an_action_on_the_internet_names_the_harms_that_the_rules_watch_for(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-10")
    office_id = await office(here, "网信办", "DEPARTMENT", department="CYBERSPACE")
    liaison = await acting(here, Role.DEPARTMENT_LIAISON, office_id)
    facts = {"kind": "ONLINE_PROTECTION", "heldOn": "2026-07-09", "organisationId": office_id}
    payload = await held(here, liaison, **facts, harms=["BULLYING", "RUMOUR_ATTACK", "PRIVACY", "ADDICTION"])
    assert payload["activity"]["kind"] == "ONLINE_PROTECTION"
    assert payload["warnings"] == [{"path": ["harms"], "citation": "闽民童〔2024〕33号第三部分第15项"}]


async def test_fj_l4_l5_a_check_is_dated_and_what_was_wanting_is_put_right(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-10")
    school = await office(here, "鼓楼一小", "SCHOOL")

    async def check(who: Any = Role.COUNTY_OFFICER, **facts: Any) -> dict[str, Any]:
        form = {"checkedOn": "2026-07-09", **facts}
        payload: dict[str, Any] = (await here.ask(CHECK, who, input=form))["recordHazardCheck"]
        return payload

    of_school = await check(organisationId=school, items=["FIRE", "FOOD"], wanting=["FIRE"], findings="灭火器过期")
    assert (of_school["userErrors"], of_school["hazardCheck"]["wanting"]) == ([], ["FIRE"])
    assert {one["citation"] for one in of_school["warnings"]} == {"闽民童〔2024〕33号第三部分第14项"}
    assert len(of_school["warnings"]) == 5
    pond = {"division": str(here.village), "water": "村东水塘", "waterItems": ["SIGN", "LIFEBUOY", "ROPE", "POLE"]}
    at_water = await check(Role.CHILD_DIRECTOR, **pond, waterWanting=["POLE"])
    assert (at_water["userErrors"], at_water["warnings"]) == ([], [])
    assert len((await here.ask(OPEN))["hazardChecks"]["nodes"]) == 2
    for key, mended_on, refused in (
        (at_water["hazardCheck"]["id"], "2026-07-08", [["mendedOn"]]),
        (at_water["hazardCheck"]["id"], "2026-07-10", []),
        (at_water["hazardCheck"]["id"], "2026-07-10", [["hazardCheckId"]]),
    ):
        form = {"hazardCheckId": key, "mendedOn": mended_on}
        payload = (await here.ask(MEND, Role.CHILD_DIRECTOR, input=form))["mendHazard"]
        assert [one["path"] for one in payload["userErrors"]] == refused
    (left,) = (await here.ask(OPEN))["hazardChecks"]["nodes"]
    assert left["id"] == of_school["hazardCheck"]["id"]
    teacher = await acting(here, Role.SCHOOL, school)
    assert [one["id"] for one in (await here.ask(OPEN, teacher))["hazardChecks"]["nodes"]] == [left["id"]]
    both = await check(organisationId=school, **pond)
    assert [one["path"] for one in both["userErrors"]] == [["organisationId"]]
    unchecked = await check(organisationId=school, items=["FOOD"], wanting=["FIRE"])
    assert [one["path"] for one in unchecked["userErrors"]] == [["wanting"]]


async def test_yn_k15_counties_without_a_body_are_listed_where_a_rule_asks_for_one(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-02")
    codes = [one["code"] for one in (await here.ask(BODIES, division=str(DIQING)))["countiesWithoutBody"]]
    assert codes == ["533401000000", "533422000000", "533423000000"]
    await office(here, "香格里拉市未成年人救助保护中心", "PROTECTION_CENTRE")
    codes = [one["code"] for one in (await here.ask(BODIES, division=str(DIQING)))["countiesWithoutBody"]]
    assert codes == ["533422000000", "533423000000"]
    assert (await here.ask(BODIES, division=str(FUZHOU)))["countiesWithoutBody"] == []
    fujian = scene("fujian")
    assert (await fujian.ask(BODIES))["countiesWithoutBody"] == []


async def test_yn_d6_the_township_sees_a_file_as_soon_as_the_director_opens_it(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    child = await here.register(Role.CHILD_DIRECTOR)
    asked = "query { children { nodes { id name } } }"
    assert (await here.ask(asked, Role.TOWNSHIP))["children"]["nodes"] == [{"id": child, "name": "单小明"}]


async def test_holidays_are_set_by_education_and_hold_below(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-05-06")
    offices = [await office(here, f"{name}局", "DEPARTMENT", department=name) for name in ("EDUCATION", "POLICE")]
    education, police = [await acting(here, Role.DEPARTMENT_LIAISON, one) for one in offices]
    saved = await holiday(here, "SUMMER", "2026-07-04", "2026-08-31", education)
    assert (saved["userErrors"], saved["holiday"]["year"]) == ([], 2026)
    refused = await holiday(here, "SUMMER", "2027-07-03", "2027-08-31", police)
    assert [one["code"] for one in refused["userErrors"]] == ["FORBIDDEN"]
    unread = await holiday(here, "SUMMER", "2026-07-05", "2026-08-31")
    assert [(one["code"], one["path"]) for one in unread["userErrors"]] == [("REQUIRED", ["version"])]
    for first, last, path in (("2026-08-01", "2026-07-01", ["lastOn"]), ("2026-08-20", "2026-09-10", ["firstOn"])):
        wrong = await holiday(here, "WINTER", first, last)
        assert [one["path"] for one in wrong["userErrors"]] == [path]
    asked = "query($d: DivisionCode!) { holidays(division: $d, year: 2026) { season firstOn } }"
    found = (await here.ask(asked, Role.CHILD_DIRECTOR, d=str(here.village)))["holidays"]
    assert found == [{"season": "SUMMER", "firstOn": "2026-07-04"}]


async def test_a_duty_that_is_none_of_the_calendars_cannot_be_handed_in(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    await here.register()
    duties = (await here.ask("query { duties { nodes { id calendar } } }"))["duties"]["nodes"]
    key = next(one["id"] for one in duties if one["calendar"] is None).replace("duty_", "submission_")
    form = {"submissionId": key, "submittedAt": "2026-03-02T08:00:00+08:00"}
    payload = (await here.ask(SUBMIT, input=form))["submit"]
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("NOT_FOUND", ["submissionId"])]


async def test_yn_d5_a_directors_work_report_reaches_those_whom_the_rules_name(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-03-02")
    send = """mutation($input: SendWorkReportInput!) { sendWorkReport(input: $input) {
      workReport { id recipients content citation } userErrors { code path } } }"""
    form = {"division": str(here.village), "reportedOn": "2026-03-01", "content": "本月走访两户"}
    payload = (await here.ask(send, Role.CHILD_DIRECTOR, input=form))["sendWorkReport"]
    told = payload["workReport"]
    assert (told["recipients"], told["content"]) == (["VILLAGE_COMMITTEE", "CHILD_SUPERVISOR"], "本月走访两户")
    assert told["citation"] == "云民规〔2019〕3号附件3第1项"
    asked = "query { workReports { nodes { id } } }"
    for role, seen in ((Role.VILLAGE_COMMITTEE, 1), (Role.CHILD_SUPERVISOR, 1), (Role.COUNTY_OFFICER, 0)):
        assert len((await here.ask(asked, role))["workReports"]["nodes"]) == seen
    for facts, code, path in (({"content": " "}, "REQUIRED", ["content"]), ({}, "FORBIDDEN", [])):
        who = Role.CHILD_DIRECTOR if facts else Role.CHILD_SUPERVISOR
        refused = (await here.ask(send, who, input={**form, **facts}))["sendWorkReport"]
        assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [(code, path)]
    elsewhere = scene("fujian")
    elsewhere.at("2026-03-02")
    form = {**form, "division": str(elsewhere.village)}
    refused = (await elsewhere.ask(send, Role.CHILD_DIRECTOR, input=form))["sendWorkReport"]
    assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [("RULE_VIOLATION", ["division"])]
