from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.common.health import HealthFact
from care.actions.register_child import register_child
from care.actions.update_child import UpdateChild, update_child
from policies.refusal import ErrorCode
from records.codes import Boarding, DatePrecision, DisabilityGrade, GuardianshipCondition, Health, HukouType
from tests.support.desks import DIRECTOR, QINGCHENG, ZHONGSHAN, Desk, codes
from tests.support.forms import a_child, number, without_number
from tests.support.places import NOW


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, a_child(**changes))).ids[0]


async def test_changes_what_the_input_speaks_of_and_nothing_else(desk: Desk) -> None:
    key = await registered(desk, address="中山路1号", notes="旧")
    before = await desk.row("child", key)
    command = UpdateChild(key, 1, ethnicity="汉族", boarding=Boarding.BOARDER, notes=None, education_aid="助学金")
    done = await desk.do(update_child, command, DIRECTOR)
    assert done.ids == (key,)
    after = await desk.row("child", key)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"version", "ethnicity", "boarding", "notes", "education_aid"}
    assert (after["version"], after["notes"], after["boarding"]) == (2, None, "BOARDER")
    assert (await desk.told())[-1] == ("CHILD_UPDATED", "child", key, ZHONGSHAN)


async def test_finds_a_child_by_its_new_name_alone(desk: Desk) -> None:
    key = await registered(desk)
    await desk.do(update_child, UpdateChild(key, 1, name="曾小明"))
    keys = {row["key"] for row in await desk.rows("child_search", key, "child_id")}
    assert "zengxiaoming" in keys
    assert not {one for one in keys if one.startswith(("shan", "单"))}
    assert (await desk.row("child", key))["name_key"].startswith("zeng ")


async def test_replaces_the_states_of_health_as_a_whole(desk: Desk) -> None:
    key = await registered(desk, health=(HealthFact(Health.CHRONIC_ILLNESS, "哮喘"),))
    await desk.do(
        update_child, UpdateChild(key, 1, health=(HealthFact(Health.DISABLED, None, DisabilityGrade.GRADE_3),))
    )
    assert [row["kind"] for row in await desk.rows("child_health", key, "child_id")] == ["DISABLED"]
    await desk.do(update_child, UpdateChild(key, 2, health=None))
    assert await desk.rows("child_health", key, "child_id") == []


async def test_refuses_a_version_that_moved_on(desk: Desk) -> None:
    key = await registered(desk)
    await desk.do(update_child, UpdateChild(key, 1, notes="一"))
    refusals = await desk.refused(update_child, UpdateChild(key, 1, notes="二"))
    assert codes(refusals) == {"version": ErrorCode.CONFLICT}
    assert "2" in refusals[0].zh
    assert (await desk.row("child", key))["notes"] == "一"


async def test_hides_a_child_of_another_village_like_a_missing_one(desk: Desk) -> None:
    key = await registered(desk, division=QINGCHENG)
    hidden = await desk.refused(update_child, UpdateChild(key, 1, notes="x"), DIRECTOR)
    missing = await desk.refused(update_child, UpdateChild(uuid4(), 1, notes="x"), DIRECTOR)
    assert hidden == missing
    assert codes(hidden) == {"id": ErrorCode.NOT_FOUND}


async def test_leaves_everything_when_nothing_is_said(desk: Desk) -> None:
    key = await registered(desk)
    told = await desk.told()
    await desk.do(update_child, UpdateChild(key, 1))
    assert (await desk.row("child", key))["version"] == 1
    assert await desk.told() == told


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"name": None}, "name", ErrorCode.REQUIRED),
        ({"name": " "}, "name", ErrorCode.REQUIRED),
        ({"birth_date": None}, "birthDate", ErrorCode.REQUIRED),
        ({"birth_date_precision": None}, "birthDatePrecision", ErrorCode.REQUIRED),
        ({"birth_date": NOW.date() + timedelta(days=1)}, "birthDate", ErrorCode.BAD_USER_INPUT),
        ({"birth_date": date(2016, 5, 2)}, "birthDate", ErrorCode.INVALID_RESIDENT_ID),
        ({"hukou_type": None}, "hukouType", ErrorCode.REQUIRED),
        ({"resident_id": None}, "residentId", ErrorCode.REQUIRED),
        ({"resident_id": "990000************"}, "residentId", ErrorCode.MASKED_VALUE),
        ({"resident_id": number(date(2015, 5, 1))}, "residentId", ErrorCode.INVALID_RESIDENT_ID),
        ({"resident_id_missing": "FOUNDLING"}, "residentIdMissing", ErrorCode.BAD_USER_INPUT),
        ({"school_id": uuid4()}, "schoolId", ErrorCode.NOT_FOUND),
        ({"health": (HealthFact(Health.SERIOUS_ILLNESS),)}, "health.0.detail", ErrorCode.REQUIRED),
        ({"guardianship_condition": GuardianshipCondition.INADEQUATE}, "guardianshipDetail", ErrorCode.REQUIRED),
        ({"guardianship_detail": "年迈"}, "guardianshipDetail", ErrorCode.BAD_USER_INPUT),
        ({"reason": "字" * 2001}, "reason", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_what_the_form_refuses(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    key = await registered(desk)
    before = await desk.row("child", key)
    assert codes(await desk.refused(update_child, UpdateChild(key, 1, **changes))) == {path: code}
    assert await desk.row("child", key) == before


async def test_takes_a_number_when_there_was_a_reason_for_none(desk: Desk) -> None:
    key = (await desk.do(register_child, without_number())).ids[0]
    await desk.do(update_child, UpdateChild(key, 1, resident_id=number(date(2016, 5, 1))))
    row = await desk.row("child", key)
    assert (row["resident_id_missing"], row["resident_id_masked"]) == (None, "990000************")
    await desk.do(update_child, UpdateChild(key, 2, resident_id=None, resident_id_missing="FOUNDLING"))
    row = await desk.row("child", key)
    assert (row["resident_id_missing"], row["resident_id"], row["resident_id_blind"]) == ("FOUNDLING", None, None)


async def test_changes_birth_and_number_together(desk: Desk) -> None:
    key = await registered(desk)
    born = date(2016, 6, 2)
    await desk.do(update_child, UpdateChild(key, 1, birth_date=born, resident_id=number(born)))
    assert (await desk.row("child", key))["birth_date"] == born


async def test_keeps_a_month_a_month(desk: Desk) -> None:
    key = (await desk.do(register_child, without_number(birth_date_precision=DatePrecision.MONTH))).ids[0]
    await desk.do(update_child, UpdateChild(key, 1, birth_date=date(2016, 4, 3)))
    row = await desk.row("child", key)
    assert (row["birth_date"], row["birth_date_precision"]) == (date(2016, 4, 30), "MONTH")
    refusals = await desk.refused(update_child, UpdateChild(key, 2, birth_date_precision=DatePrecision.DAY))
    assert codes(refusals) == {"birthDate": ErrorCode.REQUIRED}
    day = UpdateChild(key, 2, birth_date=date(2016, 4, 3), birth_date_precision=DatePrecision.DAY)
    await desk.do(update_child, day)
    assert (await desk.row("child", key))["birth_date"] == date(2016, 4, 3)


async def test_names_another_child_in_sight_that_has_the_number(desk: Desk) -> None:
    first = await registered(desk)
    second = (await desk.do(register_child, without_number(name="单小刚", division=QINGCHENG))).ids[0]
    command = UpdateChild(second, 1, resident_id=number(date(2016, 5, 1)))
    refusals = await desk.refused(update_child, command)
    assert codes(refusals) == {"residentId": ErrorCode.CONFLICT}
    assert f"child_{first}" in refusals[0].en
    own = UpdateChild(first, 1, resident_id=number(date(2016, 5, 1)))
    await desk.do(update_child, own)


async def test_ranks_low_risk_with_inadequate_guardianship_as_medium_and_says_so(desk: Desk) -> None:
    key = await registered(desk)
    await desk.by_hand("UPDATE {schema}.child SET risk_level = 'LOW', priority = 2 WHERE id = $1", key)
    inadequate = UpdateChild(
        key, 1, guardianship_condition=GuardianshipCondition.INADEQUATE, guardianship_detail="祖母年迈"
    )
    done = await desk.do(update_child, inadequate)
    assert [one.path for one in done.warnings] == [("guardianshipCondition",)]
    assert (await desk.row("child", key))["priority"] == 1
    await desk.do(update_child, UpdateChild(key, 2, guardianship_condition=GuardianshipCondition.GOOD))
    row = await desk.row("child", key)
    assert (row["priority"], row["guardianship_detail"]) == (2, None)


async def test_refuses_several_faults_at_once(desk: Desk) -> None:
    key = await registered(desk)
    bad = UpdateChild(key, 1, name="", hukou_type=None, resident_id="1")
    assert set(codes(await desk.refused(update_child, bad))) == {"name", "hukouType", "residentId"}
    await desk.do(
        update_child, replace(bad, name="单明", hukou_type=HukouType.URBAN, resident_id=number(date(2016, 5, 1)))
    )
