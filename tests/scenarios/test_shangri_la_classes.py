from tests.scenarios.conftest import Stage
from tests.support.dues import night
from tests.support.families import both_leave, stands, tasks


async def test_xg03_an_orphan_is_covered_on_the_eighteenth_birthday_and_then_helped_on(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-03-01")
    child = await here.register(birthDate="2008-06-15", categories=[{"category": "ORPHAN"}])
    here.at("2026-06-15")
    await night(here)
    found = await stands(here, child)
    assert (found["classes"], found["categories"]) == (["IN_DIFFICULTY", "SCATTERED_ORPHAN"], ["ORPHAN"])
    assert await tasks(here, child, "AFTERCARE") == []
    here.at("2026-06-16")
    await night(here)
    found = await stands(here, child)
    assert (found["classes"], found["categories"], found["fileStatus"]) == ([], [], "OPEN")
    (aftercare,) = await tasks(here, child, "AFTERCARE")
    assert (aftercare["status"], aftercare["reasons"]) == ("OPEN", ["GROWN_UP"])
    assert aftercare["citation"].startswith("香民发〔2024〕13号")
    assert {one["reasons"][0] for one in await tasks(here, child, "CLASS_REVIEW")} == {"CLASS_ENDED"}


async def test_the_citys_definition_stands_in_where_the_province_is_silent(scene: Stage) -> None:
    here = scene("shangri-la")
    here.at("2026-05-01")
    child = await here.register(hukouType="URBAN")
    await both_leave(here, child, "2026-02-01", division="533422000000")
    found = await stands(here, child)
    assert (found["classes"], found["prospective"]) == (["LEFT_BEHIND"], [])
