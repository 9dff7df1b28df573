"""What actions on the register of staff leave behind: a row of the trail each, without numbers, and else nothing."""

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from care.actions.appoint_trainee import AppointTrainee, appoint_trainee
from care.actions.appraise_trainee import AppraiseTrainee, appraise_trainee
from care.actions.end_appointment import EndAppointment, end_appointment
from care.actions.enrol_trainee import EnrolTrainee, enrol_trainee
from care.actions.hold_training import Attended, HoldTraining, hold_training
from care.actions.update_trainee import UpdateTrainee, update_trainee
from policies.caller import Caller
from policies.refusal import Refused
from records.codes import TraineePost, TrainingKind, TrainingMode
from tenants.house import House
from tenants.registry import Tenant
from tests.care.actions.test_trail import counts
from tests.support.desks import COUNTY, DIRECTOR, GULOU, QINGCHENG, SUPERVISOR, ZHONGSHAN, Do
from tests.support.places import NOW, put_child, scope
from tests.support.trails import TOLD

TRAIL = f"SELECT subject, action, kind, object, fields, {TOLD} FROM t_fujian.audit_event ORDER BY at, id"

TODAY = NOW.date()
SESSION: dict[str, Any] = {"kind": TrainingKind.FULL_COVERAGE, "mode": TrainingMode.CLASSROOM, "held_on": TODAY}


async def enrolled(do: Do, name: str) -> UUID:
    return await do(enrol_trainee, EnrolTrainee(name, "13900000001", TraineePost.CHILD_DIRECTOR, ZHONGSHAN))


async def test_every_step_of_somebodys_service_is_in_the_trail(do: Do, owner: asyncpg.Connection) -> None:
    old, new = await enrolled(do, "甲主任"), await enrolled(do, "乙主任")
    await do(update_trainee, UpdateTrainee(old, 1, phone="13900000002"))
    held = await do(hold_training, HoldTraining(GULOU, **SESSION, attendance=(Attended(old),)))
    await do(appoint_trainee, AppointTrainee(old, date(2026, 3, 2), (ZHONGSHAN,)))
    await do(appraise_trainee, AppraiseTrainee(old, 2025, "优秀"), SUPERVISOR)
    await do(end_appointment, EndAppointment(old, TODAY, "调离", successor_id=new))
    trail = (await owner.fetch(TRAIL))[2:]
    assert [(row["subject"], row["action"], row["kind"], row["object"]) for row in trail] == [
        (COUNTY.subject, "trainee:update", "trainee", old),
        (COUNTY.subject, "trainingSession:hold", "trainingSession", held),
        (COUNTY.subject, "trainee:appoint", "trainee", old),
        (SUPERVISOR.subject, "trainee:appraise", "trainee", old),
        (COUNTY.subject, "trainee:end", "trainee", old),
    ]
    assert trail[4]["reason"] == "调离"
    assert not [field for row in trail for field in row["fields"] if "1390" in field or "优秀" in field]


async def test_children_whom_nobody_takes_over_are_announced_by_their_villages(
    do: Do, owner: asyncpg.Connection, house: House, fujian: Tenant
) -> None:
    old = await enrolled(do, "甲主任")
    await do(appoint_trainee, AppointTrainee(old, date(2026, 3, 2), (ZHONGSHAN, QINGCHENG)))
    async with house.work(fujian, scope=scope(GULOU)) as work:
        await put_child(work, division=QINGCHENG)
    await do(end_appointment, EndAppointment(old, TODAY, "调离"))
    told = await owner.fetch("SELECT subject, division, severity FROM t_fujian.outbox WHERE kind = 'STAFFING_GAP'")
    assert [tuple(row) for row in told] == [(old, QINGCHENG, "SERIOUS")]


async def test_nothing_is_left_behind_when_refused(do: Do, owner: asyncpg.Connection) -> None:
    key = await enrolled(do, "甲主任")
    before = await counts(owner)
    attempts: tuple[tuple[Any, Any, Caller], ...] = (
        (appraise_trainee, AppraiseTrainee(key, 2027, "优秀"), COUNTY),
        (appraise_trainee, AppraiseTrainee(key, 2025, "优秀"), DIRECTOR),
        (end_appointment, EndAppointment(key, TODAY, "调离"), COUNTY),
        (appoint_trainee, AppointTrainee(key, TODAY, (GULOU,)), COUNTY),
        (update_trainee, UpdateTrainee(key, 9, name="丙主任"), COUNTY),
        (hold_training, HoldTraining(GULOU, **SESSION), COUNTY),
    )
    for action, command, who in attempts:
        with pytest.raises(Refused):
            await do(action, command, who)
    assert await counts(owner) == before
