"""Facts that only the definitions of the law ask for: kept as given, refused where they contradict the others."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from care.actions.add_guardian import AddGuardian, add_guardian
from care.actions.common.guardian_facts import DisabilityFact
from care.actions.common.health import HealthFact
from care.actions.move_child import MoveChild, move_child
from care.actions.record_departure import record_departure
from care.actions.register_child import register_child
from care.actions.update_child import UpdateChild, update_child
from care.actions.update_guardian import UpdateGuardian, update_guardian
from policies.refusal import ErrorCode
from records.codes import DisabilityGrade, DisabilityType, Health, ParentSpecialStatus
from tests.support.desks import JIANHAI, QINGCHENG, ZHONGSHAN, Desk, codes
from tests.support.forms import a_child, a_departure, a_father

VISUAL_2 = DisabilityFact(DisabilityType.VISUAL, DisabilityGrade.GRADE_2)
MENTAL_3 = DisabilityFact(DisabilityType.MENTAL, DisabilityGrade.GRADE_3)
MISSING = (ParentSpecialStatus.MISSING,)
SHENZHEN = 440300000000


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, a_child(**changes))).ids[0]


async def with_father(desk: Desk, **changes: Any) -> UUID:
    child = await registered(desk)
    return (await desk.do(add_guardian, AddGuardian(child, a_father(**changes)))).ids[0]


async def disabilities(desk: Desk, guardian: UUID) -> set[tuple[str, str]]:
    rows = await desk.rows("guardian_disability", guardian, "guardian_id")
    return {(row["disability"], row["grade"]) for row in rows}


async def test_keeps_type_and_card_of_a_disability(desk: Desk) -> None:
    state = HealthFact(Health.DISABLED, None, DisabilityGrade.GRADE_2, DisabilityType.PHYSICAL, card=False)
    key = await registered(desk, health=(state,))
    row = await desk.row("child_health", key, "child_id")
    assert (row["grade"], row["disability"], row["card"]) == ("GRADE_2", "PHYSICAL", False)
    carded = HealthFact(Health.DISABLED, None, DisabilityGrade.GRADE_2, card=True)
    await desk.do(update_child, UpdateChild(key, 1, health=(carded,)))
    row = await desk.row("child_health", key, "child_id")
    assert (row["disability"], row["card"]) == (None, True)


@pytest.mark.parametrize("facts", [{"disability": DisabilityType.VISUAL}, {"card": True}, {"card": False}])
async def test_refuses_type_and_card_of_what_is_no_disability(desk: Desk, facts: dict[str, Any]) -> None:
    command = a_child(health=(HealthFact(Health.HEALTHY, **facts),))
    (name,) = facts
    assert codes(await desk.refused(register_child, command)) == {f"health.0.{name}": ErrorCode.BAD_USER_INPUT}


async def test_keeps_what_makes_a_guardian_incapable(desk: Desk) -> None:
    father = await with_father(
        desk,
        special_status=MISSING,
        disabilities=(VISUAL_2, MENTAL_3),
        incapacity_judgement=" 两次入户评估均无法照料 ",
        declared_missing_on=date(2026, 3, 2),
    )
    row = await desk.row("guardian", father)
    told = (row["incapacity_judgement"], row["declared_missing_on"])
    assert told == ("两次入户评估均无法照料", date(2026, 3, 2))
    assert await disabilities(desk, father) == {("VISUAL", "GRADE_2"), ("MENTAL", "GRADE_3")}


async def test_keeps_the_disabilities_of_guardians_who_come_with_the_child(desk: Desk) -> None:
    key = await registered(desk, guardians=(a_father(disabilities=(MENTAL_3,)),))
    father = await desk.row("guardian", key, "child_id")
    assert await disabilities(desk, father["id"]) == {("MENTAL", "GRADE_3")}


async def test_changes_only_what_an_update_speaks_of(desk: Desk) -> None:
    father = await with_father(desk, disabilities=(VISUAL_2,), incapacity_judgement="卧床")
    await desk.do(update_guardian, UpdateGuardian(father, 1, address="新村2号"))
    assert await disabilities(desk, father) == {("VISUAL", "GRADE_2")}
    assert (await desk.row("guardian", father))["incapacity_judgement"] == "卧床"
    await desk.do(update_guardian, UpdateGuardian(father, 2, disabilities=(MENTAL_3,), incapacity_judgement=None))
    assert await disabilities(desk, father) == {("MENTAL", "GRADE_3")}
    assert (await desk.row("guardian", father))["incapacity_judgement"] is None
    await desk.do(update_guardian, UpdateGuardian(father, 3, disabilities=None))
    assert await disabilities(desk, father) == set()


async def test_lets_the_declaration_go_with_the_status(desk: Desk) -> None:
    father = await with_father(desk, special_status=MISSING, declared_missing_on=date(2026, 3, 2))
    await desk.do(update_guardian, UpdateGuardian(father, 1, special_status=()))
    assert (await desk.row("guardian", father))["declared_missing_on"] is None


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"declared_missing_on": date(2026, 3, 2)}, "declaredMissingOn"),
        ({"declared_missing_on": date(2999, 1, 1), "special_status": MISSING}, "declaredMissingOn"),
        ({"disabilities": (VISUAL_2, VISUAL_2)}, "disabilities.1.type"),
        ({"incapacity_judgement": "字" * 2001}, "incapacityJudgement"),
    ],
)
async def test_refuses_contradictions_about_a_guardian(desk: Desk, changes: dict[str, Any], path: str) -> None:
    father = await with_father(desk)
    command = UpdateGuardian(**{"id": father, "version": 1, **changes})
    assert codes(await desk.refused(update_guardian, command)) == {path: ErrorCode.BAD_USER_INPUT}
    with_child = a_child(guardians=(a_father(**changes),), resident_id=None, resident_id_missing="NOT_PROVIDED")
    refused = codes(await desk.refused(register_child, with_child))
    assert refused == {f"guardians.0.{path}": ErrorCode.BAD_USER_INPUT}


async def test_keeps_that_work_and_hukou_lie_in_one_core_urban_area(desk: Desk) -> None:
    father = await with_father(desk)
    await desk.do(record_departure, a_departure(father, division=SHENZHEN, within_core=True))
    assert (await desk.row("absence", father, "guardian_id"))["within_core"] is True


async def test_refuses_a_core_urban_area_abroad(desk: Desk) -> None:
    father = await with_father(desk)
    refused = await desk.refused(record_departure, a_departure(father, abroad=True, within_core=True))
    assert codes(refused) == {"withinCore": ErrorCode.BAD_USER_INPUT}


async def test_keeps_where_a_child_lives_until_its_file_moves(desk: Desk) -> None:
    key = await registered(desk, lives_at=SHENZHEN)
    assert (await desk.row("child", key))["lives_at"] == SHENZHEN
    await desk.do(update_child, UpdateChild(key, 1, lives_at=JIANHAI))
    assert (await desk.row("child", key))["lives_at"] == JIANHAI
    await desk.do(move_child, MoveChild(key, 2, QINGCHENG))
    assert (await desk.row("child", key))["lives_at"] is None


@pytest.mark.parametrize("place", [ZHONGSHAN, 359900000000, 7])
async def test_refuses_to_live_nowhere_or_in_the_files_own_village(desk: Desk, place: int) -> None:
    assert codes(await desk.refused(register_child, a_child(lives_at=place))) == {"livesAt": ErrorCode.BAD_USER_INPUT}
    key = await registered(desk)
    refused = await desk.refused(update_child, UpdateChild(key, 1, lives_at=place))
    assert codes(refused) == {"livesAt": ErrorCode.BAD_USER_INPUT}


async def test_changes_where_the_hukou_is(desk: Desk) -> None:
    child = await registered(desk, hukou_division=ZHONGSHAN)
    await desk.do(update_child, UpdateChild(child, 1, hukou_division=410102000000))
    assert (await desk.row("child", child))["hukou_division"] == 410102000000
    refusals = await desk.refused(update_child, UpdateChild(child, 2, hukou_division=999999999999))
    assert codes(refusals) == {"hukouDivision": ErrorCode.BAD_USER_INPUT}
