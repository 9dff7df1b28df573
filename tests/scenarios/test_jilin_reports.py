"""Jilin: parents and carer who refuse, and schools (the plan, part three, items 5, 6, 8)."""

from records.codes import Department, Role
from tests.scenarios.conftest import Stage
from tests.support.reporting import PASS_ON, by_recipient, duties, file, liaison, read, send


async def test_jl12_a_refusal_by_all_goes_to_committee_and_supervisor_and_civil_affairs_are_asked(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-04-20", "14:00")
    civil_affairs = await liaison(here, Department.CIVIL_AFFAIRS)
    child = await here.register()
    report = (await file(here, "CARER_AND_PARENTS_REFUSE", "2026-04-20T14:00", childIds=[child]))["report"]
    found = by_recipient(report)
    assert set(found) == {"VILLAGE_COMMITTEE", "CHILD_SUPERVISOR"}
    assert {one["dueAt"] for one in found.values()} == {"2026-04-20T14:00:00+08:00"}
    assert report["firstSteps"] == ["TEMP_CARE"]
    asked = (await duties(here, report))["ONWARD_REPORT CIVIL_AFFAIRS"]
    assert "第三部分第5项" in asked["citation"]
    assert await read(here, civil_affairs) == []
    passed = await send(here, PASS_ON, Role.CHILD_SUPERVISOR, reportId=report["id"], recipients=["CIVIL_AFFAIRS"])
    assert passed["userErrors"] == []
    assert [one["id"] for one in await read(here, civil_affairs)] == [report["id"]]


async def test_a_school_reports_unlawful_harm_to_education_and_police_a_director_to_the_police(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-04-20", "14:00")
    for kind, recipients in (("SCHOOL", {"EDUCATION", "POLICE"}), ("CHILD_DIRECTOR", {"POLICE"})):
        report = (await file(here, "SUSPECTED_UNLAWFUL_HARM", "2026-04-20T14:00", reporterKind=kind))["report"]
        assert set(by_recipient(report)) == recipients
