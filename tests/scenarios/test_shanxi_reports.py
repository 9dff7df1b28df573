"""Shanxi: what is reported at once, in three days, and passed on (晋民函〔2025〕80号 Art 10)."""

from records.codes import Department, OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.reporting import (
    ACKNOWLEDGE,
    AMEND,
    PASS_ON,
    by_recipient,
    department,
    duties,
    employed,
    file,
    liaison,
    office,
    send,
)

NINE = "2026-06-03T09:00:00+08:00"


async def test_sx06_a_missing_child_is_reported_to_three_at_once_and_passed_on_to_the_county(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    child = await here.register()
    police = await department(here, Department.POLICE)
    payload = await file(here, "CHILD_MISSING", "2026-06-03T09:00", childIds=[child])
    report = payload["report"]
    assert report["urgency"] == "IMMEDIATE"
    assert [one["id"] for one in report["children"]] == [child]
    found = by_recipient(report)
    assert set(found) == {"VILLAGE_COMMITTEE", "CHILD_SUPERVISOR", "POLICE"}
    assert {one["dueAt"] for one in found.values()} == {NINE}
    assert {one["citation"] for one in found.values()} == {"晋民函〔2025〕80号第十条（一）"}
    assert payload["contacts"] == [{"name": "公安局", "contactPhone": "110"}]
    assert police.startswith("organisation_")
    owed = await duties(here, report)
    assert {name for name in owed if name.startswith("REPORT ")} == {
        "REPORT VILLAGE_COMMITTEE",
        "REPORT CHILD_SUPERVISOR",
        "REPORT POLICE",
    }
    onward = owed["ONWARD_REPORT COUNTY_CIVIL_AFFAIRS"]
    assert (onward["post"], onward["due_at"].astimezone(here.house.clock().tzinfo).isoformat()) == (
        "CHILD_SUPERVISOR",
        NINE,
    )
    for recipient in found:
        refused = await send(
            here,
            "mutation($input: FileReportInput!) { fileReport(input: $input) { userErrors { code citation } } }",
            Role.CHILD_DIRECTOR,
            circumstance="CHILD_MISSING",
            discoveredAt=NINE,
            division=str(here.village),
            narrative="走失",
            reporterKind="CHILD_DIRECTOR",
            withoutRecipients=[recipient],
        )
        assert refused["userErrors"] == [
            {"code": "MANDATORY_RECIPIENT", "citation": "晋民函〔2025〕80号第十条（一）"},
        ]


async def test_sx06_the_supervisor_does_the_task_by_passing_on(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    county = await employed(here, Role.COUNTY_OFFICER, await department(here, Department.CIVIL_AFFAIRS))
    report = (await file(here, "CHILD_MISSING", "2026-06-03T09:00"))["report"]
    here.at("2026-06-03", "09:10")
    payload = await send(
        here, PASS_ON, Role.CHILD_SUPERVISOR, reportId=report["id"], recipients=["COUNTY_CIVIL_AFFAIRS"]
    )
    assert payload["userErrors"] == []
    passed = by_recipient(payload["report"])["COUNTY_CIVIL_AFFAIRS"]
    assert (passed["passedOnBy"], passed["dueAt"], passed["deliveredBy"]) == ("CHILD_SUPERVISOR", NINE, "PLATFORM")
    assert passed["delayMinutes"] == 10
    assert passed["citation"] == "晋民函〔2025〕80号第十条；平台默认值第4条"
    owed = await duties(here, report)
    assert owed["ONWARD_REPORT COUNTY_CIVIL_AFFAIRS"]["done_at"] is not None
    assert owed["REPORT COUNTY_CIVIL_AFFAIRS"]["done_at"] is not None
    again = await send(here, PASS_ON, Role.CHILD_SUPERVISOR, reportId=report["id"], recipients=["COUNTY_CIVIL_AFFAIRS"])
    assert [one["code"] for one in again["userErrors"]] == ["CONFLICT"]
    here.at("2026-06-03", "09:30")
    accepted = await send(
        here, ACKNOWLEDGE, county, reportId=report["id"], recipient="COUNTY_CIVIL_AFFAIRS", at="2026-06-03T09:30+08:00"
    )
    assert accepted["userErrors"] == []
    assert accepted["report"]["stage"] == "RECEIVED"


async def test_sx08_a_serious_refusal_goes_to_supervisor_and_police_and_by_the_supervisor_to_the_county(
    scene: Stage,
) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    await department(here, Department.POLICE)
    report = (await file(here, "GUARDIAN_NOT_PERFORMING", "2026-06-03T09:00", severity="SERIOUS"))["report"]
    found = by_recipient(report)
    assert {name: (one["urgency"], one["dueAt"]) for name, one in found.items()} == {
        "CHILD_SUPERVISOR": ("IMMEDIATE", NINE),
        "POLICE": ("SIMULTANEOUS", NINE),
    }
    assert report["firstSteps"] == ["DISSUADE", "STOP"]
    assert "ONWARD_REPORT COUNTY_CIVIL_AFFAIRS" in await duties(here, report)


async def test_sx09_words_of_violence_prompt_for_it_and_the_confirmed_report_goes_to_the_police(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    payload = await file(here, "IMPROPER_DISCIPLINE", "2026-06-03T09:00", narrative="beaten, bruises")
    prompts = [one for one in payload["warnings"] if one["code"] == "PROMPT_CIRCUMSTANCE"]
    assert [one["path"] for one in prompts] == [["also", "VIOLENT_INJURY"]]
    report = payload["report"]
    assert {name: one["dueAt"] for name, one in by_recipient(report).items()} == dict.fromkeys(
        ("VILLAGE_COMMITTEE", "CHILD_SUPERVISOR"), "2026-06-07T00:00:00+08:00"
    )
    here.at("2026-06-03", "09:05")
    confirmed = await send(here, AMEND, Role.CHILD_SUPERVISOR, reportId=report["id"], also=["VIOLENT_INJURY"])
    assert confirmed["userErrors"] == []
    assert (confirmed["report"]["also"], confirmed["report"]["urgency"]) == (["VIOLENT_INJURY"], "IMMEDIATE")
    found = by_recipient(confirmed["report"])
    assert {name: one["dueAt"] for name, one in found.items()} == dict.fromkeys(
        ("VILLAGE_COMMITTEE", "CHILD_SUPERVISOR", "POLICE"), "2026-06-03T09:05:00+08:00"
    )
    owed = await duties(here, report)
    assert {one["due_at"].isoformat() for name, one in owed.items() if name.startswith("REPORT ")} == {
        owed["REPORT POLICE"]["due_at"].isoformat()
    }
    both = await file(
        here, "IMPROPER_DISCIPLINE", "2026-06-03T09:00", narrative="被打，有淤青", also=["VIOLENT_INJURY"]
    )
    assert set(by_recipient(both["report"])) == {"VILLAGE_COMMITTEE", "CHILD_SUPERVISOR", "POLICE"}
    assert "PROMPT_CIRCUMSTANCE" not in {one["code"] for one in both["warnings"]}


async def test_sx15_what_happened_before_the_guide_is_reported_by_no_rule_of_it(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2025-09-10", "09:00")
    report = (await file(here, "CHILD_MISSING", "2025-08-30T09:00"))["report"]
    (county,) = report["recipients"]
    assert (county["recipient"], county["basis"]) == ("COUNTY_CIVIL_AFFAIRS", "PLATFORM_DEFAULT")
    assert "晋民函" not in county["citation"]
    assert county["delayMinutes"] == 11 * 24 * 60


async def test_pr20_education_reads_the_children_of_dropouts_that_were_passed_on_to_it_and_no_others(
    scene: Stage,
) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    education = await liaison(here, Department.EDUCATION)
    gone, other = await here.register(), await here.register(name="李小红")
    report = (await file(here, "SCHOOL_DROPOUT", "2026-06-03T09:00", childIds=[gone]))["report"]
    await file(here, "HUKOU_UNREGISTERED", "2026-06-03T09:00", childIds=[other])
    children = "{ children { nodes { id name address residentId } } reports { nodes { id } } }"
    assert await here.ask(children, education) == {"children": {"nodes": []}, "reports": {"nodes": []}}
    await send(here, PASS_ON, Role.CHILD_SUPERVISOR, reportId=report["id"], recipients=["EDUCATION"])
    seen = await here.ask(children, education)
    assert seen["reports"]["nodes"] == [{"id": report["id"]}]
    assert seen["children"]["nodes"] == [{"id": gone, "name": "单小明", "address": None, "residentId": None}]


async def test_the_police_station_of_the_township_comes_before_the_police_of_the_county(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    await department(here, Department.POLICE)
    await office(here, OrganisationKind.DEPARTMENT, here.township, Department.POLICE)
    await office(here, OrganisationKind.VILLAGE_COMMITTEE, here.village)
    await office(here, OrganisationKind.VILLAGE_COMMITTEE, here.village + 1)
    await office(here, OrganisationKind.TOWNSHIP, here.township)
    payload = await file(here, "CHILD_MISSING", "2026-06-03T09:00")
    found = by_recipient(payload["report"])
    assert all(one["organisation"] for one in found.values())
    assert len(payload["contacts"]) == 3
    query = "{ organisations(where: {departments: [POLICE]}) { nodes { division { level } } } }"
    assert len((await here.ask(query))["organisations"]["nodes"]) == 2
    stations = """query($id: ID!) { node(id: $id) { ... on Report { recipients { recipient organisation { division
      { level } } } } } }"""
    shown = (await here.ask(stations, id=payload["report"]["id"]))["node"]["recipients"]
    levels = {one["recipient"]: one["organisation"]["division"]["level"] for one in shown}
    assert levels == {"VILLAGE_COMMITTEE": "VILLAGE", "CHILD_SUPERVISOR": "TOWNSHIP", "POLICE": "TOWNSHIP"}
