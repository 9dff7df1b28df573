"""The relay beside other work: in the worker, and in a process that serves."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from alerts.relay import relay
from jobs.worker import Outcome, described
from tenants.house import House

LOG = logging.getLogger("tonghu.relay")
NAME = "outbox.sequence"


@asynccontextmanager
async def relaying(
    house: House, nats_url: str | None, told: Callable[[Sequence[Outcome]], object] | None = None
) -> AsyncIterator[None]:
    """Number events while the block lasts, of the tenants that no other process numbers for.

    `told` hears of it; without it the log does, of troubles alone. With `nats_url` other processes do, too.
    """
    told = told or _logged

    def heard(tenant: str, done: int, error: Exception | None) -> None:
        told([Outcome(tenant, NAME, done, None if error is None else described(error))])

    running = asyncio.create_task(relay(house, heard, nats_url))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])
        if not running.cancelled():
            running.result()


def _logged(outcomes: Sequence[Outcome]) -> None:
    for one in outcomes:
        if one.fault:
            LOG.warning("租户 %s 的事件未能编号 / events of a tenant were not numbered: %s", one.tenant, one.fault)
