"""What actions of the calendar leave behind, committed: trail rows, one answer for a repeated request, else nothing."""

from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from care.actions.catch_up_calendar import catch_up_calendar
from care.actions.mend_hazard import MendHazard, mend_hazard
from care.actions.record_activity import RecordActivity, record_activity, record_safety_event
from care.actions.record_hazard_check import RecordHazardCheck, record_hazard_check
from care.actions.register_child import register_child
from care.actions.save_holiday import SaveHoliday, save_holiday
from care.actions.submit import Submit, submit
from policies.caller import Caller
from policies.refusal import Refused
from records.codes import ActivityKind, HolidaySeason, Role, SafetyTopic, WaterItem
from tenants.house import House
from tenants.registry import Tenant
from tests.care.actions.test_trail import counts
from tests.support.desks import COUNTY, DIRECTOR, GULOU, ZHONGSHAN, Do, caller
from tests.support.forms import without_number
from tests.support.places import NOW

PREFECTURE = caller(Role.PREFECTURE_OFFICER, 350100000000)
TRAIL = "SELECT subject, action, kind, object FROM t_fujian.audit_event ORDER BY at, id"
REPORT = "SELECT id FROM t_fujian.duty WHERE calendar = 'PROGRESS_REPORT' AND due_on = '2026-11-30'"
WHERE: dict[str, Any] = {"held_on": NOW.date(), "division": ZHONGSHAN}
TALK = RecordActivity(ActivityKind.SAFETY_EVENT, **WHERE, topics=(SafetyTopic.ROAD,), client_id=str(uuid4()))
POND: dict[str, Any] = {"checked_on": NOW.date(), "division": ZHONGSHAN, "water": "水塘"}
HOLIDAY = SaveHoliday(GULOU, HolidaySeason.WINTER, date(2027, 1, 20), date(2027, 2, 20))


@pytest.fixture
async def do(do: Do, house: House, fujian: Tenant) -> Do:
    await do(register_child, without_number(), DIRECTOR)
    async with house.work(fujian) as work:
        await catch_up_calendar(work)
    return do


async def test_leaves_a_row_in_the_trail_for_every_action(do: Do, owner: asyncpg.Connection) -> None:
    await owner.execute("DELETE FROM t_fujian.audit_event")
    report = await owner.fetchval(REPORT)
    await do(submit, Submit(report, NOW, "进展"), PREFECTURE)
    first = await do(record_safety_event, TALK)
    assert await do(record_safety_event, TALK) == first
    held = await owner.fetchval("SELECT id FROM t_fujian.activity")
    care = await do(record_activity, RecordActivity(ActivityKind.CARE_ACTIVITY, **WHERE), DIRECTOR)
    water = (WaterItem.SIGN, WaterItem.POLE)
    check = await do(record_hazard_check, RecordHazardCheck(**POND, water_items=water, water_wanting=water[:1]))
    await do(mend_hazard, MendHazard(check, NOW.date()))
    holiday = await do(save_holiday, HOLIDAY)
    assert [tuple(row) for row in await owner.fetch(TRAIL)] == [
        (PREFECTURE.subject, "submission:submit", "submission", report),
        (COUNTY.subject, "activity:record", "activity", held),
        (DIRECTOR.subject, "activity:record", "activity", care),
        (COUNTY.subject, "hazardCheck:record", "hazardCheck", check),
        (COUNTY.subject, "hazardCheck:record", "hazardCheck", check),
        (COUNTY.subject, "holiday:save", "holiday", holiday),
    ]
    assert await owner.fetchval("SELECT satisfied_by FROM t_fujian.duty WHERE calendar = 'SAFETY_EVENT'") == held


async def test_leaves_nothing_behind_when_refused(do: Do, owner: asyncpg.Connection) -> None:
    report = await owner.fetchval(REPORT)
    before = await counts(owner)
    named: dict[str, Any] = {"idempotency_key": "k-1"}
    attempts: tuple[tuple[Any, Any, Caller], ...] = (
        (submit, Submit(report, NOW.replace(year=2027), **named), PREFECTURE),
        (submit, Submit(report, NOW, **named), COUNTY),
        (record_safety_event, RecordActivity(ActivityKind.SAFETY_EVENT, **WHERE, **named), COUNTY),
        (record_activity, RecordActivity(ActivityKind.CARE_ACTIVITY, NOW.date(), **named), COUNTY),
        (record_hazard_check, RecordHazardCheck(**POND, **named), COUNTY),
        (mend_hazard, MendHazard(uuid4(), NOW.date(), **named), COUNTY),
        (save_holiday, SaveHoliday(350000000000, HolidaySeason.WINTER, NOW.date(), NOW.date(), **named), COUNTY),
    )
    for action, command, who in attempts:
        with pytest.raises(Refused):
            await do(action, command, who)
    assert await counts(owner) == before


async def test_a_holiday_is_changed_by_who_has_read_it(do: Do) -> None:
    first = await do(save_holiday, HOLIDAY)
    later: dict[str, Any] = {"first_on": date(2027, 1, 23), "last_on": date(2027, 2, 20)}
    assert await do(save_holiday, SaveHoliday(GULOU, HolidaySeason.WINTER, **later, version=1)) == first
    with pytest.raises(Refused) as refused:
        await do(save_holiday, SaveHoliday(GULOU, HolidaySeason.WINTER, **later, version=1))
    assert [(one.code, one.path) for one in refused.value.refusals] == [("CONFLICT", ("version",))]
