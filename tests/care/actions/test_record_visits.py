import asyncio
from uuid import uuid4

import pytest

from care.actions.record_visit import RecordVisit
from care.actions.record_visits import MOST_VISITS, record_visits
from policies.refusal import ErrorCode, Refused
from tests.support.desks import codes
from tests.support.forms import a_visit


async def test_records_each_visit_for_itself_in_order() -> None:
    commands = [a_visit(uuid4()) for _ in range(MOST_VISITS)]
    seen: list[RecordVisit] = []

    async def record(command: RecordVisit) -> int:
        seen.append(command)
        return len(seen)

    assert await record_visits(record, commands) == list(range(1, MOST_VISITS + 1))
    assert seen == commands


async def test_two_run_side_by_side_unless_the_one_can_change_what_becomes_of_the_other() -> None:
    child, key = uuid4(), str(uuid4())
    mine = [a_visit(child), a_visit(child), a_visit(uuid4(), client_id=key), a_visit(uuid4(), client_id=key)]
    running, most = 0, list[int]()

    async def record(_: RecordVisit) -> None:
        nonlocal running
        running += 1
        await asyncio.sleep(0)
        most.append(running)
        running -= 1

    await record_visits(record, mine)
    # The second visit of the child goes beside the next; the second of the key waits for the first.
    assert most == [1, 2, 1, 1]


async def test_a_fault_of_one_is_raised_when_its_neighbour_has_come_to_its_end() -> None:
    faulty, slow = a_visit(uuid4()), a_visit(uuid4())
    ended: list[RecordVisit] = []

    async def record(command: RecordVisit) -> None:
        if command is faulty:
            raise ConnectionError
        await asyncio.sleep(0.01)
        ended.append(command)

    with pytest.raises(ConnectionError):
        await record_visits(record, [faulty, slow, a_visit(uuid4())])
    assert ended == [slow]


async def test_refuses_more_than_fifty_before_recording_any() -> None:
    async def record(_: RecordVisit) -> None:
        raise AssertionError("nothing may be recorded")

    with pytest.raises(Refused) as raised:
        await record_visits(record, [a_visit(uuid4())] * (MOST_VISITS + 1))
    assert codes(raised.value.refusals) == {"inputs": ErrorCode.BAD_USER_INPUT}
