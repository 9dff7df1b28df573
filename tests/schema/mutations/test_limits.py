"""What is out of any measure is refused with a reason, and is never a fault of the server."""

from typing import Any
from uuid import UUID

import pytest

from records.codes import Role
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import (
    ADD_GUARDIAN,
    ASSIGN_ROLE,
    CORRECT_VISIT,
    RECORD_DEPARTURE,
    RECORD_RETURN,
    RECORD_TRAINING,
    RECORD_VISIT,
    REGISTER_CHILD,
    UPDATE_CHILD,
)
from tests.schema.mutations.test_children import register, without_number
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, SUPERVISOR, caller

# Fixed ids: every worker must collect the same tests.
CHILD = f"child_{UUID(int=1)}"
VISIT: dict[str, Any] = {"childIds": [CHILD], "mode": "HOUSEHOLD", "occurredAt": "2026-11-20T07:30:00Z"}
ROLE: dict[str, Any] = {"subject": "lin@fujian", "role": "CHILD_SUPERVISOR", "division": str(GUDONG)}
TRAINING: dict[str, Any] = {"traineeId": f"trainee_{UUID(int=1)}", "kind": "INITIAL", "trainerLevel": "COUNTY"}
DAYS = ["10000-01-01", "-0001-01-01", "2026-02-30", "9" * 5000, "2026-11-20\x00"]
MOMENTS = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "10000-01-01T00:00:00Z",
    "2026-11-20T25:00:00Z",
    "2026-11-20T07:30:00+99:99",
]


async def refused(house: House, document: str, given: dict[str, Any]) -> dict[str, Any]:
    tenant = await house.tenant("fujian")
    response = await execute(house, tenant, COUNTY, document, variables={"input": given})
    assert "data" not in response
    (error,) = response["errors"]
    found: dict[str, Any] = error
    return found


@pytest.mark.parametrize("day", DAYS, ids=lambda day: ascii(day)[:20])
async def test_refuses_a_day_that_no_calendar_has(house: House, day: str) -> None:
    for document, given, path in (
        (REGISTER_CHILD, without_number(birthDate=day), ".birthDate"),
        (REGISTER_CHILD, without_number(registeredOn=day), ".registeredOn"),
        (UPDATE_CHILD, {"id": CHILD, "version": 1, "birthDate": day}, ".birthDate"),
        (RECORD_DEPARTURE, {"guardianId": CHILD, "since": day, "purpose": "WORK"}, ".since"),
        (RECORD_RETURN, {"guardianId": CHILD, "on": day}, ".on"),
        (RECORD_TRAINING, {**TRAINING, "heldOn": day}, ".heldOn"),
    ):
        error = await refused(house, document, given)
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert path in error["message"]


@pytest.mark.parametrize("moment", MOMENTS)
async def test_refuses_a_moment_that_no_calendar_has(house: House, moment: str) -> None:
    for document, given, path in (
        (RECORD_VISIT, {**VISIT, "occurredAt": moment}, ".occurredAt"),
        (CORRECT_VISIT, {"id": CHILD, "version": 1, "reason": "写错", "occurredAt": moment}, ".occurredAt"),
        (ASSIGN_ROLE, {**ROLE, "until": moment}, ".until"),
    ):
        error = await refused(house, document, given)
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert path in error["message"]


async def test_refuses_days_at_the_ends_of_the_calendar(say: Say) -> None:
    parents = [{"relation": "FATHER", "name": "单大伟"}]
    child = await register(say, guardians=parents)
    father = child["guardians"][0]["id"]
    for day, said in (("0001-01-01", "日期过早"), ("9999-12-31", "日期在今天之后")):
        for name, document, given, path in (
            ("registerChild", REGISTER_CHILD, without_number(name="李小红", birthDate=day), "birthDate"),
            ("registerChild", REGISTER_CHILD, without_number(name="李小红", registeredOn=day), "registeredOn"),
            ("updateChild", UPDATE_CHILD, {"id": child["id"], "version": 1, "birthDate": day}, "birthDate"),
            ("recordReturn", RECORD_RETURN, {"guardianId": father, "on": day}, "on"),
        ):
            errors = (await say(COUNTY, document, input=given))[name]["userErrors"]
            assert [said in one["message"] for one in errors if one["path"] == [path]][:1] == [True]
    visit = {**VISIT, "childIds": [child["id"]], "occurredAt": "0001-01-01T00:00:00Z"}
    (error, *_) = (await say(DIRECTOR, RECORD_VISIT, input=visit))["recordVisit"]["userErrors"]
    assert (error["code"], error["path"]) == ("BAD_USER_INPUT", ["occurredAt"])


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"idempotencyKey": "k" * 256}, {"idempotencyKey": "BAD_USER_INPUT"}),
        ({"idempotencyKey": "k\x00"}, {"idempotencyKey": "BAD_USER_INPUT"}),
        ({"idempotencyKey": ""}, {"idempotencyKey": "BAD_USER_INPUT"}),
        ({"clientId": "\ud800"}, {"clientId": "BAD_USER_INPUT"}),
        ({"childIds": []}, {"childIds": "REQUIRED"}),
        ({"childIds": [CHILD, CHILD]}, {"childIds": "BAD_USER_INPUT"}),
        ({"childIds": ["nonsense", "nonsense"]}, {"childIds": "BAD_USER_INPUT"}),
        ({"childIds": [CHILD, "one", "\ud800"]}, {f"childIds.{place}": "NOT_FOUND" for place in range(3)}),
        ({"childIds": [f"child_{UUID(int=number)}" for number in range(1, 1001)]}, {"childIds": "BAD_USER_INPUT"}),
        ({"childIds": [f"no{number}" for number in range(1000)]}, {"childIds": "BAD_USER_INPUT"}),
        ({"problems": "\ud800", "solutions": "修", "idempotencyKey": "k"}, {"problems": "BAD_USER_INPUT"}),
    ],
    ids=lambda given: ascii(given)[:40],
)
async def test_refuses_keys_ids_and_texts_out_of_measure(
    say: Say, given: dict[str, Any], codes: dict[str, str]
) -> None:
    partner = caller(Role.PARTNER_WORKER)
    for who in (DIRECTOR, SUPERVISOR, partner):
        payload = (await say(who, RECORD_VISIT, input={**VISIT, **given}))["recordVisit"]
        assert {".".join(one["path"]): one["code"] for one in payload["userErrors"]} == codes
        assert len(payload["userErrors"]) == len(codes)
        assert payload["visits"] == []


async def test_takes_a_key_of_255_characters(say: Say) -> None:
    form = without_number(idempotencyKey="k" * 255)
    assert (await say(COUNTY, REGISTER_CHILD, input=form))["registerChild"]["userErrors"] == []


@pytest.mark.parametrize("version", [2**31, -(2**31) - 1, 10**30])
async def test_refuses_a_version_that_is_none(house: House, fujian: Tenant, version: int) -> None:
    given = {"id": CHILD, "version": version, "name": "单小明"}
    response = await execute(house, fujian, COUNTY, UPDATE_CHILD, variables={"input": given})
    assert [error["extensions"]["code"] for error in response["errors"]] == ["BAD_USER_INPUT"]


async def test_names_the_broken_text_of_a_guardian(say: Say) -> None:
    given = {"childId": CHILD, "guardian": {"relation": "FATHER", "name": "单\x00大伟"}}
    payload = (await say(COUNTY, ADD_GUARDIAN, input=given))["addGuardian"]
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("BAD_USER_INPUT", ["guardian", "name"])]
