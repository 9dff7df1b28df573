"""Whole numbers: for a purpose and a reason, counted, shown once, in the trail before the answer (PR07)."""

import asyncio
import logging
from typing import Any

import pytest

from records.codes import Role
from tests.scenarios.conftest import Stage
from tests.support.glass import (
    CARERS_PHONE,
    FATHERS_NUMBER,
    NUMBER,
    PHONE,
    by_hand,
    codes,
    family,
    reveal,
    trail,
)

COUNTY, DIRECTOR = Role.COUNTY_OFFICER, Role.CHILD_DIRECTOR
REASON = "为该儿童申请孤儿基本生活费"


async def test_pr07_a_number_is_refused_without_a_reason_and_shown_once_with_one_and_logged(
    scene: Stage, theatre_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here = scene("fujian")
    here.at("2026-03-02")
    ids = await family(here)
    ask = {"purpose": "ASSISTANCE_APPLICATION", "idempotencyKey": "once"}
    for blank in ("", "  "):
        refused = await reveal(here, COUNTY, ids["child"], reason=blank, **ask)
        assert codes(refused) == [("REQUIRED", ["reason"])]
        assert (refused["residentId"], refused["phone"]) == (None, None)
    assert await trail(theatre_url, "identity:reveal") == []

    shown = await reveal(here, COUNTY, ids["child"], reason=REASON, **ask)
    assert shown == {"residentId": NUMBER, "phone": None, "userErrors": []}
    (row,) = await trail(theatre_url, "identity:reveal")
    assert (row["subject"], row["role"], row["kind"]) == ("county_officer@fujian", "COUNTY_OFFICER", "child")
    assert f"child_{row['object']}" == ids["child"]
    assert (row["purpose"], row["reason"], row["fields"]) == ("ASSISTANCE_APPLICATION", REASON, ["residentId"])
    assert row["at"] is not None

    again = await reveal(here, COUNTY, ids["child"], reason=REASON, **ask)
    assert codes(again) == [("CONFLICT", ["idempotencyKey"])]
    assert (again["residentId"], again["phone"]) == (None, None)
    other = await reveal(here, COUNTY, ids["child"], reason="另一个理由", **ask)
    assert codes(other) == [("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])]
    assert len(await trail(theatre_url, "identity:reveal")) == 1

    kept = await by_hand(theatre_url, "SELECT to_jsonb(k) AS row FROM t_fujian.idempotency_key k")
    written = str(kept) + str(await trail(theatre_url, "identity:reveal")) + caplog.text
    assert "once" in str(kept)
    for secret in (NUMBER, NUMBER[6:]):
        assert secret not in written


async def test_guardians_and_carers_have_their_numbers_each_in_its_place(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    ids = await family(here)
    father = await reveal(here, COUNTY, ids["guardian"], "CASE_HANDLING", REASON)
    assert (father["residentId"], father["phone"], father["userErrors"]) == (FATHERS_NUMBER, PHONE, [])
    carer = await reveal(here, COUNTY, ids["carer"], "CASE_HANDLING", REASON)
    assert (carer["residentId"], carer["phone"], carer["userErrors"]) == (None, CARERS_PHONE, [])


async def test_a_director_visits_the_own_children_without_a_reason_and_nobody_else_does(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    ids = await family(here)
    assert (await reveal(here, DIRECTOR, ids["guardian"], "VISIT"))["phone"] == PHONE
    assert codes(await reveal(here, DIRECTOR, ids["guardian"], "DATA_CORRECTION")) == [("REQUIRED", ["reason"])]
    assert codes(await reveal(here, Role.CHILD_SUPERVISOR, ids["guardian"], "VISIT")) == [("REQUIRED", ["reason"])]
    next_village = here.caller(DIRECTOR, here.village + 1)
    hidden = await reveal(here, next_village, ids["guardian"], "VISIT")
    missing = await reveal(here, next_village, "guardian_00000000-0000-7000-8000-000000000001", "VISIT")
    nonsense = await reveal(here, next_village, "visit_1", "VISIT")
    assert hidden == missing == nonsense
    assert codes(hidden) == [("NOT_FOUND", ["id"])]


async def test_a_purpose_that_the_role_does_not_have_is_refused(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    ids = await family(here)
    for who, purpose in ((COUNTY, "STATISTICS"), (COUNTY, "VISIT"), (DIRECTOR, "CASE_HANDLING")):
        refused = await reveal(here, who, ids["child"], purpose, REASON)
        assert codes(refused) == [("PURPOSE_REQUIRED", ["purpose"])]
        assert refused["residentId"] is None


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (
        COUNTY, DIRECTOR, Role.CHILD_SUPERVISOR, Role.PROTECTION_CENTRE, Role.PLATFORM_OPERATOR
    )]
)  # fmt: skip
async def test_roles_without_the_right_are_refused(scene: Stage, role: Role) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    assert codes(await reveal(here, role, child, "CASE_HANDLING", REASON)) == [("FORBIDDEN", [])]


async def test_a_day_has_a_limit_that_is_counted_from_the_trail(scene: Stage, theatre_url: str) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    here.house.reveals_per_day = 2
    ids = await family(here)

    async def ask(who: Any = COUNTY) -> dict[str, Any]:
        return await reveal(here, who, ids["child"], "INSPECTION", REASON)

    assert [codes(await ask()) for _ in range(3)] == [[], [], [("FORBIDDEN", [])]]
    (limit,) = (await ask())["userErrors"]
    assert "2次" in limit["message"]
    assert limit["citation"] == "平台设置 TONGHU_REVEALS_PER_DAY"
    assert codes(await ask(here.caller(COUNTY, subject="another@fujian"))) == []
    await by_hand(theatre_url, "UPDATE t_fujian.audit_event SET at = at - interval '1 day'")
    assert codes(await ask()) == []


async def test_who_asks_many_times_at_once_gets_no_more(scene: Stage, theatre_url: str) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    here.house.reveals_per_day = 2
    ids = await family(here)
    asked = (reveal(here, COUNTY, ids["child"], "INSPECTION", REASON) for _ in range(8))
    shown = [one["residentId"] for one in await asyncio.gather(*asked)]
    assert (shown.count(NUMBER), shown.count(None)) == (2, 6)
    assert len(await trail(theatre_url, "identity:reveal")) == 2


async def test_the_limit_that_nobody_set_is_marked_as_the_platforms(scene: Stage, theatre_url: str) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    row = """INSERT INTO t_fujian.audit_event (id, subject, action, kind, policy_version, division)
      SELECT gen_random_uuid(), 'county_officer@fujian', 'identity:reveal', 'child', 'x', 350102000000
      FROM generate_series(1, 30)"""
    await by_hand(theatre_url, row)
    (limit,) = (await reveal(here, COUNTY, child, "INSPECTION", REASON))["userErrors"]
    assert (limit["code"], limit["citation"]) == ("FORBIDDEN", "平台默认值 TONGHU_REVEALS_PER_DAY")


async def test_a_reason_holds_no_number(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    for reason in (f"核对{NUMBER}", "联系138 0013 8642", "联系１３８００１３８６４２"):
        refused = await reveal(here, COUNTY, child, "INSPECTION", reason)
        assert codes(refused) == [("BAD_USER_INPUT", ["reason"])]
        assert not any(digits in str(refused) for digits in (NUMBER, "8642"))
