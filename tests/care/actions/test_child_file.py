from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.close_child_file import CloseChildFile, close_child_file
from care.actions.record_benefit import RecordBenefit, record_benefit
from care.actions.register_child import register_child
from care.actions.reopen_child_file import ReopenChildFile, reopen_child_file
from policies.refusal import ErrorCode
from records.codes import BenefitKind, BenefitStatus, FileClosing, FileStatus, Role
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, QINGCHENG, SUPERVISOR, ZHONGSHAN, Desk, caller, codes
from tests.support.forms import without_number
from tests.support.places import NOW

TODAY = NOW.date()


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, without_number(**changes))).ids[0]


def closing(child: UUID, **changes: Any) -> CloseChildFile:
    return replace(CloseChildFile(child, 1, FileClosing.MOVED_AWAY), **changes)


async def test_keeps_who_decided_what_and_why_with_the_law_of_the_day(desk: Desk) -> None:
    key = await registered(desk, registered_on=TODAY - timedelta(days=10))
    await desk.do(close_child_file, closing(key, on=TODAY - timedelta(days=1), explanation="全家迁出"), SUPERVISOR)
    row = await desk.row("file_change", key, "child_id")
    expected = {
        "division": ZHONGSHAN,
        "status": "CLOSED",
        "effective_on": TODAY - timedelta(days=1),
        "reason": "MOVED_AWAY",
        "explanation": "全家迁出",
        "aftercare": None,
        "decided_by": SUPERVISOR.subject,
        "decided_at": NOW,
    }
    assert {name: row[name] for name in expected} == expected
    child = await desk.row("child", key)
    assert (child["file_status"], child["version"], child["next_due"]) == ("CLOSED", 2, None)
    assert (await desk.told())[-1] == ("CHILD_UPDATED", "child", key, ZHONGSHAN)


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"id": uuid4()}, "id", ErrorCode.NOT_FOUND),
        ({"version": 7}, "version", ErrorCode.CONFLICT),
        ({"status": FileStatus.OPEN}, "status", ErrorCode.BAD_USER_INPUT),
        ({"status": FileStatus.ARCHIVED}, "status", ErrorCode.BAD_USER_INPUT),
        ({"on": TODAY + timedelta(days=1)}, "on", ErrorCode.BAD_USER_INPUT),
        ({"on": date(2020, 1, 1)}, "on", ErrorCode.BAD_USER_INPUT),
        ({"reason": FileClosing.OTHER}, "explanation", ErrorCode.REQUIRED),
        ({"reason": FileClosing.GROWN_UP}, "reason", ErrorCode.RULE_VIOLATION),
        ({"aftercare_on": TODAY}, "aftercare", ErrorCode.REQUIRED),
        ({"aftercare": "助学", "aftercare_on": TODAY + timedelta(days=1)}, "aftercareOn", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_what_is_wrong(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    key = await registered(desk)
    assert codes(await desk.refused(close_child_file, closing(key, **changes))) == {path: code}


async def test_is_for_who_answers_for_the_place(desk: Desk) -> None:
    key = await registered(desk)
    for who, code in (
        (DIRECTOR, ErrorCode.FORBIDDEN),
        (caller(Role.TOWNSHIP, GUDONG), ErrorCode.FORBIDDEN),
        (caller(Role.CHILD_SUPERVISOR, QINGCHENG), ErrorCode.NOT_FOUND),
    ):
        (refused,) = await desk.refused(close_child_file, closing(key), who)
        assert refused.code is code
    await desk.do(close_child_file, closing(key, status=FileStatus.REVIEW), DIRECTOR)
    assert (await desk.refused(reopen_child_file, ReopenChildFile(key, 2, "误报"), DIRECTOR))[
        0
    ].code is ErrorCode.FORBIDDEN


async def test_warns_of_what_is_still_received_and_takes_no_new_benefit(desk: Desk) -> None:
    key = await registered(desk)
    grant = RecordBenefit(BenefitKind.MINIMUM_LIVING, BenefitStatus.GRANTED, key, amount=Decimal(500))
    await desk.do(record_benefit, grant)
    done = await desk.do(close_child_file, closing(key))
    assert codes(done.warnings) == {"status": ErrorCode.BAD_USER_INPUT}
    assert codes(await desk.refused(record_benefit, grant)) == {"childId": ErrorCode.BAD_USER_INPUT}


async def test_the_same_request_closes_once(desk: Desk) -> None:
    key = await registered(desk)
    command = closing(key, idempotency_key="k-1")
    assert (await desk.do(close_child_file, command)).ids == (await desk.do(close_child_file, command)).ids
    assert len(await desk.rows("file_change", key, "child_id")) == 1


async def test_an_open_file_is_not_opened_and_a_grown_child_is_warned_of(desk: Desk) -> None:
    key = await registered(desk, birth_date=TODAY.replace(year=TODAY.year - 18))
    assert codes(await desk.refused(reopen_child_file, ReopenChildFile(key, 1, "误结"))) == {
        "id": ErrorCode.BAD_USER_INPUT
    }
    await desk.do(close_child_file, closing(key))
    done = await desk.do(reopen_child_file, ReopenChildFile(key, 2, "误结"), COUNTY)
    assert done.warnings == ()
    child = await desk.row("child", key)
    assert (child["file_status"], child["version"]) == ("OPEN", 3)


async def test_what_was_missed_stays_missed_and_a_report_goes_on(desk: Desk) -> None:
    key = await registered(desk, registered_on=TODAY - timedelta(days=200))
    other = "UPDATE {schema}.duty SET kind = 'REPORT', natural_key = 'r' WHERE child_id = $1 AND kind = 'ASSESSMENT'"
    await desk.by_hand(other, key)
    await desk.do(close_child_file, closing(key))
    left = await desk.rows("duty", key, "child_id")
    kept = [one for one in left if one["cancelled_at"] is None]
    missed = [one for one in kept if one["closes_on"] is not None and one["closes_on"] < TODAY]
    assert missed
    assert [one["kind"] for one in kept if one not in missed] == ["REPORT"]
    ended = [one for one in left if one["cancelled_at"] is not None]
    assert ended
    assert {one["reasons"][-1] for one in ended} == {"FILE_CLOSED"}
