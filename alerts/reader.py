"""One subscription's end of the hub: what waits for it to be sent, never more than it may hold."""

import asyncio
from collections import deque
from collections.abc import Callable

MOST = 1_000  # messages that may wait
LARGEST = 1_000_000  # bytes that may wait


class SlowError(Exception):
    """The reader did not take what it was given; it may go on from the last event that it got."""


class UnavailableError(Exception):
    """Events cannot be read just now; the reader may go on from the last event that it got."""


class Reader:
    """Takes events in the order of their numbers, each once: what is at or before `at` is passed over.

    `on_end` hears of its end, for who is busy sending then.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._held = 0
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._end: Exception | None = None
        self.on_end: Callable[[Exception], object] | None = None

    @property
    def over(self) -> bool:
        """Tell whether it has come to its end."""
        return self._end is not None

    @property
    def slow(self) -> bool:
        """Tell whether it ended since it did not take what it was given."""
        return isinstance(self._end, SlowError)

    def give(self, sequence: int, payload: bytes) -> None:
        """Hand it an event; one that has no room left comes to its end (`SlowError`)."""
        if sequence <= self.at or self.over:
            return
        if len(self._waiting) >= MOST or self._held >= LARGEST:
            self.end(SlowError())
            return
        self.at = sequence
        self._waiting.append((sequence, payload))
        self._held += len(payload)
        if len(self._waiting) >= MOST // 2 or self._held >= LARGEST // 2:
            self._room.clear()
        self._news.set()

    def end(self, error: Exception) -> None:
        """Let it end with an error instead of what still waits."""
        if self._end is None:
            self._end = error
            self._waiting.clear()
            self._news.set()
            self._room.set()
            if self.on_end is not None:
                self.on_end(error)

    async def room(self) -> None:
        """Wait until less than half of what may wait does."""
        await self._room.wait()

    async def take(self) -> list[tuple[int, bytes]]:
        """Wait for events and take all that wait, `(number, payload)`. Raises the error that it ended with."""
        await self._news.wait()
        if self._end is not None:
            raise self._end
        taken = list(self._waiting)
        self._waiting.clear()
        self._held = 0
        self._news.clear()
        self._room.set()
        return taken
