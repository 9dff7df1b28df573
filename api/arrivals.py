"""How long a request may take to arrive, and how large its head may be: uvicorn itself sets no limit to either."""

import asyncio
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from tenants.later import Timer, later

LARGEST_HEAD = 64 * 1024  # bytes of request line and headers


class _Timely:
    """The loop as a connection uses it: each answer sets a timer, which the next request takes back."""

    call_later = staticmethod(later)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.create_task = loop.create_task


class Arrivals(HttpToolsProtocol):
    """One connection. Times are seconds: a head must be whole in `head_time`, the body after it in `body_time`.

    A body that is read gets its answer from the guard, after less time; the connection of any other ends here.
    """

    head_time = 10.0
    body_time = 15.0

    _awaited: float | None = None
    _told = False
    _due: Timer | None = None
    _head = 0
    _in_head = True
    _begun = False

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.loop = _Timely(self.loop)  # type: ignore[assignment]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a head."""
        super().connection_made(transport)
        self._await(self.head_time)
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head; the piece it began in may end a body, and is not counted.

        Most requests come in one piece, for which no time has to be kept.
        """
        self._begun = False
        super().data_received(data)
        self._expect()
        self._head = self._head + len(data) if self._in_head and not self._begun else 0
        if self._head > LARGEST_HEAD and not self.transport.is_closing():
            self._end(431)

    def on_message_begin(self) -> None:
        """Expect the rest of a head that has begun."""
        super().on_message_begin()
        self._in_head = self._begun = True
        self._await(self.head_time)

    def on_headers_complete(self) -> None:
        """Expect the body."""
        self._in_head = False
        self._await(self.body_time)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect nothing: what comes next, uvicorn waits for as long as it keeps a connection alive."""
        self._await(None)
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to the protocol of its sockets."""
        self._await(None)
        self._expect()
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._await(None)
        self._expect()
        super().connection_lost(exc)

    def _await(self, seconds: float | None) -> None:
        """Say in how many seconds what comes next has to be here."""
        self._awaited, self._told = seconds, True

    def _expect(self) -> None:
        """Keep the time of what was awaited last."""
        if not self._told:
            return
        self._told = False
        if self._due is not None:
            self._due.cancel()
        self._due = None if self._awaited is None else later(self._awaited, partial(self._end, 408))

    def _end(self, status: int) -> None:
        if self.transport.is_closing():
            return
        waits = bool(self.cycle) and not self.cycle.response_complete
        if self._in_head and not waits:
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()
