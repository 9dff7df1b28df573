"""A month of a prefecture officer in Fujian: November with its summary, its report and its inspection, and no child."""

from typing import Any

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.calendars import hand_in
from tests.support.months import account, calendar, give, submissions, until

ME = Role.PREFECTURE_OFFICER
OURS = ["SPOT_CHECK_SUMMARY", "PROGRESS_REPORT", "INSPECTION"]
FUZHOU = "350100000000"
FIGURES = """query($division: DivisionCode!) {
  spotChecks(where: {year: 2026}) { nodes { division { code } population checked wanting files { result } } }
  progressReport(division: $division) { until childrenNow filesOpened visitsDue visitsDone visitsInTime } }"""
PERSONS = """query($id: ID!) { child(id: $id) { id } children { nodes { id } } visits { nodes { id } }
  reports { nodes { id } } agreements { nodes { id } } cases { nodes { id } } needs { nodes { id } }
  benefits { nodes { id } } households { nodes { id } } guardians { nodes { id } } }"""


def told(figures: dict[str, Any]) -> str:
    """Write the progress report as its numbers have it."""
    its = figures["progressReport"]
    return f"在册{its['childrenNow']}人，应走访{its['visitsDue']}次，已走访{its['visitsDone']}次"


async def test_a_prefecture_hands_in_what_november_asks_for_and_sees_no_child(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-10-20")
    children = [await here.register(name="陈" + name) for name in "高低大小远近"]
    checked = {"division": str(here.county), "seed": "2026", "size": 1, "checkedOn": "2026-10-20"}
    files = [{"childId": children[0], "result": "WANTING", "lacks": ["VISITS"]}]
    await give(here, "recordSpotCheck", "duty { status }", Role.COUNTY_OFFICER, **checked, files=files)

    await until(here, "2026-11-01")
    assert await calendar(here, ME, dueBefore="2026-11-30") == [("SPOT_CHECK_SUMMARY", "2026-11-10", "OPEN")]
    # Spot check, safety event and two of the trainings are the county's, which the prefecture oversees.
    assert await calendar(here, ME) == [
        ("SPOT_CHECK_SUMMARY", "2026-11-10", "OPEN"),
        ("PROGRESS_REPORT", "2026-11-30", "OPEN"),
        ("FILE_SPOT_CHECK", "2026-12-31", "DONE"),
        ("INSPECTION", "2026-12-31", "OPEN"),
        ("SAFETY_EVENT", "2026-12-31", "OPEN"),
        ("TRAINING", "2026-12-31", "OPEN"),
        ("TRAINING", "2026-12-31", "OPEN"),
        ("TRAINING", "2026-12-31", "OPEN"),
    ]
    summary, report, inspection = await submissions(here, ME, kinds=OURS)

    await until(here, "2026-11-09")
    figures = await here.ask(FIGURES, ME, division=FUZHOU)
    (county,) = figures["spotChecks"]["nodes"]
    assert county == {
        "division": {"code": str(here.county)},
        "population": 6,
        "checked": 1,
        "wanting": 1,
        "files": [],
    }
    words = f"抽查{county['checked']}份，不完整{county['wanting']}份"
    done = await hand_in(here, summary, ME, "2026-11-09T08:30:00+08:00", content=words)
    assert (done["userErrors"], done["submission"]["status"]) == ([], "DONE")

    await until(here, "2026-11-18")
    for child in children:
        await here.visit(child, "2026-11-18")
    await until(here, "2026-11-20")
    done = await hand_in(here, inspection, ME, "2026-11-20T08:30:00+08:00", content="检查鼓楼区，档案缺走访记录")
    assert (done["userErrors"], done["submission"]["status"]) == ([], "DONE")

    await until(here, "2026-11-30")
    assert await calendar(here, ME, statuses=["DUE_TODAY"]) == [("PROGRESS_REPORT", "2026-11-30", "DUE_TODAY")]
    await until(here, "2026-12-01")
    assert await calendar(here, ME, statuses=["OVERDUE"]) == [("PROGRESS_REPORT", "2026-11-30", "OVERDUE")]
    figures = await here.ask(FIGURES, ME, division=FUZHOU)
    assert figures["progressReport"] == {
        "until": "2026-12-01",
        "childrenNow": 6,
        "filesOpened": 6,
        "visitsDue": 6,
        "visitsDone": 6,
        "visitsInTime": 6,
    }
    done = await hand_in(here, report, ME, "2026-12-01T08:30:00+08:00", content=told(figures))
    assert (done["userErrors"], done["submission"]["status"]) == ([], "DONE_LATE")

    at_the_end = [
        ("SPOT_CHECK_SUMMARY", "2026-11-10", "DONE"),
        ("PROGRESS_REPORT", "2026-11-30", "DONE_LATE"),
        ("FILE_SPOT_CHECK", "2026-12-31", "DONE"),
        ("INSPECTION", "2026-12-31", "DONE"),
        ("SAFETY_EVENT", "2026-12-31", "OPEN"),
        ("TRAINING", "2026-12-31", "OPEN"),
        ("TRAINING", "2026-12-31", "OPEN"),
        ("TRAINING", "2026-12-31", "OPEN"),
    ]
    assert await calendar(here, ME) == at_the_end
    # The province owes a demonstration of its own.
    assert await calendar(here, Role.PROVINCE_OFFICER) == [*at_the_end, ("TRAINING", "2026-12-31", "OPEN")]
    assert [one["content"] for one in await submissions(here, Role.PROVINCE_OFFICER, kinds=OURS)] == [
        "抽查1份，不完整1份",
        "在册6人，应走访6次，已走访6次",
        "检查鼓楼区，档案缺走访记录",
    ]
    assert await account(here, ME) == []
    persons = await here.ask(PERSONS, ME, id=child)
    assert persons.pop("child") is None
    assert [name for name, seen in persons.items() if seen["nodes"]] == []
    assert len(persons) == 9
