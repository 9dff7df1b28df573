"""Rows about what is owed by dates and periods (FJ14, FJ22, SX14, XG06, XG12)."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.calendars import SAFETY, acting, asked, by_the_worker, hand_in, holiday, office
from tests.support.scenes import Scene


async def held(here: Scene, kind: str, on: str, who: Any, **facts: Any) -> dict[str, Any]:
    form = {"kind": kind, "heldOn": on, **facts}
    payload: dict[str, Any] = (await here.ask(SAFETY, who, input=form))["recordSafetyEvent"]
    return payload


async def test_fj14_the_progress_report_of_a_prefecture_is_overdue_and_then_done_late(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    await here.register()
    here.at("2026-12-01")
    await by_the_worker(here)
    (report,) = await asked(here, Role.PREFECTURE_OFFICER, kinds=["PROGRESS_REPORT"], year=2026)
    assert (report["dueOn"], report["status"], report["daysLeft"]) == ("2026-11-30", "OVERDUE", -1)
    assert (report["citation"], report["viewerCan"]) == ("闽民童〔2024〕33号第五部分（二）", ["submit"])
    assert await asked(here, Role.COUNTY_OFFICER, kinds=["PROGRESS_REPORT"]) == []
    (seen,) = await asked(here, Role.PROVINCE_OFFICER, kinds=["PROGRESS_REPORT"])
    refused = await hand_in(here, seen, Role.PROVINCE_OFFICER, "2026-12-01T09:00:00+08:00")
    assert [one["code"] for one in refused["userErrors"]] == ["NOT_FOUND"]

    payload = await hand_in(here, report, Role.PREFECTURE_OFFICER, "2026-12-01T08:30:00+08:00", content="全年进展")
    assert payload["userErrors"] == []
    done = payload["submission"]
    assert (done["status"], done["submittedAt"]) == ("DONE_LATE", "2026-12-01T08:30:00+08:00")
    (read,) = await asked(here, Role.PROVINCE_OFFICER, kinds=["PROGRESS_REPORT"])
    assert (read["content"], read["status"]) == ("全年进展", "DONE_LATE")
    again = await hand_in(here, report, Role.PREFECTURE_OFFICER, "2026-12-01T08:40:00+08:00")
    assert [(one["code"], one["path"]) for one in again["userErrors"]] == [("CONFLICT", ["submissionId"])]


async def test_xg06_a_departments_report_is_due_on_its_day_and_not_owed_after_the_plans_last_year(
    scene: Stage,
) -> None:
    here = scene("shangri-la")
    here.at("2026-01-05")
    police = await office(here, "公安局", "DEPARTMENT", department="POLICE")
    await office(here, "民政局", "DEPARTMENT", department="CIVIL_AFFAIRS")
    liaison = await acting(here, Role.DEPARTMENT_LIAISON, police)
    here.at("2026-06-10")
    await by_the_worker(here)
    (june,) = await asked(here, liaison, kinds=["PROGRESS_REPORT"])
    assert (june["dueOn"], june["status"], june["organisation"]["id"]) == ("2026-06-10", "DUE_TODAY", police)
    here.at("2026-06-11")
    await by_the_worker(here)
    june, november = await asked(here, Role.COUNTY_OFFICER, kinds=["PROGRESS_REPORT"])
    assert (june["status"], november["status"], november["dueOn"]) == ("OVERDUE", "OPEN", "2026-11-10")
    payload = await hand_in(here, june, liaison, "2026-06-11T08:00:00+08:00", content="半年进展和典型案例")
    assert (payload["userErrors"], payload["submission"]["status"]) == ([], "DONE_LATE")
    here.at("2027-07-01")
    await by_the_worker(here)
    assert await asked(here, Role.COUNTY_OFFICER, year=2027) == []


async def test_xg12_a_department_that_sent_no_article_has_missed_it_with_the_year(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-01-05")
    office_id = await office(here, "卫生健康局", "DEPARTMENT", department="HEALTH")
    liaison = await acting(here, Role.DEPARTMENT_LIAISON, office_id)
    here.at("2027-01-01")
    await by_the_worker(here)
    (article,) = await asked(here, liaison, kinds=["INFORMATION_ARTICLE"])
    assert (article["period"], article["status"], article["daysLeft"]) == ("2026", "MISSED", -1)
    late = await hand_in(here, article, liaison, "2027-01-01T08:00:00+08:00")
    assert [(one["code"], one["path"]) for one in late["userErrors"]] == [("RULE_VIOLATION", ["submissionId"])]
    in_time = await hand_in(here, article, liaison, "2026-12-30T10:00:00+08:00")
    assert in_time["submission"]["status"] == "DONE"


async def test_a_department_sees_and_hands_in_what_is_its_own(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-02")
    mine, other = [await office(here, name, "DEPARTMENT", department="JUSTICE") for name in ("司法局", "司法二局")]
    liaison = await acting(here, Role.DEPARTMENT_LIAISON, mine)
    await by_the_worker(here)
    assert {one["organisation"]["id"] for one in await asked(here, liaison)} == {mine}
    theirs = next(one for one in await asked(here) if one["organisation"]["id"] == other)
    refused = await hand_in(here, theirs, liaison, "2026-03-02T08:00:00+08:00")
    assert [one["code"] for one in refused["userErrors"]] == ["NOT_FOUND"]
    on_paper = await hand_in(here, theirs, Role.COUNTY_OFFICER, "2026-03-02T08:00:00+08:00")
    assert on_paper["submission"]["status"] == "DONE"
    for role in (Role.CHILD_DIRECTOR, Role.TOWNSHIP):
        assert await asked(here, role) == []


async def test_sx14_one_talk_of_two_holidays_was_held(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-05")
    await here.register()
    assert (await holiday(here, "WINTER", "2026-01-31", "2026-03-01"))["userErrors"] == []
    assert (await holiday(here, "SUMMER", "2026-07-04", "2026-08-31"))["userErrors"] == []
    here.at("2026-02-11")
    payload = await held(here, "SAFETY_TALK", "2026-02-10", Role.CHILD_DIRECTOR, division=str(here.village))
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    here.at("2026-09-01")
    await by_the_worker(here)
    winter, summer = await asked(here, kinds=["SAFETY_TALK"], year=2026)
    assert (winter["period"], winter["status"]) == ("2026-WINTER", "DONE")
    assert (summer["period"], summer["status"], summer["dueOn"]) == ("2026-SUMMER", "MISSED", "2026-08-31")
    assert winter["activityId"].startswith("activity_")


async def test_fj22_a_lecture_on_the_second_day_of_the_holiday_does_not_count(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    school = await office(here, "鼓楼一小", "SCHOOL")
    teacher = await acting(here, Role.SCHOOL, school)
    await holiday(here, "SUMMER", "2026-07-04", "2026-08-31")
    await by_the_worker(here)
    (owed,) = await asked(here, teacher)
    assert (owed["kind"], owed["dueOn"], owed["status"]) == ("SAFETY_LECTURE", "2026-07-03", "OPEN")
    here.at("2026-07-05")
    late = await held(here, "SAFETY_LECTURE", "2026-07-05", teacher, organisationId=school, topics=["DROWNING"])
    assert late["userErrors"] == []
    assert ["heldOn"] in [one["path"] for one in late["warnings"]]
    assert (late["duty"]["status"], late["duty"]["satisfiedBy"]) == ("MISSED", None)
    before = await held(here, "SAFETY_LECTURE", "2026-07-03", teacher, organisationId=school, topics=["DROWNING"])
    assert (before["duty"]["status"], before["duty"]["calendar"]) == ("DONE", "SAFETY_LECTURE")
    left_out = [one for one in before["warnings"] if one["path"] == ["topics"]]
    assert len(left_out) == 3
    assert {one["citation"] for one in left_out} == {"闽民童〔2024〕33号第三部分第13项"}


async def test_fj_l1_a_safety_event_in_a_village_counts_for_its_county_and_needs_a_topic(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-05-06")
    await here.register()
    await by_the_worker(here)
    village = {"division": str(here.village)}
    refused = await held(here, "SAFETY_EVENT", "2026-05-06", Role.COUNTY_OFFICER, **village)
    assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [("REQUIRED", ["topics"])]
    topics = ["DROWNING", "BULLYING", "SEXUAL_ASSAULT", "ROAD"]
    payload = await held(here, "SAFETY_EVENT", "2026-05-06", Role.COUNTY_OFFICER, topics=topics, **village)
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    duty = payload["duty"]
    assert (duty["kind"], duty["period"], duty["status"]) == ("SAFETY_EVENT", "2026", "DONE")
    second = await held(here, "SAFETY_EVENT", "2026-05-06", Role.COUNTY_OFFICER, topics=topics, **village)
    assert [one["code"] for one in second["warnings"]] == ["CONFLICT", "RULE_VIOLATION"]
    nowhere = await held(here, "SAFETY_EVENT", "2026-05-06", Role.COUNTY_OFFICER, division="350100000000")
    assert ("OUT_OF_JURISDICTION", ["division"]) in [(one["code"], one["path"]) for one in nowhere["userErrors"]]


async def test_a_duty_of_the_calendar_is_explained_under_either_id(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    await here.register()
    await by_the_worker(here)
    explain = "query($id: ID!) { explainDuty(id: $id) { sentence rules { key value } inputs { name value } } }"
    (report,) = await asked(here, Role.PREFECTURE_OFFICER, kinds=["PROGRESS_REPORT"])
    told = (await here.ask(explain, Role.PREFECTURE_OFFICER, id=report["id"]))["explainDuty"]
    assert told["sentence"] == (
        "依据闽民童〔2024〕33号第五部分（二），本期自2026年1月1日起，应于2026年11月30日24时前完成工作进展。"
    )
    assert [(one["key"], one["value"]) for one in told["rules"]] == [("report.progress", "11-30")]
    assert (await here.ask(explain, Role.COUNTY_OFFICER, id=report["id"]))["explainDuty"] is None
    duties = "query { duties(where: {kinds: [SAFETY_EVENT]}) { nodes { id calendar organisation { id } } } }"
    (event,) = (await here.ask(duties))["duties"]["nodes"]
    english = here.caller(Role.COUNTY_OFFICER, language="en")
    told = (await here.ask(explain, english, id=event["id"]))["explainDuty"]
    assert told["sentence"] == (
        "Safety event in a village is due by the end of 2026-12-31, counted from 2026-01-01, Safety events in villages"
        " a year, at least: 1 time, under 闽民童〔2024〕33号第三部分第13项."
    )
