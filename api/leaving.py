"""How a process takes its leave: it is ready no more, and what stays open is ended, spread over moments."""

import asyncio
import random
from collections.abc import Callable


class Leaving:
    """Whether the process is about to end, and what is to end with it; `begun` is told to whoever asks for health."""

    def __init__(self) -> None:
        self.begun = False
        self._open: set[Callable[[], object]] = set()

    def enter(self, end: Callable[[], object]) -> None:
        """Have `end` called when leave is taken; soon, when that has begun."""
        self._open.add(end)
        if self.begun:
            asyncio.get_running_loop().call_soon(end)

    def out(self, end: Callable[[], object]) -> None:
        """Forget what has ended by itself."""
        self._open.discard(end)

    def begin(self, seconds: float) -> None:
        """End everything that is open, each at a moment of its own, so that not all come back at once elsewhere."""
        self.begun = True
        loop = asyncio.get_running_loop()
        for end in self._open:
            loop.call_later(random.uniform(0, seconds), end)  # noqa: S311 (no secret)
