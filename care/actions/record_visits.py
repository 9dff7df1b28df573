"""Record many visits at once, as an offline phone brings them home: each for itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from care.actions.common.findings import refusal
from care.actions.record_visit import RecordVisit
from policies.refusal import ErrorCode, Refused

MOST_VISITS = 50
T = TypeVar("T")


async def record_visits(record: Callable[[RecordVisit], Awaitable[T]], commands: Sequence[RecordVisit]) -> list[T]:
    """Give each visit to `record`, which opens a transaction of its own, in their order; results in that order.

    Two neighbours that have nothing in common are recorded side by side: the one's statements run while the other's
    are made. What was recorded before the connection broke stays, and the phone's next try finds it by its `clientId`.
    Raises `Refused` for more than 50 visits.
    """
    if len(commands) > MOST_VISITS:
        zh, en = f"一次最多提交{MOST_VISITS}条走访记录", f"at most {MOST_VISITS} visits are taken at once"
        raise Refused(refusal(ErrorCode.BAD_USER_INPUT, ("inputs",), zh, en))
    results: list[T] = []
    while len(results) < len(commands):
        first, *others = commands[len(results) : len(results) + 2]
        beside = [one for one in others if not _related(first, one)]
        # Both have come to their end before either's fault is raised: nothing is written after the answer.
        ended = await asyncio.gather(*(record(one) for one in (first, *beside)), return_exceptions=True)
        for one in ended:
            if isinstance(one, BaseException):
                raise one
            results.append(one)
    return results


def _related(one: RecordVisit, other: RecordVisit) -> bool:
    """Tell whether the one can change what becomes of the other: same child, or same key of the phone's."""
    keys = {one.client_id, one.idempotency_key} & {other.client_id, other.idempotency_key}
    return bool({*one.child_ids} & {*other.child_ids}) or bool(keys - {None})
