from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.add_guardian import AddGuardian, add_guardian
from care.actions.register_child import register_child
from care.actions.update_guardian import UpdateGuardian, update_guardian
from policies.refusal import ErrorCode
from records.codes import GuardianRelation, ParentHealth, ParentSpecialStatus, Role
from tests.support.desks import DIRECTOR, QINGCHENG, ZHONGSHAN, Desk, caller, codes
from tests.support.forms import a_child, a_father, number


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, a_child(**changes))).ids[0]


async def with_father(desk: Desk, **changes: Any) -> tuple[UUID, UUID]:
    child = await registered(desk)
    return child, (await desk.do(add_guardian, AddGuardian(child, a_father(**changes)))).ids[0]


async def test_adds_a_guardian_with_all_facts(desk: Desk) -> None:
    child = await registered(desk)
    facts = a_father(
        resident_id=number(date(1985, 1, 2)),
        address="厦门市某厂",
        address_division=350206000000,
        health=ParentHealth.UNHEALTHY,
        health_detail="胃病",
        special_status=(ParentSpecialStatus.SEVERE_DISABILITY, ParentSpecialStatus.OTHER),
        special_detail="欠债",
    )
    done = await desk.do(add_guardian, AddGuardian(child, facts), DIRECTOR)
    row = await desk.row("guardian", done.ids[0])
    expected = {
        "version": 1,
        "child_id": child,
        "division": ZHONGSHAN,
        "relation": "FATHER",
        "name": "单大伟",
        "phone_masked": "*******8000",
        "resident_id_masked": "990000************",
        "address": "厦门市某厂",
        "address_division": 350206000000,
        "health": "UNHEALTHY",
        "health_detail": "胃病",
        "special_status": ["SEVERE_DISABILITY", "OTHER"],
        "special_detail": "欠债",
    }
    assert {name: row[name] for name in expected} == expected
    assert (await desk.told())[-1] == ("GUARDIAN_CHANGED", "guardian", row["id"], ZHONGSHAN)
    assert (await desk.row("child", child))["version"] == 1


async def test_takes_an_institution_by_its_name(desk: Desk) -> None:
    child = await registered(desk)
    home = a_father(relation=GuardianRelation.INSTITUTION, name="福州市第2儿童福利院")
    done = await desk.do(add_guardian, AddGuardian(child, home))
    assert (await desk.row("guardian", done.ids[0]))["name"] == "福州市第2儿童福利院"


async def test_names_the_father_on_file_when_a_second_is_added(desk: Desk) -> None:
    child, father = await with_father(desk)
    refusals = await desk.refused(add_guardian, AddGuardian(child, a_father(name="单二伟")))
    assert codes(refusals) == {"guardian.relation": ErrorCode.CONFLICT}
    assert f"guardian_{father}" in refusals[0].zh
    await desk.do(add_guardian, AddGuardian(child, a_father(relation=GuardianRelation.STEPFATHER)))


async def test_adds_to_no_child_out_of_sight(desk: Desk) -> None:
    child = await registered(desk, division=QINGCHENG)
    hidden = await desk.refused(add_guardian, AddGuardian(child, a_father()), DIRECTOR)
    assert hidden == await desk.refused(add_guardian, AddGuardian(uuid4(), a_father()), DIRECTOR)
    assert codes(hidden) == {"childId": ErrorCode.NOT_FOUND}
    township = caller(Role.TOWNSHIP, 350102001000)
    forbidden = await desk.refused(add_guardian, AddGuardian(child, a_father()), township)
    assert codes(forbidden) == {"": ErrorCode.FORBIDDEN}


async def test_changes_what_the_input_speaks_of_and_nothing_else(desk: Desk) -> None:
    child, father = await with_father(desk, address="老家")
    before = await desk.row("guardian", father)
    await desk.do(update_guardian, UpdateGuardian(father, 1, phone="13900139000", name="单大为"), DIRECTOR)
    after = await desk.row("guardian", father)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"version", "phone", "phone_masked", "name"}
    assert desk.work.keys.decrypt(after["phone"], table="guardian", row=father, field="phone") == "13900139000"
    assert (await desk.told())[-1] == ("GUARDIAN_CHANGED", "guardian", father, ZHONGSHAN)
    await desk.do(update_guardian, UpdateGuardian(father, 2, phone=None))
    assert (await desk.row("guardian", father))["phone_masked"] is None
    assert (await desk.row("child", child))["version"] == 1


async def test_lets_texts_go_with_the_state_they_belong_to(desk: Desk) -> None:
    _, father = await with_father(
        desk,
        health=ParentHealth.UNHEALTHY,
        health_detail="胃病",
        special_status=(ParentSpecialStatus.OTHER,),
        special_detail="欠债",
    )
    await desk.do(update_guardian, UpdateGuardian(father, 1, health=ParentHealth.HEALTHY, special_status=None))
    row = await desk.row("guardian", father)
    assert (row["health_detail"], row["special_status"], row["special_detail"]) == (None, [], None)


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"version": 3}, "version", ErrorCode.CONFLICT),
        ({"relation": None}, "relation", ErrorCode.REQUIRED),
        ({"phone": "*******8000"}, "phone", ErrorCode.MASKED_VALUE),
        ({"resident_id": "990000************"}, "residentId", ErrorCode.MASKED_VALUE),
        ({"resident_id": "1"}, "residentId", ErrorCode.INVALID_RESIDENT_ID),
        ({"address_division": 359900000000}, "addressDivision", ErrorCode.BAD_USER_INPUT),
        ({"health": ParentHealth.UNHEALTHY}, "healthDetail", ErrorCode.REQUIRED),
        (
            {"special_status": (ParentSpecialStatus.DEAD, ParentSpecialStatus.MISSING)},
            "specialStatus",
            ErrorCode.RULE_VIOLATION,
        ),
        ({"relation": GuardianRelation.MOTHER}, "relation", ErrorCode.CONFLICT),
    ],
)
async def test_refuses_what_the_form_refuses(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    child, father = await with_father(desk)
    await desk.do(add_guardian, AddGuardian(child, a_father(relation=GuardianRelation.MOTHER, name="蓝小燕")))
    before = await desk.row("guardian", father)
    command = UpdateGuardian(**{"id": father, "version": 1, **changes})
    assert codes(await desk.refused(update_guardian, command)) == {path: code}
    assert await desk.row("guardian", father) == before


async def test_hides_a_guardian_of_another_village(desk: Desk) -> None:
    child = await registered(desk, division=QINGCHENG)
    father = (await desk.do(add_guardian, AddGuardian(child, a_father()))).ids[0]
    hidden = await desk.refused(update_guardian, UpdateGuardian(father, 1, name="x"), DIRECTOR)
    assert hidden == await desk.refused(update_guardian, UpdateGuardian(uuid4(), 1, name="x"), DIRECTOR)
