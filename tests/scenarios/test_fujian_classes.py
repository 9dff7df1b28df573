from tests.scenarios.conftest import Stage
from tests.support.dues import night
from tests.support.families import both_leave, stands


async def test_fj06_three_months_abroad_are_full_on_the_fifteenth(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-02-01")
    child = await here.register()
    gone = await both_leave(here, child, "2026-01-15", purpose="BUSINESS", abroad=True, division=None)
    assert gone["warnings"] == []
    here.at("2026-04-14")
    await night(here)
    found = await stands(here, child)
    assert (found["classes"], found["prospective"]) == ([], ["RURAL_LEFT_BEHIND"])
    here.at("2026-04-15")
    await night(here)
    found = await stands(here, child)
    assert (found["classes"], found["prospective"]) == (["RURAL_LEFT_BEHIND"], [])


async def test_fj07_an_urban_hukou_is_no_rural_left_behind_child_and_the_form_says_so(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-06-15")
    child = await here.register(hukouType="URBAN", health=[{"kind": "DISABLED", "grade": "GRADE_2"}])
    gone = await both_leave(here, child, "2026-01-15")
    (warning,) = gone["warnings"]
    assert warning["code"] == "RULE_VIOLATION"
    assert "户籍不在农村" in warning["message"]
    assert warning["citation"] == "闽民童〔2024〕33号第二部分"
    found = await stands(here, child)
    assert (found["classes"], found["prospective"]) == (["IN_DIFFICULTY"], [])
    assert (found["categories"], found["fileStatus"]) == (["DISABLED"], "OPEN")
    assert {one["kind"] for one in found["duties"]["nodes"]} >= {"CONTACT", "HOUSEHOLD_VISIT"}
