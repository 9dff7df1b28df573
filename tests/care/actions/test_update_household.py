from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.register_child import register_child
from care.actions.update_household import UpdateHousehold, update_household
from policies.refusal import ErrorCode
from records.codes import GuardianshipCondition, RiskLevel, Role
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, QINGCHENG, ZHONGSHAN, Desk, caller, codes
from tests.support.forms import without_number
from tests.support.places import NOW


async def registered(desk: Desk, **changes: Any) -> tuple[UUID, UUID]:
    key = (await desk.do(register_child, without_number(**changes))).ids[0]
    return key, (await desk.row("child", key))["household_id"]


async def test_changes_what_the_input_speaks_of_and_nothing_else(desk: Desk) -> None:
    child, home = await registered(desk)
    before = await desk.row("household", home)
    command = UpdateHousehold(home, 1, income_per_head=Decimal("8000.5"), social_help="助学", reason="入户核实")
    assert (await desk.do(update_household, command, DIRECTOR)).ids == (home,)
    after = await desk.row("household", home)
    assert {name for name in after if after[name] != before[name]} == {"version", "income_per_head", "social_help"}
    assert (after["version"], after["income_per_head"]) == (2, Decimal("8000.50"))
    assert (await desk.told())[-1] == ("CHILD_UPDATED", "child", child, ZHONGSHAN)
    await desk.do(update_household, UpdateHousehold(home, 2, income_per_head=None))
    assert (await desk.row("household", home))["income_per_head"] is None


async def test_a_new_level_of_risk_is_the_familys_and_kept_as_an_assessment(desk: Desk) -> None:
    first, home = await registered(desk)
    second, _ = await registered(desk, name="单小红", household_id=home)
    await desk.do(update_household, UpdateHousehold(home, 1, guardianship_risk=RiskLevel.HIGH))
    assert (await desk.row("household", home))["version"] == 2
    for key in (first, second):
        assert (await desk.row("child", key))["risk_level"] == "HIGH"
        kept = await desk.row("assessment", key, "child_id")
        assert (kept["risk_level"], kept["risk_level_before"], kept["assessed_on"]) == ("HIGH", "UNRATED", NOW.date())
        (task,) = [one for one in await desk.rows("duty", key, "child_id") if one["kind"] == "ASSESSMENT"]
        assert task["done_on"] == NOW.date()
    # The same level again is none that was found anew.
    await desk.do(update_household, UpdateHousehold(home, 2, guardianship_risk=RiskLevel.HIGH, social_help="助学"))
    assert len(await desk.rows("assessment", first, "child_id")) == 1


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"income_per_head": Decimal(-1)}, "incomePerHead", ErrorCode.BAD_USER_INPUT),
        ({"income_per_head": Decimal("0.005")}, "incomePerHead", ErrorCode.BAD_USER_INPUT),
        ({"income_per_head": Decimal(10**10)}, "incomePerHead", ErrorCode.BAD_USER_INPUT),
        ({"guardianship_risk": None}, "guardianshipRisk", ErrorCode.REQUIRED),
        ({"guardianship_risk": RiskLevel.UNRATED}, "guardianshipRisk", ErrorCode.REQUIRED),
        ({"version": 7}, "version", ErrorCode.CONFLICT),
        ({"id": uuid4()}, "id", ErrorCode.NOT_FOUND),
    ],
)
async def test_refuses_what_is_wrong(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    _, home = await registered(desk)
    command = UpdateHousehold(**{"id": home, "version": 1, **changes})
    assert codes(await desk.refused(update_household, command)) == {path: code}


async def test_is_for_who_keeps_the_files_of_the_place(desk: Desk) -> None:
    _, home = await registered(desk)
    command = UpdateHousehold(home, 1, social_help="助学")
    for who, code in (
        (caller(Role.TOWNSHIP, GUDONG), ErrorCode.FORBIDDEN),
        (caller(Role.CHILD_DIRECTOR, QINGCHENG), ErrorCode.NOT_FOUND),
    ):
        (refused,) = await desk.refused(update_household, command, who)
        assert refused.code is code


async def test_warns_of_a_level_that_contradicts_how_a_child_is_looked_after(desk: Desk) -> None:
    inadequate = {
        "guardianship_condition": GuardianshipCondition.INADEQUATE,
        "guardianship_detail": "无人照看",
    }
    _, home = await registered(desk, **inadequate)
    done = await desk.do(update_household, UpdateHousehold(home, 1, guardianship_risk=RiskLevel.LOW), COUNTY)
    assert codes(done.warnings) == {"guardianshipRisk": ErrorCode.BAD_USER_INPUT}
