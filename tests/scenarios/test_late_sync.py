"""What was brought home late from the field stands where it belongs."""

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.dues import assess, dues, duties, night

CORRECT = "mutation($input: CorrectVisitInput!) { correctVisit(input: $input) { userErrors { code path message } } }"


async def test_a_late_visit_turns_what_was_missed_into_done_late_and_leaves_nothing_twice(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-10")
    child = await here.register()
    here.at("2026-04-20")
    await night(here)
    missed = await duties(here, child, "CONTACT")
    assert [one["status"] for one in missed] == ["MISSED", "MISSED", "OVERDUE"]
    await here.visit(child, "2026-02-20", "PHONE")
    await here.visit(child, "2026-03-15", "PHONE")
    assert (await dues(here, child))[0] == "2026-04-15"
    found = [one for one in await duties(here, child, "CONTACT") if one["status"] != "CANCELLED"]
    assert [(one["baseOn"], one["status"]) for one in found] == [
        ("2026-01-10", "DONE_LATE"),
        ("2026-02-20", "DONE"),
        ("2026-03-15", "OVERDUE"),
    ]


async def test_a_corrected_visit_leaves_nothing_twice(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-10")
    child = await here.register()
    here.at("2026-03-15")
    first = (await here.visit(child, "2026-01-25", "PHONE"))["visits"][0]["id"]
    await here.visit(child, "2026-02-20", "PHONE")
    await here.visit(child, "2026-03-10", "PHONE")
    sent = {"id": first, "version": 1, "reason": "日期写错", "occurredAt": "2026-01-28T08:00:00+08:00"}
    corrected = await here.ask(CORRECT, Role.CHILD_DIRECTOR, input=sent)
    assert corrected["correctVisit"]["userErrors"] == []
    found = [one for one in await duties(here, child, "CONTACT") if one["status"] != "CANCELLED"]
    assert [(one["baseOn"], one["status"]) for one in found] == [
        ("2026-01-10", "DONE"),
        ("2026-01-28", "DONE"),
        ("2026-02-20", "DONE"),
        ("2026-03-10", "OPEN"),
    ]
    assert len({one["satisfiedBy"] for one in found}) == 4


async def test_an_assessment_that_was_made_in_time_is_done_in_time_when_it_is_written_down_late(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-05-10")
    child = await here.register()
    here.at("2026-06-20")
    await assess(here, child, "2026-06-10", riskLevel="LOW")
    (task,) = await duties(here, child, "ASSESSMENT")
    assert (task["dueOn"], task["status"]) == ("2026-06-10", "DONE")
