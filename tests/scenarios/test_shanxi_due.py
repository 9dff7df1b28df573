from tests.scenarios.conftest import Stage
from tests.support.dues import dues, duties
from tests.support.scenes import Scene


async def ordinary(here: Scene) -> str:
    here.at("2025-12-20")
    child = await here.register()
    here.at("2026-01-31")
    await here.visit(child, "2026-01-31")
    here.at("2026-03-05")
    await here.visit(child, "2026-03-05", "PHONE")
    return child


async def test_sx01_contact_is_due_after_a_month_and_the_visit_after_three_at_the_months_end(scene: Stage) -> None:
    here = scene("shanxi")
    child = await ordinary(here)
    here.at("2026-03-20")
    assert await dues(here, child) == ("2026-04-05", "2026-04-30")


async def test_sx02_a_household_visit_is_the_contact_too(scene: Stage) -> None:
    here = scene("shanxi")
    child = await ordinary(here)
    here.at("2026-04-20")
    payload = await here.visit(child, "2026-04-20")
    assert await dues(here, child) == ("2026-05-20", "2026-07-20")
    (visit,) = payload["visits"]
    for kind, status in (("CONTACT", "DONE_LATE"), ("HOUSEHOLD_VISIT", "DONE")):
        done = [one for one in await duties(here, child, kind) if one["satisfiedBy"] == visit["id"]]
        assert [one["status"] for one in done] == [status]


async def test_sx05_a_call_satisfies_the_contact_and_the_visit_waits(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-04-08")
    child = await here.register()
    here.at("2026-05-08")
    await here.visit(child, "2026-05-08", "PHONE")
    assert await dues(here, child) == ("2026-06-08", "2026-07-08")


async def test_sx15_what_is_not_yet_in_force_makes_nothing(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2025-06-01")
    child = await here.register()
    here.at("2025-08-30")
    await here.visit(child, "2025-08-30")
    assert await dues(here, child) == (None, None)
    for kind in ("CONTACT", "HOUSEHOLD_VISIT"):
        assert await duties(here, child, kind) == []
