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


async def test_refuses_more_than_fifty_before_recording_any() -> None:
    async def record(_: RecordVisit) -> None:
        raise AssertionError("nothing may be recorded")

    with pytest.raises(Refused) as raised:
        await record_visits(record, [a_visit(uuid4())] * (MOST_VISITS + 1))
    assert codes(raised.value.refusals) == {"inputs": ErrorCode.BAD_USER_INPUT}
