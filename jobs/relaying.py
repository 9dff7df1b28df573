"""The relay beside other work: in the worker, and in a process that serves."""

import logging
from contextlib import AbstractAsyncContextManager

from alerts.relay import relay
from jobs.beside import Told, beside, logged
from jobs.outcome import Outcome, described
from tenants.house import House

LOG = logging.getLogger("tonghu.relay")
NAME = "outbox.sequence"


def relaying(house: House, nats_url: str | None, told: Told | None = None) -> AbstractAsyncContextManager[None]:
    """Number events while the block lasts, of the tenants that no other process numbers for.

    `told` hears of it; without it the log does, of troubles alone. With `nats_url` other processes do, too.
    """
    hears = told or logged(LOG)

    def heard(tenant: str, done: int, error: Exception | None) -> None:
        hears([Outcome(tenant, NAME, done, None if error is None else described(error))])

    return beside(relay(house, heard, nats_url))
