"""A month of a school in Fujian: the lecture before the holiday, a harm reported, and what it reads of a pupil."""

from dataclasses import replace

from records.codes import Department, Role
from tests.scenarios.conftest import Stage
from tests.support.calendars import holiday, office
from tests.support.entrusting import committee, draft, sign
from tests.support.months import account, calendar, give, owed, until
from tests.support.reporting import by_recipient, employed, file, liaison, read

TOLD = ("POLICE", "CIVIL_AFFAIRS", "EDUCATION")
PUPILS = """query { children { nodes { name address guardians { name } visits(first: 5) { nodes { id } } } }
  agreements { nodes { carerName carerPhone entrusterWorkplace status child { name } } } visits { nodes { id } }
  needs { nodes { kind status } } hazardChecks { nodes { wanting mendedOn } } activities { nodes { kind heldOn } } }"""
OF_PUPIL = {
    "children": [{"name": "陈小", "address": None, "guardians": [], "visits": {"nodes": []}}],
    "agreements": [
        {
            "carerName": "单大伯",
            "carerPhone": "*******1234",
            "entrusterWorkplace": None,
            "status": "ACTIVE",
            "child": {"name": "陈小"},
        }
    ],
    "visits": [],
}
TOPICS = ["DROWNING", "BULLYING", "SEXUAL_ASSAULT", "ROAD"]


async def test_a_school_teaches_before_the_holiday_reports_a_harm_and_reads_no_visit(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-06-01")
    for one in TOLD:
        await liaison(here, Department[one])
    school, other = [await office(here, name, "SCHOOL") for name in ("鼓楼一小", "鼓楼二小")]
    me = replace(await employed(here, Role.SCHOOL, school), areas=(), scope="{}")
    witness = await committee(here)
    pupils = {}
    for name, at in (("陈小", school), ("吴外", other)):
        pupils[name] = await here.register(name=name, schoolId=at, address="中山路1号")
        await here.visit(pupils[name], "2026-06-01")
        drafted = await draft(here, pupils[name], "GUARDIANSHIP_CONFIRMATION")
        assert (await sign(here, drafted, "2026-06-01", witness=witness))["agreement"]["status"] == "ACTIVE"
    director, its = Role.CHILD_DIRECTOR, {"childId": pupils["陈小"]}
    needs = [await give(here, "openNeed", "need { id }", director, **its, kind=kind) for kind in ("STUDY", "READING")]
    for need in needs:
        referral = {"needId": need["id"], "version": 1, "organisationId": school}
        await give(here, "referNeed", "need { id }", director, **referral, until="2026-09-01T00:00:00+08:00")
    await holiday(here, "SUMMER", "2026-06-27", "2026-08-31")

    await until(here, "2026-06-02")
    assert await calendar(here, me) == [("SAFETY_LECTURE", "2026-06-26", "OPEN")]
    assert await owed(here, me) == [("SAFETY_EVENT", "", "2026-06-26", "OPEN")]
    seen = {name: part["nodes"] for name, part in (await here.ask(PUPILS, me)).items()}
    assert seen == {
        **OF_PUPIL,
        "needs": [{"kind": "READING", "status": "REFERRED"}, {"kind": "STUDY", "status": "REFERRED"}],
        "hazardChecks": [],
        "activities": [],
    }

    await until(here, "2026-06-10")
    taken = {"needId": needs[0]["id"]}
    assert await give(here, "claimNeed", "need { status }", me, **taken) == {"status": "CLAIMED"}
    service = {"providedOn": "2026-06-10", "outcome": "课后辅导一次"}
    assert await give(here, "recordService", "need { status }", me, **taken, **service) == {"status": "SERVED"}
    check = {"items": ["FIRE", "FOOD"], "wanting": ["FIRE"], "findings": "灭火器过期"}
    await give(
        here, "recordHazardCheck", "hazardCheck { id }", me, organisationId=school, checkedOn="2026-06-10", **check
    )

    await until(here, "2026-06-16", "15:00")
    harm = {"childIds": [pupils["陈小"]], "reporterKind": "SCHOOL"}
    report = (await file(here, "SUSPECTED_UNLAWFUL_HARM", "2026-06-16T15:00", me, **harm))["report"]
    assert {name: one["delayMinutes"] for name, one in by_recipient(report).items()} == dict.fromkeys(TOLD, 0)

    await until(here, "2026-06-24")
    lecture = {"kind": "SAFETY_LECTURE", "heldOn": "2026-06-24", "organisationId": school, "topics": TOPICS}
    held = await give(here, "recordSafetyEvent", "duty { status dueOn }", me, **lecture, children=320)
    assert held == {"status": "DONE", "dueOn": "2026-06-26"}

    await until(here, "2026-06-30")
    assert await calendar(here, me) == [("SAFETY_LECTURE", "2026-06-26", "DONE")]
    assert (await owed(here, me), await account(here, me)) == ([], [("SAFETY_EVENT", "", "2026-06-26", "DONE")])
    assert await calendar(here, Role.COUNTY_OFFICER, kinds=["SAFETY_LECTURE"], statuses=["MISSED"]) == [
        ("SAFETY_LECTURE", "2026-06-26", "MISSED")
    ]
    seen = {name: part["nodes"] for name, part in (await here.ask(PUPILS, me)).items()}
    assert seen == {
        **OF_PUPIL,
        "needs": [{"kind": "READING", "status": "REFERRED"}, {"kind": "STUDY", "status": "SERVED"}],
        "hazardChecks": [{"wanting": ["FIRE"], "mendedOn": None}],
        "activities": [{"kind": "SAFETY_LECTURE", "heldOn": "2026-06-24"}],
    }
    assert [(one["id"], one["stage"], one["outcome"]) for one in await read(here, me)] == [(report["id"], "SENT", None)]
