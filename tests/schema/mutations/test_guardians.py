from datetime import date
from typing import Any

import pytest

from records.codes import Role
from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import (
    ADD_GUARDIAN,
    RECORD_DEPARTURE,
    RECORD_RETURN,
    REGISTER_CHILD,
    UPDATE_GUARDIAN,
)
from tests.schema.mutations.test_children import without_number
from tests.support.desks import DIRECTOR, ZHONGSHAN, caller
from tests.support.forms import number

Guardian = dict[str, Any]


@pytest.fixture
async def father(say: Say) -> Guardian:
    child = (await say(DIRECTOR, REGISTER_CHILD, input=without_number()))["registerChild"]["child"]
    facts = {
        "relation": "FATHER",
        "name": "单大伟",
        "phone": "13800138000",
        "residentId": number(date(1985, 1, 2)),
        "health": "UNHEALTHY",
        "healthDetail": "胃病",
        "specialStatus": ["SEVERE_DISABILITY"],
    }
    sent = {"childId": child["id"], "guardian": facts}
    payload = (await say(DIRECTOR, ADD_GUARDIAN, input=sent))["addGuardian"]
    assert payload["userErrors"] == []
    guardian: Guardian = payload["guardian"]
    assert guardian["child"] == {"id": child["id"]}
    return guardian


async def test_shows_the_guardian_with_masked_numbers(father: Guardian) -> None:
    assert (father["version"], father["relation"], father["name"]) == (1, "FATHER", "单大伟")
    assert (father["phone"], father["residentId"]) == ("*******8000", "990000************")


async def test_changes_only_what_is_sent(say: Say, father: Guardian) -> None:
    sent = {"id": father["id"], "version": 1, "phone": "0591-87654321"}
    payload = (await say(DIRECTOR, UPDATE_GUARDIAN, input=sent))["updateGuardian"]
    assert payload["guardian"] == {
        "id": father["id"],
        "version": 2,
        "name": "单大伟",
        "phone": "*********4321",
        "health": "UNHEALTHY",
        "healthDetail": "胃病",
    }
    masked = {"id": father["id"], "version": 2, "phone": "*********4321"}
    payload = (await say(DIRECTOR, UPDATE_GUARDIAN, input=masked))["updateGuardian"]
    assert [one["code"] for one in payload["userErrors"]] == ["MASKED_VALUE"]


async def test_refuses_a_second_father_by_the_path_of_the_nested_input(say: Say, father: Guardian) -> None:
    sent = {"childId": father["child"]["id"], "guardian": {"relation": "FATHER", "name": "单二伟", "phone": "1"}}
    payload = (await say(DIRECTOR, ADD_GUARDIAN, input=sent))["addGuardian"]
    assert payload["guardian"] is None
    assert {(one["code"], ".".join(one["path"])) for one in payload["userErrors"]} == {
        ("CONFLICT", "guardian.relation"),
        ("BAD_USER_INPUT", "guardian.phone"),
    }


async def test_lets_a_guardian_leave_and_come_back(say: Say, father: Guardian) -> None:
    leaving = {
        "guardianId": father["id"],
        "since": "2026-08-01",
        "purpose": "BUSINESS",
        "division": "440300000000",
        "workplace": "深圳某厂",
        "filedOn": "2026-07-30",
    }
    payload = (await say(DIRECTOR, RECORD_DEPARTURE, input=leaving))["recordDeparture"]
    assert payload["guardian"]["away"] == {
        "since": "2026-08-01",
        "until": None,
        "purpose": "BUSINESS",
        "division": "440300000000",
        "abroad": False,
        "workplace": "深圳某厂",
        "filedOn": "2026-07-30",
    }
    again = (await say(DIRECTOR, RECORD_DEPARTURE, input=leaving))["recordDeparture"]
    assert [(one["code"], one["path"]) for one in again["userErrors"]] == [("CONFLICT", ["guardianId"])]
    visit = {"guardianId": father["id"], "on": "2026-10-01", "homeVisitOnly": True}
    payload = (await say(DIRECTOR, RECORD_RETURN, input=visit))["recordReturn"]
    assert payload["guardian"]["away"] == {"since": "2026-08-01"}
    assert [(one["path"], bool(one["citation"])) for one in payload["warnings"]] == [(["homeVisitOnly"], True)]
    back = {"guardianId": father["id"], "on": "2026-10-05"}
    payload = (await say(DIRECTOR, RECORD_RETURN, input=back))["recordReturn"]
    assert payload["guardian"] == {"id": father["id"], "version": 3, "away": None}


INCAPABLE = """query($id: ID!) { node(id: $id) { ... on Guardian {
  disabilities { type grade } incapacityJudgement declaredMissingOn absences { withinCore } masked } } }"""


async def test_shows_why_a_guardian_is_incapable_by_the_class_of_each_fact(say: Say, father: Guardian) -> None:
    facts = {
        "id": father["id"],
        "version": 1,
        "specialStatus": ["MISSING"],
        "disabilities": [{"type": "MENTAL", "grade": "GRADE_3"}],
        "incapacityJudgement": "村委会与医院共同评估，无法照料",
        "declaredMissingOn": "2026-03-02",
    }
    assert (await say(DIRECTOR, UPDATE_GUARDIAN, input=facts))["updateGuardian"]["userErrors"] == []
    left = {"guardianId": father["id"], "since": "2026-08-01", "purpose": "WORK", "withinCore": True}
    assert (await say(DIRECTOR, RECORD_DEPARTURE, input=left))["recordDeparture"]["userErrors"] == []
    seen = (await say(DIRECTOR, INCAPABLE, id=father["id"]))["node"]
    told = ("disabilities", "incapacityJudgement", "declaredMissingOn")
    assert {name: seen[name] for name in told} == {name: facts[name] for name in told}
    assert seen["absences"] == [{"withinCore": True}]
    township = caller(Role.TOWNSHIP, ZHONGSHAN // 1000 * 1000)
    hidden = (await say(township, INCAPABLE, id=father["id"]))["node"]
    assert (hidden["disabilities"], hidden["incapacityJudgement"], hidden["declaredMissingOn"]) == ([], None, None)
    assert set(told) <= set(hidden["masked"])
