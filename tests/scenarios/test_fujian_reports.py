"""Fujian: departments accept and handle, the reporter learns the result (闽民童〔2024〕33号 item 6)."""

from records.codes import Department, Role
from tests.scenarios.conftest import Stage
from tests.support.reporting import ACKNOWLEDGE, CLOSE, by_recipient, duties, employed, file, liaison, read, send

LATE_EVENING = "2026-07-01T22:40:00+08:00"


async def test_fj12_a_hospital_reports_to_three_who_each_accept_and_is_told_the_result(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    people = {
        one.value: await liaison(here, one)
        for one in (Department.POLICE, Department.CIVIL_AFFAIRS, Department.EDUCATION)
    }
    nurse = await employed(here, Role.REPORTER, subject="nurse@fujian")
    child = await here.register()
    facts = {"childIds": [child], "reporterKind": "MEDICAL_INSTITUTION"}
    report = (await file(here, "SUSPECTED_ACCIDENTAL_INJURY", "2026-07-01T22:40", nurse, **facts))["report"]
    found = by_recipient(report)
    assert set(found) == set(people)
    assert {one["dueAt"] for one in found.values()} == {LATE_EVENING}
    assert {one["sentAt"] for one in found.values()} == {LATE_EVENING}
    assert {one["acknowledgeBy"] for one in found.values()} == {"2026-07-01T23:40:00+08:00"}

    here.at("2026-07-01", "22:55")
    for recipient, who in people.items():
        assert [one["id"] for one in await read(here, who)] == [report["id"]]
        for other in set(people) - {recipient}:
            refused = await send(
                here, ACKNOWLEDGE, who, reportId=report["id"], recipient=other, at="2026-07-01T22:50+08:00"
            )
            assert [one["code"] for one in refused["userErrors"]] in (["FORBIDDEN"], ["FORBIDDEN", "CONFLICT"])
        payload = await send(
            here, ACKNOWLEDGE, who, reportId=report["id"], recipient=recipient, at="2026-07-01T22:50+08:00"
        )
        assert payload["userErrors"] == []
    (accepted,) = await read(here, nurse)
    assert accepted["stage"] == "RECEIVED"
    owed = await duties(here, report)
    for recipient in people:
        done = owed[f"REPORT_ACKNOWLEDGEMENT {recipient}"]
        assert done["done_at"] < done["due_at"]

    here.at("2026-07-03", "09:00")
    silent = await send(here, CLOSE, people["POLICE"], reportId=report["id"], outcome="已出警并救治")
    assert [(one["code"], one["path"]) for one in silent["userErrors"]] == [("REQUIRED", ["feedback"])]
    assert silent["userErrors"][0]["citation"] == "闽民童〔2024〕33号第三部分第6项"
    closed = await send(
        here, CLOSE, people["POLICE"], reportId=report["id"], outcome="已出警并救治", feedback="已受理并妥善处置"
    )
    assert closed["userErrors"] == []
    assert closed["report"]["stage"] == "FEEDBACK_GIVEN"
    (told,) = await read(here, nurse)
    assert (told["feedback"], told["stage"]) == ("已受理并妥善处置", "FEEDBACK_GIVEN")
    assert told["outcome"] is None


async def test_a_report_filed_late_says_by_how_many_minutes(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "23:00")
    await liaison(here, Department.POLICE)
    report = (await file(here, "CHILD_MISSING", "2026-07-01T22:40", reporterKind="SCHOOL"))["report"]
    found = by_recipient(report)
    assert (found["POLICE"]["sentAt"], found["POLICE"]["delayMinutes"]) == ("2026-07-01T23:00:00+08:00", 20)
    here.at("2026-07-02", "00:40")
    (later,) = await read(here, Role.COUNTY_OFFICER)
    assert by_recipient(later)["POLICE"]["delayMinutes"] == 20
    assert by_recipient(later)["EDUCATION"]["delayMinutes"] == 120
    assert await read(here, Role.COUNTY_OFFICER, overdue=True) == [later]
    owed = await duties(here, report)
    assert owed["REPORT POLICE"]["done_at"] > owed["REPORT POLICE"]["due_at"]
