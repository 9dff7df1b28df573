from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import UPDATE_HOUSEHOLD
from tests.schema.mutations.test_children import register
from tests.support.desks import DIRECTOR


async def test_shows_the_household_that_it_changed(say: Say) -> None:
    home = (await register(say))["household"]["id"]
    sent = {"id": home, "version": 1, "incomePerHead": "8000.5", "guardianshipRisk": "HIGH"}
    payload = (await say(DIRECTOR, UPDATE_HOUSEHOLD, input=sent))["updateHousehold"]
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    shown = payload["household"]
    assert (shown["version"], shown["incomePerHead"], shown["guardianshipRisk"]) == (2, "8000.50", "HIGH")
    assert shown["children"][0]["riskLevel"] == "HIGH"
    assert shown["viewerCan"] == ["update"]
    refused = (await say(DIRECTOR, UPDATE_HOUSEHOLD, input={**sent, "incomePerHead": "-1"}))["updateHousehold"]
    assert [one["message"] for one in refused["userErrors"]] == [
        "版本：已被他人修改（当前版本2），请刷新后重试",
    ]
