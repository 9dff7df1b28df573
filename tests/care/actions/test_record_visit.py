from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.common.entrusted import BY_COMMISSION
from care.actions.record_visit import MOST_CHILDREN, record_visit
from care.actions.register_child import register_child
from policies.refusal import ErrorCode
from records.codes import DatePrecision, Sex, VisitMode, VisitOutcome
from tests.support.desks import COUNTY, DIRECTOR, GULOU, QINGCHENG, SUPERVISOR, ZHONGSHAN, Desk, codes
from tests.support.forms import SHANGHAI, a_child, a_visit, without_number
from tests.support.places import NOW


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, a_child(**changes))).ids[0]


async def siblings(desk: Desk) -> tuple[UUID, UUID]:
    first = await registered(desk)
    home = (await desk.row("child", first))["household_id"]
    sister = without_number(name="单小红", sex=Sex.FEMALE, household_id=home, birth_date=date(2018, 1, 1))
    return first, (await desk.do(register_child, sister)).ids[0]


async def trainee(desk: Desk, subject: str, division: int = ZHONGSHAN) -> UUID:
    key = uuid4()
    facts = {"id": key, "subject": subject, "name": "林老师", "post": "CHILD_DIRECTOR", "division": division}
    await desk.put("trainee", **facts, prefecture=350100000000, created_at=NOW, updated_at=NOW)
    return key


async def test_writes_a_row_for_each_child_of_one_occasion(desk: Desk) -> None:
    first, second = await siblings(desk)
    visitor = await trainee(desk, DIRECTOR.subject)
    command = a_visit(second, first, problems="屋顶漏雨", solutions="联系村委会维修")
    done = await desk.do(record_visit, command, DIRECTOR)
    assert done.warnings == ()
    rows = [await desk.row("visit", key) for key in done.ids]
    assert [row["child_id"] for row in rows] == [second, first]
    assert len({row["occasion"] for row in rows}) == 1
    expected = {
        "version": 1,
        "division": ZHONGSHAN,
        "county": GULOU,
        "township": 350102001000,
        "occurred_division": ZHONGSHAN,
        "mode": "HOUSEHOLD",
        "outcome": "MET",
        "occurred_at": command.occurred_at,
        "precision": "DAY",
        "visitor_id": visitor,
        "recorded_by": DIRECTOR.subject,
        "problems": "屋顶漏雨",
        "solutions": "联系村委会维修",
        "recorded_at": NOW,
        "corrects": None,
        "corrected_by": None,
    }
    for row in rows:
        assert {name: row[name] for name in expected} == expected
    told = [("VISIT_RECORDED", "visit", key, ZHONGSHAN) for key in done.ids]
    assert (await desk.told())[-2:] == told


@pytest.mark.parametrize("mode", [mode for mode in VisitMode if mode not in BY_COMMISSION])
async def test_keeps_contacts_and_visits_alike(desk: Desk, mode: VisitMode) -> None:
    key = await registered(desk)
    done = await desk.do(record_visit, a_visit(key, mode=mode, outcome=VisitOutcome.NOT_HOME), SUPERVISOR)
    row = await desk.row("visit", done.ids[0])
    assert (row["mode"], row["outcome"], row["visitor_id"]) == (mode.value, "NOT_HOME", None)


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"occurred_at": NOW + timedelta(days=1)}, "occurredAt", ErrorCode.BAD_USER_INPUT),
        ({"occurred_at": NOW + timedelta(minutes=6)}, "occurredAt", ErrorCode.BAD_USER_INPUT),
        ({"occurred_at": datetime(2016, 4, 30, 23, 59, tzinfo=SHANGHAI)}, "occurredAt", ErrorCode.BAD_USER_INPUT),
        ({"occurred_at": datetime(1, 1, 2, tzinfo=SHANGHAI)}, "occurredAt", ErrorCode.BAD_USER_INPUT),
        ({"problems": "屋顶漏雨"}, "solutions", ErrorCode.REQUIRED),
        ({"problems": "屋顶漏雨", "solutions": "  "}, "solutions", ErrorCode.REQUIRED),
        ({"solutions": "字" * 2001}, "solutions", ErrorCode.BAD_USER_INPUT),
        ({"client_id": "not a uuid"}, "clientId", ErrorCode.BAD_USER_INPUT),
        ({"idempotency_key": ""}, "idempotencyKey", ErrorCode.BAD_USER_INPUT),
        ({"idempotency_key": "k" * 256}, "idempotencyKey", ErrorCode.BAD_USER_INPUT),
        ({"idempotency_key": "a\x00b"}, "idempotencyKey", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_a_wrong_visit(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    key = await registered(desk)
    assert codes(await desk.refused(record_visit, a_visit(key, **changes), DIRECTOR)) == {path: code}
    assert await desk.rows("visit") == []


async def test_forgives_a_phone_whose_clock_is_a_little_ahead(desk: Desk) -> None:
    key = await registered(desk)
    await desk.do(record_visit, a_visit(key, occurred_at=NOW + timedelta(minutes=2)), DIRECTOR)


async def test_knows_of_a_birth_to_the_month_only_what_is_known(desk: Desk) -> None:
    month = {"birth_date": date(2026, 11, 1), "birth_date_precision": DatePrecision.MONTH}
    key = (await desk.do(register_child, without_number(**month))).ids[0]
    await desk.do(record_visit, a_visit(key, occurred_at=datetime(2026, 11, 5, 9, tzinfo=SHANGHAI)), DIRECTOR)


async def test_refuses_no_children_the_same_twice_and_too_many(desk: Desk) -> None:
    key = await registered(desk)
    assert codes(await desk.refused(record_visit, a_visit(), DIRECTOR)) == {"childIds": ErrorCode.REQUIRED}
    twice = await desk.refused(record_visit, a_visit(key, key), DIRECTOR)
    assert codes(twice) == {"childIds": ErrorCode.BAD_USER_INPUT}
    many = a_visit(*(uuid4() for _ in range(MOST_CHILDREN + 1)))
    assert codes(await desk.refused(record_visit, many, DIRECTOR)) == {"childIds": ErrorCode.BAD_USER_INPUT}


async def test_names_each_child_that_is_out_of_sight_and_writes_for_none(desk: Desk) -> None:
    seen, hidden = await registered(desk), (await desk.do(register_child, without_number(division=QINGCHENG))).ids[0]
    refusals = await desk.refused(record_visit, a_visit(seen, hidden, uuid4()), DIRECTOR)
    assert codes(refusals) == {"childIds.1": ErrorCode.NOT_FOUND, "childIds.2": ErrorCode.NOT_FOUND}
    assert len({(one.zh, one.en) for one in refusals}) == 1
    assert await desk.rows("visit") == []


async def test_leaves_visits_to_those_who_make_them(desk: Desk) -> None:
    key = await registered(desk)
    assert codes(await desk.refused(record_visit, a_visit(key), COUNTY)) == {"": ErrorCode.FORBIDDEN}


async def test_warns_of_a_household_visit_to_children_of_two_households(desk: Desk) -> None:
    first = await registered(desk)
    second = (await desk.do(register_child, without_number(name="李小红"))).ids[0]
    done = await desk.do(record_visit, a_visit(first, second), DIRECTOR)
    assert [one.path for one in done.warnings] == [("childIds",)]
    phone = await desk.do(record_visit, a_visit(first, second, mode=VisitMode.PHONE), DIRECTOR)
    assert phone.warnings == ()


async def test_warns_of_a_visit_that_is_on_file_already(desk: Desk) -> None:
    key = await registered(desk)
    first = await desk.do(record_visit, a_visit(key), DIRECTOR)
    again = await desk.do(record_visit, a_visit(key), DIRECTOR)
    assert [(one.code, one.path) for one in again.warnings] == [(ErrorCode.CONFLICT, ("occurredAt",))]
    assert f"visit_{first.ids[0]}" in again.warnings[0].zh
