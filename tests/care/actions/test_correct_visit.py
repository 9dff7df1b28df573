from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.correct_visit import CorrectVisit, correct_visit
from care.actions.record_visit import record_visit
from care.actions.register_child import register_child
from policies.refusal import ErrorCode
from records.codes import VisitMode, VisitOutcome
from tests.support.desks import COUNTY, DIRECTOR, QINGCHENG, SUPERVISOR, ZHONGSHAN, Desk, codes
from tests.support.forms import SHANGHAI, a_child, a_visit
from tests.support.places import NOW


async def visited(desk: Desk, division: int = ZHONGSHAN) -> UUID:
    child = (await desk.do(register_child, a_child(division=division))).ids[0]
    visit = a_visit(child, problems="屋顶漏雨", solutions="联系维修")
    return (await desk.do(record_visit, visit, SUPERVISOR)).ids[0]


async def test_writes_a_new_record_and_keeps_the_old_one(desk: Desk) -> None:
    old = await visited(desk)
    before = await desk.row("visit", old)
    command = CorrectVisit(
        old, 1, "日期写错", occurred_at=datetime(2026, 11, 19, 9, tzinfo=SHANGHAI), problems=None, solutions=None
    )
    done = await desk.do(correct_visit, command, DIRECTOR)
    (new,) = done.ids
    after, corrected = await desk.row("visit", old), await desk.row("visit", new)
    assert {name for name in after if after[name] != before[name]} == {"version", "corrected_by"}
    assert (after["version"], after["corrected_by"], corrected["corrects"]) == (2, new, old)
    changed = {name for name in corrected if corrected[name] != before[name]}
    assert changed == {"id", "occurred_at", "problems", "solutions", "corrects", "recorded_by"}
    assert corrected["recorded_by"] == DIRECTOR.subject
    assert (await desk.told())[-1] == ("VISIT_RECORDED", "visit", new, ZHONGSHAN)


async def test_refuses_to_correct_what_was_corrected_and_names_the_newest(desk: Desk) -> None:
    old = await visited(desk)
    new = (await desk.do(correct_visit, CorrectVisit(old, 1, "方式写错", mode=VisitMode.PHONE), DIRECTOR)).ids[0]
    refusals = await desk.refused(correct_visit, CorrectVisit(old, 2, "再改", mode=VisitMode.ONLINE), DIRECTOR)
    assert codes(refusals) == {"id": ErrorCode.CONFLICT}
    assert f"visit_{new}" in refusals[0].zh
    await desk.do(correct_visit, CorrectVisit(new, 1, "再改", outcome=VisitOutcome.REFUSED), DIRECTOR)


async def test_keeps_the_precision_of_a_month_unless_the_moment_is_corrected(desk: Desk) -> None:
    old = await visited(desk)
    await desk.by_hand("UPDATE {schema}.visit SET precision = 'MONTH' WHERE id = $1", old)
    new = (await desk.do(correct_visit, CorrectVisit(old, 1, "结果写错", outcome=VisitOutcome.REFUSED), DIRECTOR)).ids[
        0
    ]
    assert (await desk.row("visit", new))["precision"] == "MONTH"
    moment = datetime(2026, 11, 3, 9, tzinfo=SHANGHAI)
    day = (await desk.do(correct_visit, CorrectVisit(new, 1, "补日期", occurred_at=moment), DIRECTOR)).ids[0]
    assert (await desk.row("visit", day))["precision"] == "DAY"


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"version": 2}, "version", ErrorCode.CONFLICT),
        ({"reason": " "}, "reason", ErrorCode.REQUIRED),
        ({"mode": None}, "mode", ErrorCode.REQUIRED),
        ({"occurred_at": NOW + timedelta(days=1)}, "occurredAt", ErrorCode.BAD_USER_INPUT),
        ({"occurred_at": datetime(2016, 4, 1, tzinfo=SHANGHAI)}, "occurredAt", ErrorCode.BAD_USER_INPUT),
        ({"solutions": None}, "solutions", ErrorCode.REQUIRED),
    ],
)
async def test_refuses_a_wrong_correction(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    old = await visited(desk)
    command = CorrectVisit(**{"id": old, "version": 1, "reason": "更正", "outcome": VisitOutcome.MET, **changes})
    assert codes(await desk.refused(correct_visit, command, DIRECTOR)) == {path: code}
    assert len(await desk.rows("visit")) == 1


async def test_refuses_a_correction_of_nothing(desk: Desk) -> None:
    old = await visited(desk)
    assert codes(await desk.refused(correct_visit, CorrectVisit(old, 1, "?！无"), DIRECTOR)) == {
        "": ErrorCode.BAD_USER_INPUT
    }


async def test_hides_visits_of_another_village_and_asks_the_policy(desk: Desk) -> None:
    old = await visited(desk, QINGCHENG)
    hidden = await desk.refused(correct_visit, CorrectVisit(old, 1, "更正", mode=VisitMode.PHONE), DIRECTOR)
    missing = await desk.refused(correct_visit, CorrectVisit(uuid4(), 1, "更正", mode=VisitMode.PHONE), DIRECTOR)
    assert hidden == missing
    forbidden = await desk.refused(correct_visit, CorrectVisit(old, 1, "更正", mode=VisitMode.PHONE), COUNTY)
    assert codes(forbidden) == {"": ErrorCode.FORBIDDEN}
