"""No warning and no refusal speaks of rows or facts that the caller's permit does not show."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from care.actions.add_guardian import AddGuardian, add_guardian
from care.actions.enrol_trainee import EnrolTrainee, enrol_trainee
from care.actions.record_departure import record_departure
from care.actions.record_return import RecordReturn, record_return
from care.actions.record_training import RecordTraining, record_training
from care.actions.record_visit import record_visit
from care.actions.register_child import register_child
from care.actions.update_child import UpdateChild, update_child
from care.actions.update_guardian import UpdateGuardian, update_guardian
from policies.caller import Caller
from policies.refusal import ErrorCode
from records.codes import (
    AdminLevel,
    GuardianRelation,
    GuardianshipCondition,
    ParentSpecialStatus,
    Role,
    Sex,
    TraineePost,
    TrainingKind,
)
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, ZHONGSHAN, Desk, caller, codes
from tests.support.forms import SHANGHAI, a_child, a_departure, a_father, a_visit, number, without_number
from tests.support.places import NOW

NUMBER = number(date(2016, 5, 1))


def granted(role: Role, *areas: int, action: str) -> Caller:
    """Somebody whom a tenant's own policy lets take an action besides what the role may do everywhere."""
    made = caller(role, *areas)
    return replace(made, permit=replace(made.permit, actions=made.permit.actions | {action}))


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, without_number(**changes))).ids[0]


async def listed(desk: Desk, who: Caller, *keys: UUID) -> None:
    for key in keys:
        link = {"subject": who.subject, "kind": "child", "classes": ["basic"], "object": key}
        await desk.put("access_link", **link, until=NOW + timedelta(days=1))


LISTED = [caller(Role.PARTNER_WORKER), granted(Role.VOLUNTEER, action="visit:record")]


@pytest.mark.parametrize("who", LISTED, ids=lambda who: who.role.value)
async def test_tells_a_listed_caller_of_its_own_visits_alone(desk: Desk, who: Caller) -> None:
    key = await registered(desk)
    await listed(desk, who, key)
    await desk.do(record_visit, a_visit(key), DIRECTOR)
    own = await desk.do(record_visit, a_visit(key), who)
    assert own.warnings == ()
    again = await desk.do(record_visit, a_visit(key), who)
    assert [one.code for one in again.warnings] == [ErrorCode.CONFLICT]
    assert f"visit_{own.ids[0]}" in again.warnings[0].zh


@pytest.mark.parametrize("who", LISTED, ids=lambda who: who.role.value)
async def test_tells_a_listed_caller_nothing_of_households(desk: Desk, who: Caller) -> None:
    children = [await registered(desk), await registered(desk, name="李小红")]
    await listed(desk, who, *children)
    assert (await desk.do(record_visit, a_visit(*children), who)).warnings == ()


async def test_tells_the_village_committee_of_visits_and_nothing_of_households(desk: Desk) -> None:
    committee = granted(Role.VILLAGE_COMMITTEE, ZHONGSHAN, action="visit:record")
    children = [await registered(desk), await registered(desk, name="李小红")]
    assert (await desk.do(record_visit, a_visit(*children), committee)).warnings == ()
    later = a_visit(*children, occurred_at=datetime(2026, 11, 21, 15, 30, tzinfo=SHANGHAI))
    await desk.do(record_visit, later, DIRECTOR)
    assert len((await desk.do(record_visit, later, committee)).warnings) == 2


async def test_confirms_no_number_to_whom_numbers_are_hidden(desk: Desk) -> None:
    township = granted(Role.TOWNSHIP, GUDONG, action="child:register")
    await desk.do(register_child, a_child(name="李小红"))
    assert codes(await desk.refused(register_child, a_child())) == {"residentId": ErrorCode.CONFLICT}
    assert (await desk.do(register_child, a_child(), township)).warnings == ()


async def test_confirms_no_number_to_a_township_that_updates(desk: Desk) -> None:
    township = granted(Role.TOWNSHIP, GUDONG, action="child:update")
    await desk.do(register_child, a_child(name="李小红"))
    other = await registered(desk)
    new = UpdateChild(other, 1, resident_id=NUMBER, resident_id_missing=None)
    assert codes(await desk.refused(update_child, new)) == {"residentId": ErrorCode.CONFLICT}
    assert (await desk.do(update_child, new, township)).warnings == ()
    later = UpdateChild(other, 2, birth_date=date(2016, 5, 2))
    assert codes(await desk.refused(update_child, later)) == {"birthDate": ErrorCode.INVALID_RESIDENT_ID}
    assert (await desk.do(update_child, later, township)).warnings == ()


@pytest.mark.parametrize("on_file", [{}, {"resident_id": NUMBER, "resident_id_missing": None}])
async def test_warns_a_township_of_namesakes_whether_they_have_a_number_or_not(
    desk: Desk, on_file: dict[str, Any]
) -> None:
    township = granted(Role.TOWNSHIP, GUDONG, action="child:register")
    await registered(desk, **on_file)
    done = await desk.do(register_child, a_child(resident_id=number(date(2016, 5, 1), sequence=2)), township)
    assert [(one.code, one.path) for one in done.warnings] == [(ErrorCode.CONFLICT, ("name",))]


async def test_tells_a_listed_caller_of_no_child_on_file(desk: Desk) -> None:
    volunteer = granted(Role.VOLUNTEER, ZHONGSHAN, action="child:register")
    await registered(desk)
    await desk.do(register_child, a_child(name="李小红"))
    assert (await desk.do(register_child, without_number(), volunteer)).warnings == ()
    assert (await desk.do(register_child, a_child(name="王小刚"), volunteer)).warnings == ()


async def test_finds_no_household_for_whom_households_are_hidden(desk: Desk) -> None:
    committee = granted(Role.VILLAGE_COMMITTEE, ZHONGSHAN, action="child:register")
    home = (await desk.row("child", await registered(desk)))["household_id"]
    sister = without_number(name="单小红", sex=Sex.FEMALE, household_id=home)
    assert codes(await desk.refused(register_child, sister, committee)) == {"householdId": ErrorCode.NOT_FOUND}


async def test_tells_no_risk_to_whom_the_family_is_hidden(desk: Desk) -> None:
    committee = granted(Role.VILLAGE_COMMITTEE, ZHONGSHAN, action="child:update")
    key = await registered(desk)
    await desk.by_hand("UPDATE {schema}.child SET risk_level = 'LOW' WHERE id = $1", key)
    inadequate: dict[str, Any] = {
        "guardianship_condition": GuardianshipCondition.INADEQUATE,
        "guardianship_detail": "无人照料",
    }
    assert len((await desk.do(update_child, UpdateChild(key, 1, **inadequate))).warnings) == 1
    assert (await desk.do(update_child, UpdateChild(key, 2, **inadequate), committee)).warnings == ()
    assert (await desk.row("child", key))["risk_level"] == "LOW"


async def test_tells_a_township_nothing_of_a_guardians_special_status(desk: Desk) -> None:
    father = a_father(name=None, special_status=(ParentSpecialStatus.DEAD,))
    key = await registered(desk, guardians=(father, a_father(relation=GuardianRelation.MOTHER, name=None)))
    dead, mother = (row["id"] for row in await desk.rows("guardian", key, "child_id"))
    assert (await desk.do(update_guardian, UpdateGuardian(dead, 1, address="中山路1号"))).warnings == ()
    township = granted(Role.TOWNSHIP, GUDONG, action="guardian:update")
    told = [
        (await desk.do(update_guardian, UpdateGuardian(one, version, address="中山路2号"), township)).warnings
        for one, version in ((dead, 2), (mother, 1))
    ]
    assert told[0] == told[1] != ()
    assert codes(await desk.refused(record_departure, a_departure(dead))) == {"guardianId": ErrorCode.RULE_VIOLATION}
    await desk.do(record_departure, a_departure(dead), granted(Role.TOWNSHIP, GUDONG, action="guardian:depart"))


async def test_lets_nobody_add_guardians_who_does_not_see_them(desk: Desk) -> None:
    committee = granted(Role.VILLAGE_COMMITTEE, ZHONGSHAN, action="guardian:add")
    for guardians in ((), (a_father(),)):
        command = AddGuardian(await registered(desk, guardians=guardians), a_father())
        assert codes(await desk.refused(add_guardian, command, committee)) == {"": ErrorCode.FORBIDDEN}


@pytest.mark.parametrize("away", [False, True])
async def test_says_nothing_of_an_absence_to_whom_whereabouts_are_hidden(desk: Desk, away: bool) -> None:
    key = await registered(desk, guardians=(a_father(),))
    ((father),) = [row["id"] for row in await desk.rows("guardian", key, "child_id")]
    if away:
        await desk.do(record_departure, a_departure(father))
    leaves = granted(Role.VILLAGE_COMMITTEE, ZHONGSHAN, action="guardian:depart")
    assert codes(await desk.refused(record_departure, a_departure(father), leaves)) == {"": ErrorCode.FORBIDDEN}
    back = granted(Role.VOLUNTEER, ZHONGSHAN, action="guardian:return")
    returned = RecordReturn(father, date(2026, 11, 20))
    assert codes(await desk.refused(record_return, returned, back)) == {"": ErrorCode.FORBIDDEN}


async def test_speaks_of_the_register_of_staff_to_those_who_see_it(desk: Desk) -> None:
    entry = EnrolTrainee("蓝小燕", "13800138000", TraineePost.CHILD_DIRECTOR, ZHONGSHAN, subject="lan@fujian")
    key = (await desk.do(enrol_trainee, entry)).ids[0]
    assert codes(await desk.refused(enrol_trainee, entry)) == {"subject": ErrorCode.CONFLICT}
    committee = granted(Role.VILLAGE_COMMITTEE, ZHONGSHAN, action="trainee:enrol")
    assert (await desk.do(enrol_trainee, entry, committee)).warnings == ()
    training = RecordTraining(key, TrainingKind.INITIAL, AdminLevel.COUNTY, date(2026, 3, 2))
    records = granted(Role.VILLAGE_COMMITTEE, ZHONGSHAN, action="training:record")
    assert codes(await desk.refused(record_training, training, records)) == {"": ErrorCode.FORBIDDEN}
    await desk.do(record_training, training, COUNTY)
    assert codes(await desk.refused(record_training, training, records)) == {"": ErrorCode.FORBIDDEN}
