from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.record_benefit import RecordBenefit, record_benefit
from care.actions.register_child import register_child
from policies.refusal import ErrorCode
from records.codes import BenefitKind, BenefitStatus, Role
from tests.support.desks import DIRECTOR, GUDONG, QINGCHENG, ZHONGSHAN, Desk, caller, codes
from tests.support.forms import without_number
from tests.support.places import NOW

TODAY = NOW.date()
LOW, ORPHAN = BenefitKind.MINIMUM_LIVING, BenefitKind.ORPHAN_ALLOWANCE
ENTITLED, APPLIED, GRANTED, REFUSED, ENDED = BenefitStatus


async def registered(desk: Desk) -> UUID:
    return (await desk.do(register_child, without_number())).ids[0]


def granted(child: UUID, **changes: Any) -> RecordBenefit:
    return replace(RecordBenefit(LOW, GRANTED, child, amount=Decimal(500), since=date(2026, 3, 1)), **changes)


async def test_keeps_every_step_from_the_application_to_the_end(desk: Desk) -> None:
    key = await registered(desk)
    steps = (
        RecordBenefit(LOW, ENTITLED, key),
        RecordBenefit(LOW, APPLIED, key, since=date(2026, 2, 1)),
        RecordBenefit(LOW, REFUSED, key, reason="材料不全"),
        RecordBenefit(LOW, APPLIED, key),
        granted(key, amount=Decimal("500.5")),
        RecordBenefit(LOW, ENDED, key, until=date(2026, 10, 31), reason="收入提高"),
    )
    ids = [(await desk.do(record_benefit, one, DIRECTOR)).ids[0] for one in steps]
    rows = {row["id"]: row for row in await desk.rows("benefit", key, "child_id")}
    assert [rows[one]["status"] for one in ids] == [str(step.status) for step in steps]
    assert [rows[one]["superseded_at"] for one in ids] == [NOW] * 5 + [None]
    last = {"since": date(2026, 3, 1), "until": date(2026, 10, 31), "amount": Decimal("500.50"), "reason": "收入提高"}
    assert {name: rows[ids[-1]][name] for name in last} == last
    assert rows[ids[0]]["since"] == TODAY
    assert rows[ids[0]]["recorded_by"] == DIRECTOR.subject
    assert (await desk.told())[-1] == ("CHILD_UPDATED", "child", key, ZHONGSHAN)


async def test_a_households_benefit_shows_on_its_children(desk: Desk) -> None:
    key = await registered(desk)
    home = (await desk.row("child", key))["household_id"]
    command = RecordBenefit(LOW, GRANTED, household_id=home, amount=Decimal(300))
    done = await desk.do(record_benefit, command, caller(Role.TOWNSHIP, GUDONG))
    row = await desk.row("benefit", done.ids[0])
    assert (row["child_id"], row["household_id"], row["division"]) == (None, home, ZHONGSHAN)
    assert (await desk.told())[-1] == ("CHILD_UPDATED", "child", key, ZHONGSHAN)


async def test_a_grant_takes_the_place_of_the_word_that_there_is_nothing(desk: Desk) -> None:
    key = await registered(desk)
    times = {"created_at": NOW, "updated_at": NOW}
    await desk.put("benefit", id=uuid4(), child_id=key, division=ZHONGSHAN, kind="NONE", **times)
    await desk.do(record_benefit, granted(key))
    standing = [row["kind"] for row in await desk.rows("benefit", key, "child_id") if row["superseded_at"] is None]
    assert standing == ["MINIMUM_LIVING"]


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"child_id": None}, "childId", ErrorCode.BAD_USER_INPUT),
        ({"household_id": uuid4()}, "childId", ErrorCode.BAD_USER_INPUT),
        ({"child_id": uuid4()}, "childId", ErrorCode.NOT_FOUND),
        ({"child_id": None, "household_id": uuid4()}, "householdId", ErrorCode.NOT_FOUND),
        ({"kind": BenefitKind.NONE}, "kind", ErrorCode.BAD_USER_INPUT),
        ({"amount": Decimal("0.001")}, "amount", ErrorCode.BAD_USER_INPUT),
        ({"amount": Decimal(-1)}, "amount", ErrorCode.BAD_USER_INPUT),
        ({"status": APPLIED, "since": None}, "amount", ErrorCode.BAD_USER_INPUT),
        ({"status": APPLIED, "amount": None, "since": TODAY + timedelta(days=1)}, "from", ErrorCode.BAD_USER_INPUT),
        ({"status": APPLIED, "amount": None, "until": TODAY}, "until", ErrorCode.BAD_USER_INPUT),
        ({"until": date(2026, 2, 1)}, "until", ErrorCode.BAD_USER_INPUT),
        ({"status": REFUSED, "amount": None}, "reason", ErrorCode.REQUIRED),
        ({"status": ENDED, "until": TODAY}, "status", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_what_is_wrong(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    key = await registered(desk)
    assert codes(await desk.refused(record_benefit, granted(key, **changes))) == {path: code}
    assert await desk.rows("benefit", key, "child_id") == []


async def test_what_is_received_is_ended_before_it_is_asked_for_again(desk: Desk) -> None:
    key = await registered(desk)
    await desk.do(record_benefit, granted(key, until=TODAY))
    assert codes(await desk.refused(record_benefit, RecordBenefit(LOW, APPLIED, key))) == {
        "status": ErrorCode.BAD_USER_INPUT
    }
    assert codes(await desk.refused(record_benefit, RecordBenefit(LOW, ENDED, key))) == {"until": ErrorCode.REQUIRED}
    # One that has run out by itself may be asked for anew.
    await desk.do(record_benefit, granted(key, until=TODAY - timedelta(days=1)))
    await desk.do(record_benefit, RecordBenefit(LOW, APPLIED, key))


async def test_warns_of_what_no_rule_of_the_place_names_with_the_list_that_lacks_it(desk: Desk) -> None:
    key = await registered(desk)
    done = await desk.do(record_benefit, RecordBenefit(BenefitKind.HOME_TEACHING, GRANTED, key))
    (warning,) = done.warnings
    assert (warning.code, warning.path) == (ErrorCode.RULE_VIOLATION, ("kind",))
    assert warning.citation is not None
    assert warning.citation.startswith("闽民童〔2024〕33号")
    assert (await desk.do(record_benefit, RecordBenefit(BenefitKind.OTHER, GRANTED, key))).warnings == ()


async def test_is_for_who_looks_after_the_place(desk: Desk) -> None:
    key = await registered(desk)
    for who, code in (
        (caller(Role.VILLAGE_COMMITTEE, ZHONGSHAN), ErrorCode.FORBIDDEN),
        (caller(Role.CHILD_DIRECTOR, QINGCHENG), ErrorCode.NOT_FOUND),
    ):
        (refused,) = await desk.refused(record_benefit, granted(key), who)
        assert refused.code is code


async def test_the_same_request_is_recorded_once(desk: Desk) -> None:
    key = await registered(desk)
    command = granted(key, idempotency_key="k-1")
    first, again = await desk.do(record_benefit, command), await desk.do(record_benefit, command)
    assert first.ids == again.ids
    assert len(await desk.rows("benefit", key, "child_id")) == 1
