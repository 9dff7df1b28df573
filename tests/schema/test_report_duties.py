"""The duties of reports: who sees them, how they stand, and why they are due."""

import pytest

from records.codes import Department, Role
from tenants.house import House
from tests.support.reporting import DELIVER, department, employed, file, send
from tests.support.scenes import Scene

EVERY = "where: {statuses: [OPEN, DUE_TODAY, OVERDUE, DONE, DONE_LATE]}"
DUTIES = f"{{ duties({EVERY}) {{ nodes {{ id kind status dueAt reasons responsible {{ name }} satisfiedBy }} }} }}"
WHY = "query($id: ID!) { explainDuty(id: $id) { sentence rules { key } inputs { name value } } }"


@pytest.fixture
def here(house: House) -> Scene:
    made = Scene(house, "fujian")
    made.at("2026-07-01", "22:40")
    return made


async def owed(here: Scene, who: object) -> dict[str, dict[str, object]]:
    nodes = (await here.ask(DUTIES, who))["duties"]["nodes"]  # type: ignore[arg-type]
    return {f"{one['kind']} {one['reasons'][0]}": one for one in nodes}


async def test_a_report_that_is_not_sent_is_overdue_from_the_minute_on_and_done_late_when_rung(here: Scene) -> None:
    report = (await file(here, "CHILD_MISSING", "2026-07-01T22:40", Role.SCHOOL, reporterKind="SCHOOL"))["report"]
    here.at("2026-07-01", "22:41")
    found = await owed(here, Role.COUNTY_OFFICER)
    assert {one["status"] for one in found.values()} == {"OVERDUE"}
    rung = {"recipient": "POLICE", "channel": "PHONE", "at": "2026-07-01T22:41:00+08:00"}
    await send(here, DELIVER, Role.COUNTY_OFFICER, reportId=report["id"], **rung)
    found = await owed(here, Role.COUNTY_OFFICER)
    assert found["REPORT POLICE"]["status"] == "DONE_LATE"
    assert found["REPORT POLICE"]["satisfiedBy"] == report["id"]
    assert found["REPORT_ACKNOWLEDGEMENT POLICE"]["status"] == "DUE_TODAY"
    assert found["REPORT_ACKNOWLEDGEMENT POLICE"]["dueAt"] == "2026-07-01T23:41:00+08:00"


async def test_a_duty_of_a_report_shows_to_whoever_sees_the_report(here: Scene) -> None:
    committee = await employed(here, Role.VILLAGE_COMMITTEE)
    await file(here, "CHILD_MISSING", "2026-07-01T22:40", Role.SCHOOL, reporterKind="SCHOOL")
    every = f"{{ duties({EVERY}) {{ totalCount nodes {{ kind }} }} }}"
    for who in (committee, Role.CHILD_DIRECTOR, Role.TOWNSHIP):
        assert (await here.ask(every, who))["duties"] == {"totalCount": 0, "nodes": []}
    for who in (Role.CHILD_SUPERVISOR, Role.COUNTY_OFFICER):
        assert (await here.ask(every, who))["duties"]["totalCount"] == 3
    await file(here, "CARER_UNFIT", "2026-07-01T22:40", Role.CHILD_DIRECTOR)
    for who in (committee, Role.CHILD_DIRECTOR):
        kinds = [one["kind"] for one in (await here.ask(every, who))["duties"]["nodes"]]
        assert sorted(kinds) == ["REPORT", "REPORT", "REPORT_ACKNOWLEDGEMENT"]


async def test_a_day_holds_the_duties_of_a_report_for_whoever_sees_the_report(here: Scene) -> None:
    lists = " ".join(f"{name} {{ totalCount nodes {{ kind }} }}" for name in ("due", "overdue", "upcoming"))

    async def day() -> tuple[int, list[str]]:
        found = (await here.ask(f"{{ myDay {{ {lists} }} }}", Role.CHILD_DIRECTOR))["myDay"].values()
        return sum(one["totalCount"] for one in found), sorted(duty["kind"] for one in found for duty in one["nodes"])

    await file(here, "CHILD_MISSING", "2026-07-01T22:40", Role.SCHOOL, reporterKind="SCHOOL")
    assert await day() == (0, [])
    await file(here, "CARER_UNFIT", "2026-07-01T22:40", Role.CHILD_DIRECTOR)
    count, kinds = await day()
    assert (count, set(kinds)) == (len(kinds), {"REPORT"})


async def test_explains_until_which_minute_and_to_whom(here: Scene) -> None:
    await department(here, Department.POLICE)
    await file(here, "CHILD_MISSING", "2026-07-01T22:40", Role.SCHOOL, reporterKind="SCHOOL")
    police = (await owed(here, Role.COUNTY_OFFICER))["REPORT POLICE"]
    why = (await here.ask(WHY, Role.COUNTY_OFFICER, id=police["id"]))["explainDuty"]
    assert why["sentence"] == (
        "依据闽民童〔2024〕33号第三部分第6项，紧急情形报告时限立即，自2026年7月1日起算，"
        "应于2026年7月1日22:40前完成报告，报告对象：公安机关。"
    )
    assert [one["key"] for one in why["rules"]] == ["emergency.recipients", "emergency.urgency"]
    assert {"name": "报告对象", "value": "公安机关"} in why["inputs"]
    english = here.caller(Role.COUNTY_OFFICER, language="en")
    sentence = (await here.ask(WHY, english, id=police["id"]))["explainDuty"]["sentence"]
    assert sentence.startswith("Report is due by 22:40 of 2026-07-01, to: Police, ")
    assert "At once" in sentence
