"""The tour in docs/tour.md is true: every step of it is asked, in its order, and answered as the page shows."""

from pathlib import Path

import pytest

from tests.scenarios.conftest import Stage
from tests.support.dues import night
from tests.support.tour import Step, filled, learn, read_tour

PAGE = Path(__file__).parents[2] / "docs" / "tour.md"


async def test_every_step_of_the_tour_is_answered_as_the_page_shows(scene: Stage) -> None:
    here, known, day = scene("fujian"), dict[str, str](), ""
    for step in read_tour(PAGE.read_text()):
        here.at(step.day, step.clock)
        if step.day != day:
            await night(here)
            day = step.day
        told = await here.ask(step.query, step.role, **filled(step.variables, known))
        assert learn(step.answer, told, known) == step.answer, f"{step.day} {step.clock}"


def test_a_step_without_its_answer_is_a_fault() -> None:
    with pytest.raises(ValueError, match="json answer"):
        read_tour("### 2026-03-02 09:00 · 儿童主任 CHILD_DIRECTOR\n```graphql\nquery { viewer { name } }\n```\n")


def test_a_name_stands_for_one_value_all_the_way() -> None:
    known: dict[str, str] = {}
    assert learn({"id": "«child»"}, {"id": "child_1"}, known) == {"id": "«child»"}
    assert learn(["«child»"], ["child_2"], known) == ["child_2"]
    assert filled({"input": {"childId": "«child»"}}, known) == {"input": {"childId": "child_1"}}
    (step,) = read_tour(
        "### 2026-03-02 09:00 · 儿童主任 CHILD_DIRECTOR\n```graphql\n{ a }\n```\n```json answer\n{}\n```\n"
    )
    assert isinstance(step, Step)
