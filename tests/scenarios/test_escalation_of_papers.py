"""Submissions that are overdue climb, and agreements before they end (FJ14, JL15, XG06)."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.calendars import acting, asked, by_the_worker, hand_in, office
from tests.support.climbing import EXPLAIN, heard, rounds, told
from tests.support.entrusting import committee, draft, sign
from tests.support.scenes import Scene

AGREEMENT = "query { agreements { nodes { id endsOn escalations { level } } } }"


async def of_submissions(here: Scene, who: Role, place: int) -> list[dict[str, Any]]:
    """Give what somebody hears at a place of submissions alone: children's visits are overdue there, too."""
    found = [one for one in await heard(here, who) if one["division"]["code"] == str(place)]
    return [one for one in found if one["subject"].get("clock", "SUBMISSION") == "SUBMISSION"]


async def test_fj14_a_prefectures_overdue_report_is_told_to_it_and_later_to_the_province(scene: Stage) -> None:
    here = scene("fujian")
    prefecture, province = here.village // 10**8 * 10**8, here.village // 10**10 * 10**10
    here.at("2026-03-02")
    await here.register()
    await by_the_worker(here)
    await rounds(here, "2026-11-30", "20:00")
    (report,) = await asked(here, Role.PREFECTURE_OFFICER, kinds=["PROGRESS_REPORT"], year=2026)
    before = await of_submissions(here, Role.PREFECTURE_OFFICER, prefecture)
    assert report["id"] not in [one["subject"]["id"] for one in before]
    await rounds(here, "2026-12-01")
    overdue = [one for one in await heard(here, Role.PREFECTURE_OFFICER) if one["kind"] == "SUBMISSION_OVERDUE"]
    assert report["id"] in [one["subject"]["id"] for one in overdue]
    await rounds(here, "2026-12-15")
    climbed = [one["subject"] for one in await heard(here, Role.PROVINCE_OFFICER) if one["kind"] == "DUTY_ESCALATED"]
    (step,) = [one for one in climbed if one["submission"] and one["submission"]["id"] == report["id"]]
    assert (step["level"], step["division"]["code"], step["passed"]["code"]) == (
        "PROVINCE",
        str(province),
        str(prefecture),
    )
    steps = (await here.ask(EXPLAIN, Role.PREFECTURE_OFFICER, id=report["id"]))["explainDuty"]["escalations"]
    assert [(one["level"], one["toldAt"][:10]) for one in steps] == [
        ("PREFECTURE", "2026-12-01"),
        ("PROVINCE", "2026-12-15"),
    ]


async def test_xg06_a_departments_overdue_report_is_told_to_it_and_stops_when_handed_in(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-01-05")
    police = await office(here, "公安局", "DEPARTMENT", department="POLICE")
    liaison = await acting(here, Role.DEPARTMENT_LIAISON, police)
    await by_the_worker(here)
    await rounds(here, "2026-06-10", "20:00")
    assert await heard(here, liaison) == []
    await rounds(here, "2026-06-11")
    (june,) = await asked(here, liaison, kinds=["PROGRESS_REPORT"])
    (alert,) = await heard(here, liaison)
    assert (alert["kind"], alert["subject"]["id"]) == ("SUBMISSION_OVERDUE", june["id"])
    done = await hand_in(here, june, liaison, "2026-06-11T09:00:00+08:00", content="半年进展")
    assert done["userErrors"] == []
    await rounds(here, "2026-06-20")
    assert await of_submissions(here, Role.PREFECTURE_OFFICER, here.village // 10**8 * 10**8) == []


async def test_jl15_a_county_that_did_not_update_the_system_is_told_of_by_its_prefecture(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-01-10")
    await here.register()
    await by_the_worker(here)
    await rounds(here, "2026-04-01")
    assert ("SUBMISSION_OVERDUE", here.county) in told(await heard(here, Role.COUNTY_OFFICER))
    await rounds(here, "2026-04-08")
    (step,) = await of_submissions(here, Role.PREFECTURE_OFFICER, here.village // 10**8 * 10**8)
    assert (step["kind"], step["subject"]["passed"]["code"]) == ("DUTY_ESCALATED", str(here.county))


async def test_village_township_and_county_hear_in_turn_that_an_agreement_ends_until_it_is_replaced(
    scene: Stage,
) -> None:
    here = scene("fujian")
    here.at("2026-02-20")
    child = await here.register()
    witness = await committee(here)
    drafted = await draft(here, child, "GUARDIANSHIP_CONFIRMATION", endsOn="2026-12-31")
    await sign(here, drafted, "2026-02-20", witness=witness, schoolNotifiedOn="2026-02-20")
    expiring = "AGREEMENT_EXPIRING"
    await rounds(here, "2026-12-01", "20:59")
    assert [one for one in told(await heard(here, Role.CHILD_DIRECTOR)) if one[0] == expiring] == []
    await rounds(here, "2026-12-02")
    assert [one for one in told(await heard(here, Role.CHILD_DIRECTOR)) if one[0] == expiring] == [
        (expiring, here.village)
    ]
    await rounds(here, "2026-12-18")
    await rounds(here, "2026-12-18", "22:00")
    found = [one for one in told(await heard(here, Role.COUNTY_OFFICER)) if one[0] == expiring]
    assert found == [(expiring, here.village), (expiring, here.township)]
    here.at("2026-12-19")
    again = await draft(here, child, "GUARDIANSHIP_CONFIRMATION", startsOn="2026-12-19", endsOn="2027-12-18")
    await sign(here, again, "2026-12-19", witness=witness, schoolNotifiedOn="2026-12-19")
    await rounds(here, "2026-12-26")
    assert [one for one in told(await heard(here, Role.COUNTY_OFFICER)) if one[0] == expiring] == found
    nodes = (await here.ask(AGREEMENT, Role.CHILD_DIRECTOR))["agreements"]["nodes"]
    assert {one["endsOn"]: [step["level"] for step in one["escalations"]] for one in nodes} == {
        "2026-12-31": ["VILLAGE", "TOWNSHIP"],
        "2027-12-18": [],
    }
