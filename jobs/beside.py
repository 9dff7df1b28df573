"""What goes on beside other work, for as long as a block lasts; where nobody hears of its troubles the log does."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

from jobs.outcome import Outcome

Told = Callable[[Sequence[Outcome]], object]


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run something until the block is left. Raises at its end what ended it before."""
    running = asyncio.create_task(work)
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])
        if not running.cancelled():
            running.result()


def logged(log: logging.Logger) -> Told:
    """Give who hears of outcomes where nobody else does: the log, of faults alone."""

    def told(outcomes: Sequence[Outcome]) -> None:
        for one in outcomes:
            if one.fault:
                log.warning("租户 %s 的 %s 失败 / failed for a tenant: %s", one.tenant, one.entry, one.fault)

    return told
