"""What the records of files leave behind, committed: trail rows, one answer for a repeated request, else nothing."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import func, select

from care.actions.add_work_log_line import AddWorkLogLine, add_work_log_line
from care.actions.common.done import Done
from care.actions.move_child import MoveChild, move_child
from care.actions.record_spot_check import CheckedFile, RecordSpotCheck, record_spot_check
from care.actions.record_system_update import RecordSystemUpdate, record_system_update
from care.actions.register_child import register_child
from policies.caller import Caller
from policies.refusal import Refused
from records.codes import FileCheckResult
from records.spot_check import spot_check, spot_check_file
from records.system_update import system_update
from records.work_log import work_log_line
from tenants.house import House
from tenants.registry import Login, Tenant
from tenants.work import Work
from tests.care.actions.test_trail import counts
from tests.support.desks import COUNTY, DIRECTOR, GULOU, QINGCHENG, ZHONGSHAN
from tests.support.forms import without_number
from tests.support.places import NOW, TAIJIANG, scope

C = TypeVar("C")
Do = Callable[..., Coroutine[Any, Any, tuple[UUID, ...]]]
TRAIL = """
SELECT subject, action, kind, object, count FROM t_fujian.audit_event WHERE action <> 'child:register' ORDER BY at, id
"""
TABLES = (work_log_line, spot_check, spot_check_file, system_update)


@pytest.fixture
def do(house: House, fujian: Tenant) -> Do:
    async def run(
        action: Callable[[Work, Caller, C], Awaitable[Done]], command: C, who: Caller = COUNTY
    ) -> tuple[UUID, ...]:
        async with house.work(fujian, scope=who.scope, subject=who.subject) as work:
            return (await action(work, who, command)).ids

    return run


def a_check(child: UUID, **changes: Any) -> RecordSpotCheck:
    facts: dict[str, Any] = {
        "division": GULOU,
        "seed": "种子",
        "size": 1,
        "checked_on": NOW.date(),
        "files": (CheckedFile(child, FileCheckResult.IN_ORDER),),
    }
    return RecordSpotCheck(**{**facts, **changes})


def an_update(**changes: Any) -> RecordSystemUpdate:
    facts: dict[str, Any] = {"division": GULOU, "updated_on": NOW.date(), "taken_at": NOW, "receipt": "回执"}
    return RecordSystemUpdate(**{**facts, **changes})


async def test_leaves_a_row_in_the_trail_for_every_record_and_keeps_it_behind_the_wall(
    do: Do, owner: asyncpg.Connection, house: House, fujian: Tenant
) -> None:
    (child,) = await do(register_child, without_number(), DIRECTOR)
    line = AddWorkLogLine(ZHONGSHAN, NOW.date(), "联系学校", child_id=child, client_id=str(uuid4()))
    (logged,) = await do(add_work_log_line, line, DIRECTOR)
    assert await do(add_work_log_line, line, DIRECTOR) == (logged,)
    check = a_check(child, client_id=str(uuid4()))
    (owed,) = await do(record_spot_check, check)
    assert await do(record_spot_check, check) == (owed,)
    update = an_update(client_id=str(uuid4()))
    assert await do(record_system_update, update) == await do(record_system_update, update) == ()
    checked = await owner.fetchval("SELECT id FROM t_fujian.spot_check")
    updated = await owner.fetchval("SELECT id FROM t_fujian.system_update")
    assert [tuple(row) for row in await owner.fetch(TRAIL)] == [
        (DIRECTOR.subject, "workLog:add", "workLog", logged, None),
        (COUNTY.subject, "spotCheck:record", "spotCheck", checked, 1),
        (COUNTY.subject, "systemUpdate:record", "systemUpdate", updated, None),
    ]
    assert await owner.fetchval("SELECT satisfied_by FROM t_fujian.duty WHERE id = $1", owed) == checked
    for login in (Login.AREA, Login.WRITER):
        for place, seen in ((scope(GULOU), 1), (scope(TAIJIANG), 0), ("{}", 0)):
            async with house.work(fujian, login=login, scope=place) as work:
                counted = [await work.value(select(func.count()).select_from(table)) for table in TABLES]
            assert counted == [seen] * len(TABLES), (login, place)


async def test_a_line_about_a_child_and_the_result_of_its_file_go_with_it(do: Do, owner: asyncpg.Connection) -> None:
    (child,) = await do(register_child, without_number(), DIRECTOR)
    await do(add_work_log_line, AddWorkLogLine(ZHONGSHAN, NOW.date(), "家访", child_id=child), DIRECTOR)
    await do(record_spot_check, a_check(child))
    version = await owner.fetchval("SELECT version FROM t_fujian.child WHERE id = $1", child)
    await do(move_child, MoveChild(child, version, QINGCHENG))
    for table in ("work_log_line", "spot_check_file"):
        assert await owner.fetchval(f"SELECT division FROM t_fujian.{table}") == QINGCHENG


async def test_leaves_nothing_behind_when_refused(do: Do, owner: asyncpg.Connection) -> None:
    (child,) = await do(register_child, without_number(), DIRECTOR)
    before = await counts(owner)
    named: dict[str, Any] = {"idempotency_key": "k-1"}
    attempts: tuple[tuple[Any, Any, Caller], ...] = (
        (add_work_log_line, AddWorkLogLine(ZHONGSHAN, NOW.date(), " ", **named), DIRECTOR),
        (record_spot_check, a_check(child, seed=" ", **named), COUNTY),
        (record_spot_check, a_check(child, **named), DIRECTOR),
        (record_system_update, an_update(receipt=" ", **named), COUNTY),
        (record_system_update, an_update(**named), DIRECTOR),
    )
    for action, command, who in attempts:
        with pytest.raises(Refused):
            await do(action, command, who)
    assert await counts(owner) == before
