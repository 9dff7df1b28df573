from typing import Any

import pytest

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.dues import assess, dues, duties
from tests.support.scenes import Scene


async def visited(here: Scene, rating: str, **facts: Any) -> str:
    here.at("2026-02-10")
    child = await here.register(**facts)
    await assess(here, child, "2026-02-10", guardianshipRating=rating)
    here.at("2026-03-10")
    await here.visit(child, "2026-03-10")
    return child


@pytest.mark.parametrize(("rating", "due"), [("GOOD", "2026-06-10"), ("AVERAGE", "2026-04-10")])
async def test_jl01_jl02_the_rating_says_how_often(scene: Stage, rating: str, due: str) -> None:
    here = scene("jilin")
    child = await visited(here, rating)
    assert await dues(here, child) == (None, due)


async def test_jl03_a_key_child_is_visited_within_a_month_and_the_reason_is_for_its_readers(scene: Stage) -> None:
    here = scene("jilin")
    child = await visited(here, "GOOD", categories=[{"category": "HIV_INFECTED"}])
    assert await dues(here, child, Role.CHILD_DIRECTOR) == (None, "2026-04-10")
    county = (await duties(here, child, "HOUSEHOLD_VISIT"))[-1]
    director = (await duties(here, child, "HOUSEHOLD_VISIT", Role.CHILD_DIRECTOR))[-1]
    assert (county["reasons"], director["reasons"]) == (["HIV_INFECTED"], [])


async def test_jl05_an_unrated_child_is_treated_as_average_and_is_to_be_rated(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-05-04")
    child = await here.register()
    assert await dues(here, child) == (None, "2026-06-04")
    (task,) = await duties(here, child, "ASSESSMENT")
    assert (task["dueOn"], task["status"], task["reasons"]) == ("2026-06-04", "OPEN", ["UNRATED"])
