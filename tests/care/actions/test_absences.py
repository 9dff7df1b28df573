from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.add_guardian import AddGuardian, add_guardian
from care.actions.record_departure import record_departure
from care.actions.record_return import HOME_VISITS, RecordReturn, record_return
from care.actions.register_child import register_child
from policies.refusal import ErrorCode
from records.codes import AwayPurpose, ParentSpecialStatus
from tests.support.desks import DIRECTOR, QINGCHENG, ZHONGSHAN, Desk, codes
from tests.support.forms import a_child, a_departure, a_father
from tests.support.places import NOW


async def father_of(desk: Desk, division: int = ZHONGSHAN, **changes: Any) -> UUID:
    child = (await desk.do(register_child, a_child(division=division))).ids[0]
    return (await desk.do(add_guardian, AddGuardian(child, a_father(**changes)))).ids[0]


async def test_opens_an_absence_with_all_facts(desk: Desk) -> None:
    father = await father_of(desk)
    command = a_departure(
        father,
        purpose=AwayPurpose.BUSINESS,
        division=440300000000,
        filed_on=date(2026, 7, 30),
        filed_with_school=True,
        workplace="深圳某厂",
        contact="13700137000",
    )
    done = await desk.do(record_departure, command, DIRECTOR)
    assert (done.ids, done.warnings) == ((father,), ())
    (row,) = await desk.rows("absence", father, "guardian_id")
    expected = {
        "division": ZHONGSHAN,
        "since": date(2026, 8, 1),
        "until": None,
        "purpose": "BUSINESS",
        "away_division": 440300000000,
        "abroad": False,
        "workplace": "深圳某厂",
        "contact_masked": "*******7000",
        "filed_on": date(2026, 7, 30),
        "filed_with_school": True,
    }
    assert {name: row[name] for name in expected} == expected
    sealed = desk.work.keys.decrypt(row["contact"], table="absence", row=row["id"], field="contact")
    assert sealed == "13700137000"
    assert (await desk.row("guardian", father))["version"] == 2
    assert (await desk.told())[-1] == ("GUARDIAN_CHANGED", "guardian", father, ZHONGSHAN)


async def test_refuses_a_second_departure_while_one_runs(desk: Desk) -> None:
    father = await father_of(desk)
    await desk.do(record_departure, a_departure(father))
    refusals = await desk.refused(record_departure, a_departure(father, since=date(2026, 9, 1)))
    assert codes(refusals) == {"guardianId": ErrorCode.CONFLICT}
    assert len(await desk.rows("absence", father, "guardian_id")) == 1


async def test_closes_and_opens_again_after_the_return(desk: Desk) -> None:
    father = await father_of(desk)
    await desk.do(record_departure, a_departure(father))
    done = await desk.do(record_return, RecordReturn(father, date(2026, 10, 1)), DIRECTOR)
    assert (done.ids, done.warnings) == ((father,), ())
    assert (await desk.rows("absence", father, "guardian_id"))[0]["until"] == date(2026, 10, 1)
    early = a_departure(father, since=date(2026, 9, 30))
    assert codes(await desk.refused(record_departure, early)) == {"since": ErrorCode.CONFLICT}
    await desk.do(record_departure, replace(early, since=date(2026, 10, 1)))
    assert len(await desk.rows("absence", father, "guardian_id")) == 2
    assert (await desk.row("guardian", father))["version"] == 4


async def test_lets_an_absence_run_on_through_a_visit_home(desk: Desk) -> None:
    father = await father_of(desk)
    await desk.do(record_departure, a_departure(father))
    done = await desk.do(record_return, RecordReturn(father, date(2026, 10, 1), home_visit_only=True))
    assert [(one.path, one.citation) for one in done.warnings] == [(("homeVisitOnly",), HOME_VISITS)]
    assert (await desk.rows("absence", father, "guardian_id"))[0]["until"] is None
    assert (await desk.row("guardian", father))["version"] == 2
    assert [kind for kind, *_ in await desk.told()].count("GUARDIAN_CHANGED") == 2


async def test_keeps_a_departure_that_is_told_before_it_happens(desk: Desk) -> None:
    father = await father_of(desk)
    done = await desk.do(record_departure, a_departure(father, since=NOW.date() + timedelta(days=3)))
    assert [one.path for one in done.warnings] == [("since",)]


async def test_warns_of_an_absence_within_the_childs_own_county(desk: Desk) -> None:
    father = await father_of(desk)
    done = await desk.do(record_departure, a_departure(father, division=350102002000))
    assert [one.path for one in done.warnings] == [("division",)]


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"since": date(1800, 1, 1)}, "since", ErrorCode.BAD_USER_INPUT),
        ({"filed_on": NOW.date() + timedelta(days=1)}, "filedOn", ErrorCode.BAD_USER_INPUT),
        ({"division": 440300000000, "abroad": True}, "division", ErrorCode.BAD_USER_INPUT),
        ({"division": 449900000000}, "division", ErrorCode.BAD_USER_INPUT),
        ({"contact": "*******7000"}, "contact", ErrorCode.MASKED_VALUE),
        ({"workplace": "厂" * 201}, "workplace", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_a_wrong_departure(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    father = await father_of(desk)
    assert codes(await desk.refused(record_departure, a_departure(father, **changes))) == {path: code}
    assert await desk.rows("absence") == []


async def test_lets_no_dead_guardian_leave(desk: Desk) -> None:
    father = await father_of(desk, special_status=(ParentSpecialStatus.DEAD,))
    assert codes(await desk.refused(record_departure, a_departure(father))) == {"guardianId": ErrorCode.RULE_VIOLATION}


@pytest.mark.parametrize(
    ("on", "path", "code"),
    [
        (NOW.date() + timedelta(days=1), "on", ErrorCode.BAD_USER_INPUT),
        (date(2026, 7, 31), "on", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_a_wrong_return(desk: Desk, on: date, path: str, code: ErrorCode) -> None:
    father = await father_of(desk)
    await desk.do(record_departure, a_departure(father))
    assert codes(await desk.refused(record_return, RecordReturn(father, on))) == {path: code}
    assert (await desk.rows("absence"))[0]["until"] is None


async def test_refuses_the_return_of_somebody_who_is_not_away(desk: Desk) -> None:
    father = await father_of(desk)
    refusals = await desk.refused(record_return, RecordReturn(father, date(2026, 10, 1)))
    assert codes(refusals) == {"guardianId": ErrorCode.CONFLICT}


async def test_hides_guardians_of_another_village(desk: Desk) -> None:
    father = await father_of(desk, QINGCHENG)
    hidden = await desk.refused(record_departure, a_departure(father), DIRECTOR)
    assert hidden == await desk.refused(record_departure, a_departure(uuid4()), DIRECTOR)
    back = RecordReturn(father, date(2026, 10, 1))
    assert codes(await desk.refused(record_return, back, DIRECTOR)) == {"guardianId": ErrorCode.NOT_FOUND}
