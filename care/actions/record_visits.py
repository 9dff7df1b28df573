"""Record many visits at once, as an offline phone brings them home: each for itself."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from care.actions.common.findings import refusal
from care.actions.record_visit import RecordVisit
from policies.refusal import ErrorCode, Refused

MOST_VISITS = 50
T = TypeVar("T")


async def record_visits(record: Callable[[RecordVisit], Awaitable[T]], commands: Sequence[RecordVisit]) -> list[T]:
    """Give each visit to `record`, which opens a transaction of its own, one after the other; results in that order.

    What was recorded before the connection broke stays, and the phone's next try finds it by its `clientId`. Raises
    `Refused` for more than 50 visits.
    """
    if len(commands) > MOST_VISITS:
        zh, en = f"一次最多提交{MOST_VISITS}条走访记录", f"at most {MOST_VISITS} visits are taken at once"
        raise Refused(refusal(ErrorCode.BAD_USER_INPUT, ("inputs",), zh, en))
    return [await record(command) for command in commands]
