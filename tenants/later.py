"""Timers that seldom ring: every request sets some, and takes nearly all of them back before their time.

One timer of the loop looks at all that are set, `TICK` seconds apart: one of its own for each takes 6 us, a fiftieth of
what a request takes of the process.
"""

import asyncio
from collections.abc import Callable
from weakref import WeakKeyDictionary

TICK = 0.02  # seconds by which a timer may be late


class Timer:
    """A timer that is set; whoever sets it takes it back when nothing is waited for any more."""

    __slots__ = ("_set", "at", "ring")

    def __init__(self, at: float, ring: Callable[[], object], among: "set[Timer]") -> None:
        self.at, self.ring, self._set = at, ring, among
        among.add(self)

    def cancel(self) -> None:
        """Take it back; one that has rung is none any more."""
        self._set.discard(self)


class _Looking:
    def __init__(self) -> None:
        self.timers: set[Timer] = set()
        self._looks = False

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._looks:
            self._looks = True
            loop.call_later(TICK, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now, self._looks = loop.time(), False
        for timer in [one for one in self.timers if one.at <= now]:
            if timer in self.timers:  # what rang before may have taken it back
                timer.cancel()
                timer.ring()
        if self.timers:
            self.begin(loop)


_LOOPS: WeakKeyDictionary[asyncio.AbstractEventLoop, _Looking] = WeakKeyDictionary()


def later(seconds: float, ring: Callable[[], object]) -> Timer:
    """Call what raises nothing after so many seconds, or up to a tick later; in a running loop."""
    loop = asyncio.get_running_loop()
    looking = _LOOPS.get(loop)
    if looking is None:
        looking = _LOOPS[loop] = _Looking()
    timer = Timer(loop.time() + seconds, ring, looking.timers)
    looking.begin(loop)
    return timer
