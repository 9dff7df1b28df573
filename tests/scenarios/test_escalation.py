"""What is overdue climbs, level by level, once each, until somebody acts; nobody hears what they may not see."""

from typing import Any

from records.codes import Department, OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.climbing import EXPLAIN, heard, rounds, told
from tests.support.reporting import ACKNOWLEDGE, employed, file, liaison, office, send
from tests.support.scenes import Scene

DUTIES = """query($child: ID) { duties(where: {child: $child}) { nodes {
  id kind dueOn escalatesAt escalations { level } } } }"""


async def owed(here: Scene, child: str) -> dict[str, dict[str, Any]]:
    found = (await here.ask(DUTIES, child=child))["duties"]["nodes"]
    return {one["kind"]: one for one in found}


async def shanxi_child(scene: Stage) -> tuple[Scene, str]:
    """A child whose visit is due on 2026-04-30, and its contact kept up."""
    here = scene("shanxi")
    here.at("2026-01-02")
    child = await here.register()
    here.at("2026-01-31")
    await here.visit(child, "2026-01-31")
    for day in ("2026-02-25", "2026-03-24", "2026-04-22"):
        here.at(day)
        await here.visit(child, day, "PHONE")
    return here, child


async def test_an_overdue_visit_climbs_from_village_to_province_by_the_marked_defaults(scene: Stage) -> None:
    here, child = await shanxi_child(scene)
    prefecture, province = here.village // 10**8 * 10**8, here.village // 10**10 * 10**10
    duty = (await owed(here, child))["HOUSEHOLD_VISIT"]
    assert (duty["dueOn"], duty["escalatesAt"]) == ("2026-04-30", "2026-05-01T00:00:00+08:00")
    await rounds(here, "2026-04-30", "20:00")
    assert await heard(here, Role.CHILD_DIRECTOR) == []
    await rounds(here, "2026-05-01")
    assert told(await heard(here, Role.CHILD_DIRECTOR)) == [("VISIT_OVERDUE", here.village)]
    await rounds(here, "2026-05-04")
    await rounds(here, "2026-05-08")
    climbed = [("VISIT_OVERDUE", here.village), *(("DUTY_ESCALATED", one) for one in (here.township, here.county))]
    assert told(await heard(here, Role.CHILD_SUPERVISOR)) == climbed
    assert await heard(here, Role.PREFECTURE_OFFICER) == []
    here.at("2026-05-20")
    await here.visit(child, "2026-05-20", "PHONE")
    await rounds(here, "2026-05-31")
    (at_prefecture,) = await heard(here, Role.PREFECTURE_OFFICER)
    assert (at_prefecture["kind"], at_prefecture["division"]["code"]) == ("DUTY_ESCALATED", str(prefecture))
    step = at_prefecture["subject"]
    assert (step["passed"]["code"], step["since"]) == (str(here.county), "2026-05-01T00:00:00+08:00")
    assert (step["duty"], step["submission"], step["agreement"]) == (None, None, None)
    here.at("2026-06-18")
    await here.visit(child, "2026-06-18", "PHONE")
    await rounds(here, "2026-06-30")
    assert told(await heard(here, Role.PROVINCE_OFFICER)) == [("DUTY_ESCALATED", province)]
    # Whoever sees the duty sees how far it went, in the duty and in why it is due.
    steps = (await here.ask(EXPLAIN, Role.CHILD_DIRECTOR, id=duty["id"]))["explainDuty"]["escalations"]
    assert [one["level"] for one in steps] == ["VILLAGE", "TOWNSHIP", "COUNTY", "PREFECTURE", "PROVINCE"]
    assert [one["basis"] for one in steps] == ["GUIDANCE", *["PLATFORM_DEFAULT"] * 4]
    assert steps[1]["citation"] == "平台默认值第13条"
    assert [one["toldAt"][:10] for one in steps] == [
        "2026-05-01",
        "2026-05-04",
        "2026-05-08",
        "2026-05-31",
        "2026-06-30",
    ]
    assert [one["level"] for one in (await owed(here, child))["HOUSEHOLD_VISIT"]["escalations"]] == [
        one["level"] for one in steps
    ]
    assert (await owed(here, child))["HOUSEHOLD_VISIT"]["escalatesAt"] is None


async def test_a_visit_that_is_recorded_stops_it(scene: Stage) -> None:
    here, child = await shanxi_child(scene)
    await rounds(here, "2026-05-04")
    before = told(await heard(here, Role.COUNTY_OFFICER))
    assert before == [("VISIT_OVERDUE", here.village), ("DUTY_ESCALATED", here.township)]
    here.at("2026-05-05")
    await here.visit(child, "2026-05-05")
    await rounds(here, "2026-06-03")
    assert told(await heard(here, Role.COUNTY_OFFICER)) == before


async def test_levels_whose_time_came_while_nobody_looked_are_each_told_once(scene: Stage) -> None:
    here, _ = await shanxi_child(scene)
    await rounds(here, "2026-05-19")
    once = [("VISIT_OVERDUE", here.village), ("DUTY_ESCALATED", here.township), ("DUTY_ESCALATED", here.county)]
    assert told(await heard(here, Role.COUNTY_OFFICER)) == once
    await rounds(here, "2026-05-19", "18:00")
    assert told(await heard(here, Role.COUNTY_OFFICER)) == once


async def test_at_night_only_reports_in_which_safety_is_at_stake_are_told(scene: Stage) -> None:
    here, _ = await shanxi_child(scene)
    here.at("2026-05-01", "00:10")
    await file(here, "SCHOOL_DROPOUT", "2026-04-20T10:00")
    missing = (await file(here, "CHILD_MISSING", "2026-05-01T00:05"))["report"]
    await rounds(here, "2026-05-01", "03:00")
    found = await heard(here, Role.COUNTY_OFFICER)
    assert {one["kind"] for one in found} == {"REPORT_OVERDUE", "REPORT_ESCALATED"}
    assert {one["subject"]["id"] for one in found if one["kind"] == "REPORT_OVERDUE"} == {missing["id"]}
    assert {one["subject"]["clock"] for one in found if one["kind"] == "REPORT_ESCALATED"} == {"SAFETY_REPORT"}
    await rounds(here, "2026-05-01", "08:00")
    assert {"VISIT_OVERDUE"} < {one["kind"] for one in await heard(here, Role.COUNTY_OFFICER)}
    assert len({one["subject"]["id"] for one in await heard(here, Role.COUNTY_OFFICER)}) > len(found)


async def test_fj12_a_report_that_nobody_accepts_climbs_by_the_hour_until_it_is_accepted(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    police = await liaison(here, Department.POLICE)
    people = [police, *[await liaison(here, one) for one in (Department.CIVIL_AFFAIRS, Department.EDUCATION)]]
    nurse = await employed(here, Role.REPORTER, subject="nurse@fujian")
    facts = {"reporterKind": "MEDICAL_INSTITUTION"}
    report = (await file(here, "SUSPECTED_ACCIDENTAL_INJURY", "2026-07-01T22:40", nurse, **facts))["report"]
    at = "2026-07-01T22:50+08:00"
    for who, recipient in zip(people[1:], ("CIVIL_AFFAIRS", "EDUCATION"), strict=True):
        here.at("2026-07-01", "22:55")
        done = await send(here, ACKNOWLEDGE, who, reportId=report["id"], recipient=recipient, at=at)
        assert done["userErrors"] == []
    await rounds(here, "2026-07-01", "23:30")
    assert await heard(here, police) == []
    await rounds(here, "2026-07-01", "23:40")
    assert [(one["kind"], one["subject"]["id"]) for one in await heard(here, police)] == [
        ("REPORT_OVERDUE", report["id"])
    ]
    # The police stand in the township: the county is next, after two hours, then the prefecture, which reads no report.
    await rounds(here, "2026-07-02", "01:40")
    assert told(await heard(here, Role.COUNTY_OFFICER))[-1] == ("REPORT_ESCALATED", here.county)
    await rounds(here, "2026-07-02", "05:40")
    (step,) = await heard(here, Role.PREFECTURE_OFFICER)
    assert (step["kind"], step["subject"]["clock"], step["subject"]["duty"]) == (
        "REPORT_ESCALATED",
        "SAFETY_REPORT",
        None,
    )
    assert step["summary"].endswith("报告升级")
    here.at("2026-07-02", "06:00")
    done = await send(here, ACKNOWLEDGE, police, reportId=report["id"], recipient="POLICE", at=at)
    assert done["userErrors"] == []
    await rounds(here, "2026-07-03", "09:00")
    assert await heard(here, Role.PROVINCE_OFFICER) == []
    history = "query { reports { nodes { escalations { level toldAt } } } }"
    (shown,) = (await here.ask(history, Role.COUNTY_OFFICER))["reports"]["nodes"]
    assert [one["level"] for one in shown["escalations"]] == ["TOWNSHIP", "COUNTY", "PREFECTURE"]


async def test_a32_a_report_against_a_village_committee_never_climbs_through_that_village(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-06-03", "09:00")
    accused = await office(here, OrganisationKind.VILLAGE_COMMITTEE, here.village)
    committee = await employed(here, Role.VILLAGE_COMMITTEE, accused)
    director = await employed(here, Role.CHILD_DIRECTOR)
    await employed(here, Role.CHILD_SUPERVISOR)
    nurse = await employed(here, Role.REPORTER, subject="nurse@shanxi")
    facts = {"reporterKind": "MEDICAL_INSTITUTION", "implicated": [accused]}
    await file(here, "ABUSE", "2026-06-03T09:00", nurse, **facts)
    await rounds(here, "2026-06-05", "09:00")
    for who in (committee, director, Role.TOWNSHIP):
        assert await heard(here, who) == []
    levels = {one["subject"].get("level") for one in await heard(here, Role.COUNTY_OFFICER)}
    assert levels >= {"COUNTY", "PREFECTURE", "PROVINCE"}
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant, scope="{(,)}") as work:
        rows = await work.connection.fetch(f"SELECT level, division, passed FROM {tenant.schema}.escalation")
        overdue = "kind IN ('REPORT_OVERDUE', 'REPORT_ESCALATED')"
        events = await work.connection.fetch(f"SELECT division FROM {tenant.schema}.event_log WHERE {overdue}")
    assert rows
    assert "VILLAGE" not in {row["level"] for row in rows}
    assert here.village not in {place for row in rows for place in (row["division"], row["passed"])}
    assert here.village not in {row["division"] for row in events}
