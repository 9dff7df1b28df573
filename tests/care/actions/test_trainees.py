from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.enrol_trainee import EnrolTrainee, enrol_trainee
from care.actions.record_training import RecordTraining, record_training
from policies.refusal import ErrorCode
from records.codes import (
    AdminLevel,
    AppointmentSource,
    AssessmentResult,
    Role,
    Sex,
    TraineePost,
    TrainingKind,
    TrainingTopic,
)
from tests.support.desks import DIRECTOR, GUDONG, GULOU, JIANHAI, SUPERVISOR, ZHONGSHAN, Desk, caller, codes
from tests.support.places import NOW


def somebody(**changes: Any) -> EnrolTrainee:
    facts: dict[str, Any] = {
        "name": "蓝小燕",
        "phone": "13800138000",
        "post": TraineePost.CHILD_DIRECTOR,
        "division": ZHONGSHAN,
    }
    return EnrolTrainee(**{**facts, **changes})


def a_training(trainee: UUID, **changes: Any) -> RecordTraining:
    facts: dict[str, Any] = {
        "trainee_id": trainee,
        "kind": TrainingKind.INITIAL,
        "trainer_level": AdminLevel.COUNTY,
        "held_on": date(2026, 5, 10),
    }
    return RecordTraining(**{**facts, **changes})


async def test_enters_somebody_into_the_register_not_yet_assessed(desk: Desk) -> None:
    facts = {"sex": Sex.FEMALE, "source": AppointmentSource.COMMITTEE_MEMBER, "subject": " lan@fujian "}
    done = await desk.do(enrol_trainee, somebody(**facts))
    assert done.warnings == ()
    row = await desk.row("trainee", done.ids[0])
    expected = {
        "version": 1,
        "subject": "lan@fujian",
        "name": "蓝小燕",
        "phone_masked": "*******8000",
        "post": "CHILD_DIRECTOR",
        "division": ZHONGSHAN,
        "prefecture": 350100000000,
        "county": GULOU,
        "township": GUDONG,
        "sex": "FEMALE",
        "source": "COMMITTEE_MEMBER",
        "on_duty": True,
        "assessment": "PENDING",
    }
    assert {name: row[name] for name in expected} == expected
    assert desk.work.keys.decrypt(row["phone"], table="trainee", row=row["id"], field="phone") == "13800138000"
    assert await desk.told() == [("TRAINEE_CHANGED", "trainee", row["id"], ZHONGSHAN)]


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"name": ""}, "name", ErrorCode.REQUIRED),
        ({"phone": ""}, "phone", ErrorCode.REQUIRED),
        ({"phone": "1380013800"}, "phone", ErrorCode.BAD_USER_INPUT),
        ({"phone": "*******8000"}, "phone", ErrorCode.MASKED_VALUE),
        ({"subject": "lan\n@fujian"}, "subject", ErrorCode.BAD_USER_INPUT),
        ({"subject": "x" * 256}, "subject", ErrorCode.BAD_USER_INPUT),
        ({"division": GUDONG}, "division", ErrorCode.BAD_USER_INPUT),
        ({"division": JIANHAI}, "division", ErrorCode.OUT_OF_JURISDICTION),
        ({"post": TraineePost.CHILD_SUPERVISOR}, "division", ErrorCode.BAD_USER_INPUT),
        ({"post": TraineePost.SOCIAL_WORKER, "division": 350102999000}, "division", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_a_wrong_entry(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    assert codes(await desk.refused(enrol_trainee, somebody(**changes))) == {path: code}
    assert await desk.rows("trainee") == []


async def test_places_a_supervisor_in_a_township_and_others_anywhere(desk: Desk) -> None:
    await desk.do(enrol_trainee, somebody(post=TraineePost.CHILD_SUPERVISOR, division=GUDONG))
    await desk.do(enrol_trainee, somebody(post=TraineePost.SOCIAL_WORKER, division=GULOU))
    assert {row["division"] for row in await desk.rows("trainee")} == {GUDONG, GULOU}


async def test_names_the_entry_that_has_the_account_and_warns_of_a_namesake(desk: Desk) -> None:
    first = await desk.do(enrol_trainee, somebody(subject="lan@fujian"))
    refusals = await desk.refused(enrol_trainee, somebody(name="林大海", subject="lan@fujian"))
    assert codes(refusals) == {"subject": ErrorCode.CONFLICT}
    assert f"trainee_{first.ids[0]}" in refusals[0].zh
    second = await desk.do(enrol_trainee, somebody(phone="13900139000"))
    assert [(one.code, one.path) for one in second.warnings] == [(ErrorCode.CONFLICT, ("name",))]


async def test_enters_a_training_with_its_result(desk: Desk) -> None:
    key = (await desk.do(enrol_trainee, somebody())).ids[0]
    topics = (TrainingTopic.DUTIES, TrainingTopic.MANDATORY_REPORT, TrainingTopic.DUTIES)
    done = await desk.do(
        record_training, a_training(key, topics=topics, assessment=AssessmentResult.PASSED), SUPERVISOR
    )
    assert done.ids == (key,)
    (row,) = await desk.rows("training", key, "trainee_id")
    expected = {
        "division": ZHONGSHAN,
        "kind": "INITIAL",
        "trainer_level": "COUNTY",
        "held_on": date(2026, 5, 10),
        "topics": ["DUTIES", "MANDATORY_REPORT"],
        "assessment": "PASSED",
        "recorded_at": NOW,
    }
    assert {name: row[name] for name in expected} == expected
    trainee = await desk.row("trainee", key)
    assert (trainee["assessment"], trainee["version"]) == ("PASSED", 2)
    assert (await desk.told())[-1] == ("TRAINEE_CHANGED", "trainee", key, ZHONGSHAN)


async def test_adds_a_result_that_is_known_later_to_the_same_training(desk: Desk) -> None:
    key = (await desk.do(enrol_trainee, somebody())).ids[0]
    await desk.do(record_training, a_training(key))
    again = await desk.refused(record_training, a_training(key))
    assert codes(again) == {"heldOn": ErrorCode.CONFLICT}
    await desk.do(record_training, a_training(key, assessment=AssessmentResult.FAILED))
    (row,) = await desk.rows("training", key, "trainee_id")
    assert row["assessment"] == "FAILED"
    assert (await desk.row("trainee", key))["assessment"] == "FAILED"
    changed = await desk.refused(record_training, a_training(key, assessment=AssessmentResult.PASSED))
    assert codes(changed) == {"heldOn": ErrorCode.CONFLICT}


async def test_takes_the_result_of_the_latest_training_that_has_one(desk: Desk) -> None:
    key = (await desk.do(enrol_trainee, somebody())).ids[0]
    passed, failed = AssessmentResult.PASSED, AssessmentResult.FAILED
    await desk.do(record_training, a_training(key, assessment=passed, held_on=date(2026, 6, 1)))
    await desk.do(record_training, a_training(key, assessment=failed, held_on=date(2025, 6, 1)))
    await desk.do(record_training, a_training(key, kind=TrainingKind.GENERAL, held_on=date(2026, 9, 1)))
    assert (await desk.row("trainee", key))["assessment"] == "PASSED"


async def test_refuses_a_training_in_the_future_and_a_trainee_out_of_sight(desk: Desk) -> None:
    key = (await desk.do(enrol_trainee, somebody())).ids[0]
    tomorrow = a_training(key, held_on=NOW.date() + timedelta(days=1))
    assert codes(await desk.refused(record_training, tomorrow)) == {"heldOn": ErrorCode.BAD_USER_INPUT}
    other = caller(Role.COUNTY_OFFICER, 350103000000)
    hidden = await desk.refused(record_training, a_training(key), other)
    assert hidden == await desk.refused(record_training, a_training(uuid4()), other)
    assert codes(hidden) == {"traineeId": ErrorCode.NOT_FOUND}
    assert codes(await desk.refused(record_training, a_training(key), DIRECTOR)) == {"": ErrorCode.FORBIDDEN}
    assert codes(await desk.refused(enrol_trainee, somebody(), DIRECTOR)) == {"": ErrorCode.FORBIDDEN}
