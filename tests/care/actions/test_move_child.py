from datetime import date
from uuid import UUID, uuid4

import pytest

from care.actions.add_guardian import AddGuardian, add_guardian
from care.actions.common.categories import CategoryFact
from care.actions.common.health import HealthFact
from care.actions.move_child import MoveChild, move_child
from care.actions.record_departure import record_departure
from care.actions.record_visit import record_visit
from care.actions.register_child import register_child
from policies.refusal import ErrorCode
from records.codes import DifficultyCategory, Health, Sex
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, JIANHAI, QINGCHENG, YUANMEN, ZHONGSHAN, Desk, codes
from tests.support.forms import a_child, a_departure, a_father, a_visit, without_number
from tests.support.places import NOW

OF_CHILD = ("child_class", "child_category", "child_health", "child_search", "guardian", "absence", "visit", "benefit")


async def settled(desk: Desk) -> UUID:
    """Register a child with something in every table that hangs on it."""
    child = a_child(
        address="中山路1号",
        categories=(CategoryFact(DifficultyCategory.ORPHAN),),
        health=(HealthFact(Health.AVERAGE_OR_WEAK),),
    )
    key = (await desk.do(register_child, child)).ids[0]
    father = (await desk.do(add_guardian, AddGuardian(key, a_father()))).ids[0]
    await desk.do(record_departure, a_departure(father))
    await desk.do(record_visit, a_visit(key), DIRECTOR)
    times = {"created_at": NOW, "updated_at": NOW}
    await desk.put(
        "benefit", id=uuid4(), child_id=key, division=ZHONGSHAN, kind="ORPHAN_ALLOWANCE", status="GRANTED", **times
    )
    return key


@pytest.mark.parametrize(
    ("target", "county", "prefecture"),
    [
        (QINGCHENG, 350102000000, 350100000000),
        (JIANHAI, 350103000000, 350100000000),
        (YUANMEN, 350128000000, 350128000000),
    ],
)
async def test_takes_everything_along(desk: Desk, target: int, county: int, prefecture: int) -> None:
    key = await settled(desk)
    home = (await desk.row("child", key))["household_id"]
    done = await desk.do(move_child, MoveChild(key, 1, target, address="新村2号"))
    assert done.ids == (key,)
    row = await desk.row("child", key)
    facts = ("division", "county", "prefecture", "address", "version", "household_id")
    assert tuple(row[name] for name in facts) == (target, county, prefecture, "新村2号", 2, home)
    assert (await desk.row("household", home))["division"] == target
    for table in OF_CHILD:
        rows = await desk.rows(table, key, "child_id")
        assert rows, table
        assert {one["division"] for one in rows} == {target}
    (visit,) = await desk.rows("visit", key, "child_id")
    assert (visit["occurred_division"], visit["county"]) == (ZHONGSHAN, county)


async def test_tells_both_sides(desk: Desk) -> None:
    key = (await desk.do(register_child, a_child())).ids[0]
    await desk.do(move_child, MoveChild(key, 1, JIANHAI))
    assert (await desk.told())[1:] == [("CHILD_MOVED", "child", key, ZHONGSHAN), ("CHILD_MOVED", "child", key, JIANHAI)]


async def test_warns_a_caller_who_will_no_longer_see_the_child(desk: Desk) -> None:
    key = (await desk.do(register_child, a_child())).ids[0]
    done = await desk.do(move_child, MoveChild(key, 1, QINGCHENG), DIRECTOR)
    assert [(one.code, one.path) for one in done.warnings] == [(ErrorCode.OUT_OF_JURISDICTION, ("division",))]
    refusals = await desk.refused(move_child, MoveChild(key, 2, ZHONGSHAN), DIRECTOR)
    assert codes(refusals) == {"id": ErrorCode.NOT_FOUND}
    assert (await desk.do(move_child, MoveChild(key, 2, ZHONGSHAN), COUNTY)).warnings == ()


async def test_leaves_the_household_to_those_who_stay(desk: Desk) -> None:
    first = (await desk.do(register_child, a_child())).ids[0]
    home = (await desk.row("child", first))["household_id"]
    sister = without_number(name="单小红", sex=Sex.FEMALE, household_id=home, birth_date=date(2018, 1, 1))
    second = (await desk.do(register_child, sister)).ids[0]
    await desk.do(move_child, MoveChild(first, 1, QINGCHENG))
    assert (await desk.row("child", first))["household_id"] is None
    assert (await desk.row("household", home))["division"] == ZHONGSHAN
    assert (await desk.row("child", second))["household_id"] == home


async def test_forgets_the_address_of_the_old_place(desk: Desk) -> None:
    key = (await desk.do(register_child, a_child(address="中山路1号"))).ids[0]
    await desk.do(move_child, MoveChild(key, 1, QINGCHENG))
    assert (await desk.row("child", key))["address"] is None


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (220102001001, ErrorCode.OUT_OF_JURISDICTION),
        (ZHONGSHAN, ErrorCode.BAD_USER_INPUT),
        (GUDONG, ErrorCode.BAD_USER_INPUT),
        (350102999001, ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_a_place_that_is_no_other_village_of_the_tenant(desk: Desk, target: int, code: ErrorCode) -> None:
    key = (await desk.do(register_child, a_child())).ids[0]
    before = await desk.row("child", key)
    assert codes(await desk.refused(move_child, MoveChild(key, 1, target))) == {"division": code}
    assert await desk.row("child", key) == before


async def test_refuses_a_version_that_moved_on_and_a_child_out_of_sight(desk: Desk) -> None:
    key = (await desk.do(register_child, a_child(division=QINGCHENG))).ids[0]
    assert codes(await desk.refused(move_child, MoveChild(key, 2, ZHONGSHAN))) == {"version": ErrorCode.CONFLICT}
    hidden = await desk.refused(move_child, MoveChild(key, 1, ZHONGSHAN), DIRECTOR)
    assert codes(hidden) == {"id": ErrorCode.NOT_FOUND}
