"""Yunnan and Shangri-La over it: the police at once, the rest for information; with the county layer the four."""

from records.codes import Department, OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.reporting import FILE as FILE_REPORT
from tests.support.reporting import by_recipient, department, duties, employed, file, form, office, read, send


async def test_yn08_the_police_are_told_at_once_and_committee_and_supervisor_for_information(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-04-08", "21:15")
    committee = await employed(
        here, Role.VILLAGE_COMMITTEE, await office(here, OrganisationKind.VILLAGE_COMMITTEE, here.village)
    )
    report = (await file(here, "CHILD_MISSING", "2026-04-08T21:15"))["report"]
    found = by_recipient(report)
    police = found.pop("POLICE")
    assert (police["dueAt"], police["urgency"], police["mandatory"]) == ("2026-04-08T21:15:00+08:00", "PROMPT", True)
    assert police["basis"] == "PLATFORM_DEFAULT"
    assert {name: one["mandatory"] for name, one in found.items()} == {
        "VILLAGE_COMMITTEE": False,
        "CHILD_SUPERVISOR": False,
    }
    assert found["VILLAGE_COMMITTEE"]["sentAt"] == "2026-04-08T21:15:00+08:00"
    assert {one["id"] for one in await read(here, committee)} == {report["id"]}
    assert {one["id"] for one in await read(here, Role.CHILD_SUPERVISOR)} == {report["id"]}
    assert set(await duties(here, report)) == {"REPORT POLICE"}


async def test_who_gets_it_for_information_may_be_left_out_and_the_police_may_not(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-04-08", "21:15")
    given = form(here, "CHILD_MISSING", "2026-04-08T21:15", withoutRecipients=["VILLAGE_COMMITTEE"])
    payload = await send(here, FILE_REPORT, Role.CHILD_DIRECTOR, **given)
    assert set(by_recipient(payload["report"])) == {"POLICE", "CHILD_SUPERVISOR"}
    given = form(here, "CHILD_MISSING", "2026-04-08T21:15", withoutRecipients=["VILLAGE_COMMITTEE", "POLICE"])
    payload = await send(here, FILE_REPORT, Role.CHILD_DIRECTOR, **given)
    assert payload["report"] is None
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [
        ("MANDATORY_RECIPIENT", ["withoutRecipients", "1"])
    ]


async def test_in_shangri_la_harm_is_reported_to_the_four_at_once(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-05-12", "10:00")
    for which in (Department.POLICE, Department.CIVIL_AFFAIRS, Department.EDUCATION, Department.HEALTH):
        await department(here, which)
    for circumstance, kind in (("BODY_OR_MIND_HARMED", "SCHOOL"), ("CHILD_MISSING", "CHILD_DIRECTOR")):
        payload = await file(here, circumstance, "2026-05-12T10:00", reporterKind=kind)
        found = by_recipient(payload["report"], informed=False)
        citations = {one["citation"] for one in found.values()}
        assert citations == {"云民规〔2019〕3号附件3第5项；香民发〔2024〕13号第二部分第3项"}
        assert set(found) == {"POLICE", "CIVIL_AFFAIRS", "EDUCATION", "HEALTH"}
        assert {one["dueAt"] for one in found.values()} == {"2026-05-12T10:00:00+08:00"}
        assert {one["urgency"] for one in found.values()} == {"IMMEDIATE"}
        assert len(payload["contacts"]) == 4


async def test_after_the_countys_plan_has_ended_its_recipients_stay_and_are_marked(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-11-05", "10:00")
    report = (await file(here, "BODY_OR_MIND_HARMED", "2026-11-05T10:00", reporterKind="SCHOOL"))["report"]
    assert {one["basis"] for one in report["recipients"]} == {"EXPIRED_BASIS"}
    assert len(report["recipients"]) == 4
