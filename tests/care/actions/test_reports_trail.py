"""What the trail keeps of reports: what was done, never who reported which."""

import asyncpg

from records.codes import Department, Role
from tenants.house import House
from tests.support.reporting import AMEND, CLOSE, DELIVER, department, employed, file, send
from tests.support.scenes import Scene

TRAIL = (
    "SELECT subject, action, kind, object, fields FROM t_fujian.audit_event WHERE action LIKE 'report:%' ORDER BY at"
)


async def test_nothing_that_a_reporter_does_ties_the_name_to_the_report(
    house: House, owner: asyncpg.Connection
) -> None:
    here = Scene(house, "fujian")
    here.at("2026-07-01", "22:40")
    nurse = await employed(here, Role.REPORTER, subject="nurse@fujian")
    report = (await file(here, "CHILD_MISSING", "2026-07-01T22:40", nurse, reporterKind="SCHOOL"))["report"]
    told = {"recipient": "POLICE", "channel": "PHONE", "at": "2026-07-01T22:40+08:00"}
    assert (await send(here, DELIVER, nurse, reportId=report["id"], **told))["userErrors"] == []
    assert (await send(here, AMEND, nurse, reportId=report["id"], also=["OTHER_DANGER"]))["userErrors"] == []
    rows = [row for row in await owner.fetch(TRAIL) if row["subject"] == "nurse@fujian"]
    assert [(row["action"], row["kind"]) for row in rows] == [
        ("report:file", "report_reporter"),
        ("report:deliver", "report_recipient"),
        ("report:amend", "report_reporter"),
    ]
    assert report["id"].partition("_")[2] not in {str(row["object"]) for row in rows}


async def test_who_was_passed_over_is_written_on_the_row_of_who_is_told_instead(
    house: House, owner: asyncpg.Connection
) -> None:
    here = Scene(house, "fujian")
    here.at("2026-07-01", "22:40")
    police = await department(here, Department.POLICE)
    await file(here, "CHILD_MISSING", "2026-07-01T22:40", Role.SCHOOL, implicated=[police], reporterKind="SCHOOL")
    (row,) = [row for row in await owner.fetch(TRAIL) if row["action"] == "report:pass_over"]
    assert (row["kind"], row["fields"]) == ("report_recipient", ["POLICE"])
    state = await owner.fetchrow("SELECT * FROM t_fujian.report_recipient WHERE id = $1", row["object"])
    assert (state["recipient"], state["organisation_id"]) == ("POLICE", None)


async def test_a_refused_report_leaves_nothing_behind(house: House, owner: asyncpg.Connection) -> None:
    here = Scene(house, "fujian")
    here.at("2026-07-01", "22:40")
    report = (await file(here, "CHILD_MISSING", "2026-07-01T22:40", Role.SCHOOL, reporterKind="SCHOOL"))["report"]
    before = await owner.fetchval("SELECT count(*) FROM t_fujian.outbox")
    refused = await send(here, CLOSE, Role.COUNTY_OFFICER, reportId=report["id"], outcome="已处置")
    assert [one["code"] for one in refused["userErrors"]] == ["REQUIRED"]
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.outbox") == before
    assert await owner.fetchval("SELECT closed_at FROM t_fujian.report") is None
