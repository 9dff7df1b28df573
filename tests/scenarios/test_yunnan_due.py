from typing import Any

from tests.scenarios.conftest import Stage
from tests.support.dues import DUES, duties, night
from tests.support.scenes import Scene

DISABLED: dict[str, Any] = {"health": [{"kind": "DISABLED", "detail": "肢体残疾", "grade": "GRADE_2"}]}


async def quarter(here: Scene, child: str, period: str) -> tuple[str, list[str]]:
    (found,) = [one for one in await duties(here, child, "SCREENING") if one["period"] == period]
    return found["status"], found["reasons"]


async def test_yn01_a_disabled_child_that_was_only_phoned_is_not_visited(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-01-05")
    child = await here.register(**DISABLED)
    here.at("2026-02-10")
    await here.visit(child, "2026-02-10", "PHONE_CHECK")
    assert await quarter(here, child, "2026Q1") == ("OPEN", ["CHILD_DISABLED", "NOT_VISITED"])
    here.at("2026-04-01")
    assert (await quarter(here, child, "2026Q1"))[0] == "MISSED"


async def test_yn02_an_ordinary_child_is_screened_by_phone(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-01-05")
    child = await here.register()
    here.at("2026-02-10")
    await here.visit(child, "2026-02-10", "PHONE_CHECK")
    here.at("2026-04-01")
    assert await quarter(here, child, "2026Q1") == ("DONE", [])


async def test_xg01_the_countys_intervals_hold_above_the_silent_province(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-01-05")
    child = await here.register()
    here.at("2026-03-31")
    await here.visit(child, "2026-03-31")
    here.at("2026-05-12")
    await here.visit(child, "2026-05-12", "PHONE")
    shown = {kind: (await duties(here, child, kind))[-1]["dueOn"] for kind in ("CONTACT", "HOUSEHOLD_VISIT")}
    assert shown == {"CONTACT": "2026-06-12", "HOUSEHOLD_VISIT": "2026-06-30"}


async def test_xg10_a_call_is_not_enough_for_a_disabled_child_though_the_county_is_silent(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-04-02")
    child = await here.register(**DISABLED)
    here.at("2026-05-12")
    await here.visit(child, "2026-05-12", "PHONE_CHECK")
    here.at("2026-07-01")
    status, reasons = await quarter(here, child, "2026Q2")
    assert (status, "NOT_VISITED" in reasons) == ("MISSED", True)


async def test_xg11_what_a_plan_obliged_to_goes_on_after_its_end_and_says_so(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-07-20")
    child = await here.register()
    here.at("2026-11-05")
    await here.visit(child, "2026-11-05")
    for kind, due in (("CONTACT", "2026-12-05"), ("HOUSEHOLD_VISIT", "2027-02-05")):
        found = (await duties(here, child, kind))[-1]
        assert (found["dueOn"], found["basis"]) == (due, "EXPIRED_BASIS")


async def test_xg03_aftercare_begins_the_day_after_the_eighteenth_birthday_and_the_file_stays(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-01")
    child = await here.register(birthDate="2008-06-15", categories=[{"category": "ORPHAN"}])
    here.at("2026-06-15")
    await night(here)
    assert await duties(here, child, "AFTERCARE") == []
    here.at("2026-06-16")
    await night(here)
    (task,) = await duties(here, child, "AFTERCARE")
    assert (task["status"], task["reasons"], task["dueOn"]) == ("OPEN", ["GROWN_UP"], "2026-06-17")
    shown = (await here.ask(DUES, id=child))["child"]
    assert shown["fileStatus"] in {"OPEN", "REVIEW"}
