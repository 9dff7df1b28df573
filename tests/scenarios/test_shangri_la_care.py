"""Shangri-La: parents file before both of them leave, and carers who are unfit (part two, item 2)."""

from tests.scenarios.conftest import Stage
from tests.support.dues import duties
from tests.support.entrusting import do, draft, notices, sign
from tests.support.families import leave, parent
from tests.support.reporting import file

ITEM = "第二部分第2项"


async def test_xg07_a_filing_after_both_have_left_is_late_and_reached_committee_and_school(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-02-21")
    child = await here.register()
    filed = {"filedOn": "2026-02-21", "filedWithSchool": True, "workplace": "某市某厂", "contact": "13800001234"}
    first = await leave(here, await parent(here, child, "FATHER"), "2026-02-20", **filed)
    assert first["warnings"] == []
    assert await notices(here, child) == {}
    second = await leave(here, await parent(here, child, "MOTHER"), "2026-02-20", **filed)
    late, entrusted = second["warnings"]
    assert (late["code"], late["path"]) == ("RULE_VIOLATION", ["filedOn"])
    assert (entrusted["code"], entrusted["path"]) == ("REQUIRED", ["guardianId"])
    assert ITEM in late["citation"]
    assert await notices(here, child) == {
        "OUTMIGRATION_FILING VILLAGE_COMMITTEE": ("DONE_LATE", "2026-02-20"),
        "OUTMIGRATION_FILING SCHOOL": ("DONE_LATE", "2026-02-20"),
    }
    assert all(ITEM in one["citation"] for one in await duties(here, child, "CARER_NOTICE"))


async def test_xg07_what_was_not_filed_is_owed_and_can_be_filed_afterwards(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-02-18")
    child = await here.register()
    await sign(here, await draft(here, child, "CARE_AGREEMENT", childHeardOn=None, startsOn=None), "2026-02-18")
    await leave(here, await parent(here, child, "FATHER"), "2026-01-10")
    planned = await leave(here, await parent(here, child, "MOTHER"), "2026-02-20")
    lacking = {one["path"][0] for one in planned["warnings"] if one["code"] == "REQUIRED"}
    assert lacking == {"filedOn", "filedWithSchool", "workplace", "contact"}
    assert {status for status, _ in (await notices(here, child)).values()} == {"OPEN"}
    here.at("2026-02-19")
    told = await do(here, "noticeCarer", childId=child, committeeNoticedOn="2026-02-19", schoolNotifiedOn="2026-02-19")
    assert told["userErrors"] == []
    assert {status for status, _ in (await notices(here, child)).values()} == {"DONE"}


async def test_xg08_a_single_parent_who_leaves_owes_no_filing_and_may_make_one(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-02-21")
    child = await here.register()
    await parent(here, child, "MOTHER")
    gone = await leave(here, await parent(here, child, "FATHER"), "2026-02-20", filedOn="2026-02-21")
    assert gone["warnings"] == []
    assert await notices(here, child) == {}


async def test_xg_h4_a_place_that_is_silent_asks_for_no_filing(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-02-21")
    child = await here.register()
    for relation in ("FATHER", "MOTHER"):
        assert (await leave(here, await parent(here, child, relation), "2026-02-20"))["warnings"] == []
    assert await notices(here, child) == {}


async def test_xg_h2_an_unfit_carer_is_told_of_and_the_report_is_owed_until_it_is_made(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-02")
    child = await here.register()
    await do(here, "reportCarerProblem", childId=child, fault="NEGLECTS_DUTY", on="2026-03-02")
    owed = await notices(here, child)
    assert set(owed) == {"INFORM_PARENTS", "REPLACE URGE", "REPORT"}
    assert {status for status, _ in owed.values()} == {"OPEN"}
    await file(here, "CARER_UNFIT", "2026-03-02T08:00", childIds=[child])
    assert (await notices(here, child))["REPORT"][0] == "DONE"
