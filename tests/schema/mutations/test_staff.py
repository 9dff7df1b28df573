from typing import Any

from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import (
    ASSIGN_ROLE,
    ENROL_TRAINEE,
    RECORD_TRAINING,
    REGISTER_CHILD,
    REVOKE_ROLE,
    SAVE_ORGANISATION,
)
from tests.schema.mutations.test_children import without_number
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, SUPERVISOR, ZHONGSHAN

SCHOOL = "query($id: ID!) { child(id: $id) { school { name } } }"


async def test_shows_the_trainee_and_its_training(say: Say) -> None:
    form = {
        "name": "蓝小燕",
        "phone": "13800138000",
        "post": "CHILD_DIRECTOR",
        "division": str(ZHONGSHAN),
        "sex": "FEMALE",
        "source": "COMMITTEE_MEMBER",
    }
    payload = (await say(COUNTY, ENROL_TRAINEE, input=form))["enrolTrainee"]
    assert payload["userErrors"] == []
    trainee = payload["trainee"]
    expected = {
        "version": 1,
        "name": "蓝小燕",
        "phone": "*******8000",
        "post": "CHILD_DIRECTOR",
        "division": {"code": str(ZHONGSHAN)},
        "onDuty": True,
        "assessment": "PENDING",
    }
    assert {name: trainee[name] for name in expected} == expected
    training: dict[str, Any] = {
        "traineeId": trainee["id"],
        "kind": "INITIAL",
        "trainerLevel": "COUNTY",
        "heldOn": "2026-05-10",
        "topics": ["DUTIES"],
    }
    await say(SUPERVISOR, RECORD_TRAINING, input=training)
    passed = {**training, "assessment": "PASSED", "topics": None}
    payload = (await say(SUPERVISOR, RECORD_TRAINING, input=passed))["recordTraining"]
    assert payload["trainee"] == {
        "id": trainee["id"],
        "version": 3,
        "assessment": "PASSED",
        "trainings": [
            {
                "kind": "INITIAL",
                "trainerLevel": "COUNTY",
                "heldOn": "2026-05-10",
                "topics": ["DUTIES"],
                "assessment": "PASSED",
            }
        ],
    }


async def test_shows_the_organisation_and_lets_a_child_go_to_school_there(say: Say) -> None:
    form = {"name": "中山小学", "kind": "SCHOOL", "division": str(GUDONG), "contactPhone": "0591-87654321"}
    school = (await say(COUNTY, SAVE_ORGANISATION, input=form))["saveOrganisation"]["organisation"]
    assert (school["version"], school["name"], school["contactPhone"]) == (1, "中山小学", "0591-87654321")
    changed = {**form, "id": school["id"], "version": 1, "name": "中山中心小学"}
    payload = (await say(COUNTY, SAVE_ORGANISATION, input=changed))["saveOrganisation"]
    assert (payload["organisation"]["version"], payload["organisation"]["name"]) == (2, "中山中心小学")
    child = without_number(schoolId=school["id"])
    registered = (await say(DIRECTOR, REGISTER_CHILD, input=child))["registerChild"]["child"]
    assert (await say(DIRECTOR, SCHOOL, id=registered["id"]))["child"] == {"school": {"name": "中山中心小学"}}


async def test_shows_the_role_that_was_given_and_ended(say: Say) -> None:
    form = {"subject": "new@fujian", "role": "CHILD_DIRECTOR", "division": str(ZHONGSHAN)}
    until = "2027-01-01T00:00:00+08:00"
    payload = (await say(COUNTY, ASSIGN_ROLE, input={**form, "until": until}))["assignRole"]
    assert payload["userErrors"] == []
    shown = {"role": "CHILD_DIRECTOR", "division": str(ZHONGSHAN), "organisation": None, "until": until}
    assert payload["assignment"] == shown
    payload = (await say(COUNTY, REVOKE_ROLE, input={**form, "reason": "离任"}))["revokeRole"]
    assert payload["assignment"] == {"role": "CHILD_DIRECTOR", "division": str(ZHONGSHAN)}
    payload = (await say(COUNTY, REVOKE_ROLE, input=form))["revokeRole"]
    assert (payload["assignment"], [one["code"] for one in payload["userErrors"]]) == (None, ["NOT_FOUND"])
