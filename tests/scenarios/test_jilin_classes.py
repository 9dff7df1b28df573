from typing import Any

import pytest

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.dues import dues
from tests.support.families import change, parent, stands, tasks


def of(kind: str, grade: int) -> list[dict[str, Any]]:
    return [{"type": kind, "grade": f"GRADE_{grade}"}]


async def test_jl07_an_intellectual_grade_three_counts(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-01")
    child = await here.register()
    await parent(here, child, "FATHER", disabilities=of("INTELLECTUAL", 3))
    assert (await stands(here, child))["categories"] == []
    await parent(here, child, "MOTHER", disabilities=of("VISUAL", 2))
    found = await stands(here, child)
    assert (found["categories"], found["classes"]) == (["BOTH_PARENTS_DISABLED_OR_ILL"], ["IN_DIFFICULTY"])


async def test_jl08_a_visual_grade_three_does_not_and_other_ways_are_open(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-01")
    child = await here.register()
    father = await parent(here, child, "FATHER", disabilities=of("VISUAL", 3))
    await parent(here, child, "MOTHER", disabilities=of("VISUAL", 2))
    found = await stands(here, child)
    assert (found["categories"], found["classes"]) == ([], [])
    await change(here, father, specialStatus=["DEAD"])
    found = await stands(here, child)
    assert (found["categories"], found["classes"]) == (["ONE_PARENT_LOST_OTHER_UNABLE"], ["IN_DIFFICULTY"])


async def test_jl09_a_disability_waits_for_the_card_while_visits_go_on(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-01")
    health = [{"kind": "DISABLED", "grade": "GRADE_2", "disability": "PHYSICAL", "card": False}]
    child = await here.register(health=health)
    found = await stands(here, child)
    assert (found["categories"], found["pendingCategories"], found["classes"]) == ([], ["DISABLED"], [])
    assert found["keyReasons"] == ["CHILD_DISABLED"]
    assert (await dues(here, child))[1] == "2026-04-01"
    (review,) = await tasks(here, child, "CLASS_REVIEW")
    assert (review["dueOn"], review["status"], review["reasons"]) == ("2026-03-02", "OPEN", ["CARD_MISSING"])


async def test_jl10_missing_without_a_court_is_offered_as_lost_contact(scene: Stage) -> None:
    here = scene("jilin")
    here.at("2026-03-01")
    child = await here.register()
    await parent(here, child, "MOTHER", specialStatus=["SERIOUS_ILLNESS"])
    father = await parent(here, child, "FATHER", specialStatus=["MISSING"])
    (prompt,) = father["warnings"]
    assert (prompt["code"], prompt["path"]) == ("RULE_VIOLATION", ["guardian", "specialStatus"])
    assert "失联" in prompt["message"]
    assert "第二部分（二）1" in prompt["citation"]
    found = await stands(here, child)
    assert (found["categories"], found["offeredCategories"]) == ([], ["ONE_PARENT_LOST_OTHER_UNABLE"])
    declared = await change(here, father, specialStatus=["MISSING"], declaredMissingOn="2026-02-10")
    assert declared["warnings"] == []
    found = await stands(here, child)
    assert (found["categories"], found["offeredCategories"]) == (["ONE_PARENT_LOST_OTHER_UNABLE"], [])


@pytest.mark.parametrize(
    ("father", "category"), [("COMPULSORY_REHAB", "BOTH_PARENTS_DETAINED"), ("DEAD", "ONE_LOST_OTHER_DETAINED")]
)
async def test_parents_in_custody_are_a_category_for_who_may_read_of_it(
    scene: Stage, father: str, category: str
) -> None:
    here = scene("jilin")
    here.at("2026-03-01")
    child = await here.register()
    await parent(here, child, "FATHER", specialStatus=[father])
    await parent(here, child, "MOTHER", specialStatus=["IN_CUSTODY"])
    query = """query($id: ID!, $category: [DifficultyCategory!]) { child(id: $id) { categories classes keyReasons }
      children(where: {categories: $category}) { totalCount }
      classed: children(where: {classes: [IN_DIFFICULTY]}) { totalCount } }"""
    for role, shown in ((Role.COUNTY_OFFICER, True), (Role.CHILD_DIRECTOR, False)):
        found = await here.ask(query, role, id=child, category=[category])
        told = {**found["child"], "keyReasons": "PRISONER_OR_REHAB_CHILD" in found["child"]["keyReasons"]}
        classes = ["IN_DIFFICULTY"] if shown else []
        assert told == {"categories": [category] if shown else [], "classes": classes, "keyReasons": shown}
        assert found["children"] == found["classed"] == {"totalCount": int(shown)}
