from records.codes import ChildClass
from tests.scenarios.conftest import Stage
from tests.support.dues import night
from tests.support.families import both_leave, judge, stands, tasks


async def test_sx11_the_class_holds_on_the_sixteenth_birthday_and_is_then_reviewed(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-01")
    child = await here.register(birthDate="2010-05-20")
    await both_leave(here, child, "2025-06-01")
    assert (await stands(here, child))["classes"] == ["LEFT_BEHIND"]
    here.at("2026-05-20")
    await night(here)
    assert (await stands(here, child))["classes"] == ["LEFT_BEHIND"]
    here.at("2026-05-21")
    await night(here)
    after = await stands(here, child)
    assert (after["classes"], after["fileStatus"]) == ([], "OPEN")
    (review,) = await tasks(here, child, "CLASS_REVIEW")
    assert (review["status"], review["dueOn"], review["reasons"]) == ("OPEN", "2026-05-22", ["CLASS_ENDED"])
    assert "晋民函〔2025〕80号第四条（一）" in review["citation"]
    here.at("2026-05-22")
    assert (await judge(here, child, ChildClass.LEFT_BEHIND, "2026-05-21", holds=False))["userErrors"] == []
    (done,) = await tasks(here, child, "CLASS_REVIEW")
    assert done["status"] == "DONE"
    assert (await stands(here, child))["fileStatus"] == "OPEN"


async def test_sx11_nobody_judges_a_class_into_the_seventeenth_year(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-05-21")
    child = await here.register(birthDate="2010-05-20")
    payload = await judge(here, child, ChildClass.LEFT_BEHIND, "2026-05-21", holds=True)
    (refusal,) = payload["userErrors"]
    assert (refusal["code"], refusal["path"]) == ("RULE_VIOLATION", ["holds"])
    assert refusal["citation"].startswith("晋民函〔2025〕80号")


async def test_sx12_a_child_of_another_provinces_hukou_is_in_difficulty_where_it_lives(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-03-01")
    child = await here.register(
        hukouDivision="410102000000", categories=[{"category": "MIGRANT_IN_DIFFICULTY"}], address="某路1号"
    )
    found = await stands(here, child)
    assert (found["classes"], found["categories"]) == (["IN_DIFFICULTY"], ["MIGRANT_IN_DIFFICULTY"])
