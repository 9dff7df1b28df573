from records.codes import ChildClass
from tests.scenarios.conftest import Stage
from tests.support.families import both_leave, judge, stands


async def test_yn12_without_a_definition_an_officer_decides_and_says_why(scene: Stage) -> None:
    here = scene("yunnan")
    here.at("2026-06-01")
    child = await here.register()
    await both_leave(here, child, "2026-02-01")
    found = await stands(here, child)
    assert (found["classes"], found["prospective"]) == ([], [])
    silent = await judge(here, child, ChildClass.RURAL_LEFT_BEHIND, "2026-06-01", holds=True, reason="  ")
    assert [(one["code"], one["path"]) for one in silent["userErrors"]] == [("REQUIRED", ["reason"])]
    decided = await judge(here, child, ChildClass.RURAL_LEFT_BEHIND, "2026-06-01", holds=True)
    assert decided["child"]["classes"] == ["RURAL_LEFT_BEHIND"]
    unknown = await judge(here, child, ChildClass.LEFT_BEHIND, "2026-06-01", holds=True)
    (refusal,) = unknown["userErrors"]
    assert (refusal["code"], refusal["path"]) == ("RULE_VIOLATION", ["class"])
    assert refusal["citation"].startswith("云民规〔2019〕3号")
