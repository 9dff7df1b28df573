"""Hands what a relay numbered to NATS, in order; what it cannot hand on at once, other processes read in the log."""

import asyncio
import logging
from collections.abc import Sequence

from nats.js.api import PubAck
from nats.js.client import JetStreamContext

from alerts.log import Event
from alerts.wire import PATIENCE, connected, subject, written
from tenants.house import House
from tenants.registry import Tenant

LOG = logging.getLogger("tonghu.wire")
MOST = 20_000  # events that may wait
AGAIN = 1.0  # seconds before it begins anew


class Publisher:
    """One process's way to NATS; `tell` never waits, `run` goes on until it is cancelled."""

    def __init__(self, house: House, url: str) -> None:
        self._house, self._url = house, url
        self._waiting: asyncio.Queue[tuple[str, str, Event]] | None = None

    def tell(self, tenant: Tenant, events: Sequence[tuple[str, Event]]) -> None:
        """Hand on events that were committed, each with its id; they are dropped while nothing can be handed on."""
        if self._waiting is not None:
            place = subject(tenant.schema)
            for key, event in events[: MOST - self._waiting.qsize()]:
                self._waiting.put_nowait((place, key, event))

    async def run(self) -> None:
        """Keep the way open, for ever."""
        while True:
            try:
                async with connected(self._url) as (stream, lost), asyncio.TaskGroup() as group:
                    self._waiting = asyncio.Queue()
                    sending = group.create_task(self._send(stream, self._waiting, lost))
                    await lost.wait()
                    sending.cancel()
            except Exception as error:  # noqa: BLE001 (whatever it was, it is tried again; nobody waits for it)
                LOG.warning("事件未能交给 NATS / events were not handed to NATS: %s", type(error).__name__)
            finally:
                self._waiting = None
            await asyncio.sleep(AGAIN)

    async def _send(
        self, stream: JetStreamContext, waiting: "asyncio.Queue[tuple[str, str, Event]]", lost: asyncio.Event
    ) -> None:
        def kept(answer: "asyncio.Future[PubAck]") -> None:
            if answer.cancelled() or answer.exception() is not None:
                lost.set()

        while True:
            place, key, event = await waiting.get()
            body, headers = written(self._house, place, key, event)
            answer = await stream.publish_async(place, body, wait_stall=PATIENCE, headers=headers)
            answer.add_done_callback(kept)
