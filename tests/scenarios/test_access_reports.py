"""Who reads a report, and what nobody reads (rules 6; rows PR)."""

from typing import Any

from sqlalchemy import select

from records.codes import Department, OrganisationKind, Role
from records.report import report_reporter
from tests.scenarios.conftest import Stage
from tests.support.reporting import (
    ACKNOWLEDGE,
    CLOSE,
    FILE,
    REVOKE,
    SAVE,
    admin,
    department,
    employed,
    file,
    form,
    liaison,
    office,
    read,
    send,
)

NOW = "2026-07-01T22:40"


async def test_pr10_a_nurse_without_any_child_may_report_and_sees_only_that(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    nurse = await employed(here, Role.REPORTER, subject="nurse@fujian")
    other = await employed(here, Role.REPORTER, subject="doctor@fujian")
    child = await here.register()
    facts = {"childIds": [child], "reporterKind": "MEDICAL_INSTITUTION"}
    mine = (await file(here, "CHILD_MISSING", NOW, nurse, **facts))["report"]
    assert mine["children"] == []
    await file(here, "CHILD_MISSING", NOW, other, reporterKind="MEDICAL_INSTITUTION")
    assert [one["id"] for one in await read(here, nurse)] == [mine["id"]]
    shown = await here.ask(
        "query($child: ID!, $report: ID!) { child(id: $child) { id } node(id: $report) { id }"
        " children { nodes { id } } }",
        nurse,
        child=child,
        report=mine["id"],
    )
    assert shown == {"child": None, "node": {"id": mine["id"]}, "children": {"nodes": []}}
    # The child was linked all the same: whoever may read it reads its reports.
    (county,) = await read(here, Role.COUNTY_OFFICER, child=child)
    assert (county["id"], [one["id"] for one in county["children"]]) == (mine["id"], [child])
    assert await read(here, nurse, child=child) == []


async def test_pr10_a_child_on_file_and_one_that_is_not_are_answered_alike(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    nurse = await employed(here, Role.REPORTER, subject="nurse@fujian")
    answers = []
    for key in (await here.register(), "child_00000000-0000-7000-8000-000000000001", "child_x", "nonsense"):
        payload = await file(here, "CHILD_MISSING", NOW, nurse, childIds=[key], reporterKind="MEDICAL_INSTITUTION")
        del payload["report"]["id"]
        answers.append(payload)
    assert answers == [answers[0]] * len(answers)
    assert ["childIds", "0"] in [one["path"] for one in answers[0]["warnings"]]


async def test_pr11_nobody_takes_the_police_off_a_report_of_a_missing_child(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    given = form(here, "CHILD_MISSING", "2026-06-03T09:00", withoutRecipients=["POLICE"])
    payload = await send(here, FILE, Role.CHILD_DIRECTOR, **given)
    assert payload["report"] is None
    (refused,) = payload["userErrors"]
    assert (refused["code"], refused["path"]) == ("MANDATORY_RECIPIENT", ["withoutRecipients", "0"])
    assert refused["citation"] == "晋民函〔2025〕80号第十条（一）"
    assert await read(here, Role.COUNTY_OFFICER) == []


async def test_pr13_the_reporter_is_told_the_result_and_nothing_of_child_or_family(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    police = await liaison(here, Department.POLICE)
    nurse = await employed(here, Role.REPORTER, subject="nurse@fujian")
    guardians = [{"relation": "FATHER", "name": "单大伟", "phone": "13800138000"}]
    child = await here.register(guardians=guardians)
    facts = {"childIds": [child], "reporterKind": "MEDICAL_INSTITUTION"}
    report = (await file(here, "SUSPECTED_UNLAWFUL_HARM", NOW, nurse, **facts))["report"]
    here.at("2026-07-01", "22:50")

    async def close(who: Any, feedback: str) -> dict[str, Any]:
        return await send(here, CLOSE, who, reportId=report["id"], outcome="其父已被训诫", feedback=feedback)

    for feedback in ("单小明已送医", "联系电话13800138000", "身份证99000020150314001X"):
        refused = await close(police, feedback)
        assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [("RULE_VIOLATION", ["feedback"])]
    refused = await close(Role.COUNTY_OFFICER, "单大伟已被训诫")
    assert [one["code"] for one in refused["userErrors"]] == ["RULE_VIOLATION"]
    closed = await close(police, "已受理，儿童安全")
    assert closed["userErrors"] == []
    assert closed["report"]["outcome"] == "其父已被训诫"
    (told,) = await read(here, nurse)
    assert told["feedback"] == "已受理，儿童安全"
    assert "训诫" not in str(told)
    assert "单" not in str(told)
    assert {"outcome", "reporter"} <= set(told["masked"])


async def test_pr16_who_reported_is_disclosed_to_nobody(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    police = await liaison(here, Department.POLICE)
    nurse = await employed(here, Role.REPORTER, subject="nurse@fujian")
    child = await here.register()
    facts = {"childIds": [child], "reporterKind": "MEDICAL_INSTITUTION"}
    report = (await file(here, "CHILD_MISSING", NOW, nurse, **facts))["report"]
    for who in (police, Role.COUNTY_OFFICER, Role.CHILD_SUPERVISOR, nurse):
        (shown,) = await read(here, who)
        assert shown["reporter"] is None
        assert "reporter" in shown["masked"]
        assert "nurse" not in str(shown)
        assert "MEDICAL" not in str(shown)
    tenant = await here.house.tenant("fujian")
    assert tenant is not None
    async with here.house.work(tenant, scope="{(,)}") as work:
        (sealed,) = await work.all(select(report_reporter))
        opened = work.keys.decrypt(sealed["subject"], table="report_reporter", row=sealed["id"], field="subject")
        assert opened == "nurse@fujian"
        assert b"nurse" not in bytes(sealed["subject"])
    assert report["id"].partition("_")[2] == str(sealed["report_id"])


async def test_a_department_reads_from_the_day_somebody_acts_for_it_and_no_longer(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    police = await department(here, Department.POLICE)
    child = await here.register()
    facts = {"childIds": [child], "reporterKind": "SCHOOL"}
    report = (await file(here, "CHILD_MISSING", NOW, Role.SCHOOL, **facts))["report"]
    officer = await employed(here, Role.DEPARTMENT_LIAISON, police, subject="police@fujian")
    (seen,) = await read(here, officer)
    assert [one["id"] for one in seen["children"]] == [child]
    elsewhere = await liaison(here, Department.HEALTH)
    assert await read(here, elsewhere) == []
    gone = {"subject": officer.subject, "role": "DEPARTMENT_LIAISON", "division": str(here.county)}
    revoked = await send(here, REVOKE, admin(here), organisationId=police, **gone)
    assert revoked["userErrors"] == []
    assert await read(here, officer) == []
    assert (await here.ask("{ children { nodes { id } } }", officer))["children"]["nodes"] == []
    assert report["stage"] == "SENT"


async def test_who_loses_one_of_two_roles_keeps_what_the_other_gives_and_the_own_reports(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    police, health = await department(here, Department.POLICE), await department(here, Department.HEALTH)
    officer = await employed(here, Role.DEPARTMENT_LIAISON, police, subject="both@fujian")
    await employed(here, Role.DEPARTMENT_LIAISON, health, subject="both@fujian")
    addressed = (await file(here, "CHILD_MISSING", NOW, Role.SCHOOL, reporterKind="SCHOOL"))["report"]
    own = (await file(here, "VISIT_PROBLEM", NOW, officer, reporterKind="DEPARTMENT"))["report"]
    assert {one["id"] for one in await read(here, officer)} == {addressed["id"], own["id"]}
    gone = {"subject": officer.subject, "role": "DEPARTMENT_LIAISON", "division": str(here.county)}
    await send(here, REVOKE, admin(here), organisationId=health, **gone)
    assert {one["id"] for one in await read(here, officer)} == {addressed["id"], own["id"]}
    await send(here, REVOKE, admin(here), organisationId=police, **gone)
    assert {one["id"] for one in await read(here, officer)} == {own["id"]}


async def test_the_text_of_a_sexual_assault_is_withheld_from_committee_and_supervisor(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    committee = await employed(
        here, Role.VILLAGE_COMMITTEE, await office(here, OrganisationKind.VILLAGE_COMMITTEE, here.village)
    )
    police = await liaison(here, Department.POLICE)
    for circumstance in ("SEXUAL_ASSAULT", "ABUSE"):
        await file(here, circumstance, "2026-06-03T09:00", narrative="细节")
    for who, texts in (
        (committee, {"SEXUAL_ASSAULT": None, "ABUSE": "细节"}),
        (Role.CHILD_SUPERVISOR, {"SEXUAL_ASSAULT": None, "ABUSE": "细节"}),
        (police, {"SEXUAL_ASSAULT": "细节", "ABUSE": "细节"}),
        (Role.COUNTY_OFFICER, {"SEXUAL_ASSAULT": "细节", "ABUSE": "细节"}),
    ):
        assert {one["circumstance"]: one["narrative"] for one in await read(here, who)} == texts


async def test_a_committee_reads_what_is_addressed_to_it_and_nothing_else_of_its_village(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    committee = await employed(here, Role.VILLAGE_COMMITTEE)
    await file(here, "GUARDIAN_NOT_PERFORMING", "2026-06-03T09:00")
    assert await read(here, committee) == []
    addressed = (await file(here, "CHILD_LIVING_ALONE", "2026-06-03T09:00"))["report"]
    assert [one["id"] for one in await read(here, committee)] == [addressed["id"]]
    payload = await send(
        here,
        ACKNOWLEDGE,
        committee,
        reportId=addressed["id"],
        recipient="VILLAGE_COMMITTEE",
        at="2026-06-03T09:00+08:00",
        measures="已安排邻居照看",
    )
    assert payload["userErrors"] == []
    assert payload["report"]["stage"] == "HANDLED"
    director = await read(here, Role.CHILD_DIRECTOR)
    assert {one["id"] for one in director} >= {addressed["id"]}
    assert all(state["outcome"] is None for one in director for state in one["recipients"])


async def test_implicated_recipients_are_passed_over_and_see_nothing(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    village = await office(here, OrganisationKind.VILLAGE_COMMITTEE, here.village)
    committee = await employed(here, Role.VILLAGE_COMMITTEE, village)
    supervisor = await employed(here, Role.CHILD_SUPERVISOR)
    enrol = "mutation($input: EnrolTraineeInput!) { enrolTrainee(input: $input) { trainee { id } } }"
    facts = {"name": "陈建国", "phone": "13900000000", "post": "CHILD_SUPERVISOR", "division": str(here.township)}
    enrolled = await send(here, enrol, admin(here), **facts)
    person = enrolled["trainee"]["id"]
    county = await employed(here, Role.COUNTY_OFFICER, await department(here, Department.CIVIL_AFFAIRS))
    reporter = await employed(here, Role.REPORTER, subject="nurse@shanxi")
    named = [village, person]
    report = (await file(here, "ABUSE", "2026-06-03T09:00", reporter, implicated=named, reporterKind="SCHOOL"))[
        "report"
    ]
    found = {one["recipient"]: one for one in report["recipients"]}
    assert set(found) == {"COUNTY_CIVIL_AFFAIRS", "POLICE"}
    assert set(found["COUNTY_CIVIL_AFFAIRS"]["insteadOf"]) == {"VILLAGE_COMMITTEE", "CHILD_SUPERVISOR"}
    assert found["COUNTY_CIVIL_AFFAIRS"]["sentAt"] is not None
    for who in (committee, supervisor):
        assert await read(here, who) == []
        assert (await here.ask("query($id: ID!) { node(id: $id) { id } }", who, id=report["id"]))["node"] is None
    assert [one["id"] for one in await read(here, county)] == [report["id"]]
    later = await employed(here, Role.VILLAGE_COMMITTEE, village, subject="new@shanxi")
    assert await read(here, later) == []


async def test_an_implicated_department_gives_way_to_the_one_above_it(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    below = await department(here, Department.POLICE)
    prefecture = here.county // 10**8 * 10**8
    form_above = {"name": "市公安局", "kind": "DEPARTMENT", "department": "POLICE", "division": str(prefecture)}
    await send(here, SAVE, admin(here), **form_above)
    officer = await employed(here, Role.DEPARTMENT_LIAISON, below, subject="police@shanxi")
    report = (await file(here, "CHILD_MISSING", "2026-06-03T09:00", implicated=[below]))["report"]
    police = {one["recipient"]: one for one in report["recipients"]}["POLICE"]
    assert (police["organisation"]["name"], police["insteadOf"], police["sentAt"]) == ("市公安局", ["POLICE"], None)
    assert await read(here, officer) == []
