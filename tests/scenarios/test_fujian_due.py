from tests.scenarios.conftest import Stage
from tests.support.dues import assess, dues, duties


async def test_fj01_medium_risk_is_visited_each_month_and_that_is_the_contact(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-02-20")
    child = await here.register()
    await assess(here, child, "2026-02-20", riskLevel="MEDIUM")
    here.at("2026-03-10")
    await here.visit(child, "2026-03-10")
    assert await dues(here, child) == ("2026-04-10", "2026-04-10")


async def test_fj02_low_risk_is_visited_each_quarter_which_is_missed_only_when_it_has_passed(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-01-10")
    child = await here.register()
    await assess(here, child, "2026-01-10", riskLevel="LOW")
    here.at("2026-01-20")
    await here.visit(child, "2026-01-20")
    here.at("2026-03-25")
    await here.visit(child, "2026-03-25", "PHONE")
    assert await dues(here, child) == ("2026-04-25", "2026-04-20")
    here.at("2026-06-30")
    visit = (await duties(here, child, "HOUSEHOLD_VISIT"))[-1]
    assert (visit["status"], visit["reasons"]) == ("OVERDUE", [])
    here.at("2026-07-01")
    visit = (await duties(here, child, "HOUSEHOLD_VISIT"))[-1]
    assert (visit["status"], visit["reasons"]) == ("OVERDUE", ["QUARTER_MISSED"])


async def test_fj05_an_unassessed_child_is_visited_as_of_medium_risk_until_it_is_assessed(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-05-10")
    child = await here.register()
    assert await dues(here, child) == ("2026-06-10", "2026-06-10")
    (task,) = await duties(here, child, "ASSESSMENT")
    assert (task["dueOn"], task["status"]) == ("2026-06-10", "OPEN")
    here.at("2026-05-20")
    await assess(here, child, "2026-05-20", riskLevel="LOW")
    (task,) = await duties(here, child, "ASSESSMENT")
    assert task["status"] == "DONE"
    # A lower level relieves after the next visit, a higher one asks at once.
    assert await dues(here, child) == ("2026-06-10", "2026-06-10")
    here.at("2026-06-01")
    await here.visit(child, "2026-06-01")
    assert await dues(here, child) == ("2026-07-01", "2026-09-01")
    here.at("2026-08-15")
    await assess(here, child, "2026-08-15", riskLevel="HIGH")
    assert (await dues(here, child))[1] == "2026-08-15"
    assert (await duties(here, child, "HOUSEHOLD_VISIT"))[-1]["reasons"] == ["UPGRADED"]
