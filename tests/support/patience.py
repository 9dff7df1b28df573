"""Waiting on a busy machine: for as long as something goes on, however slowly, and no longer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 600.0  # seconds after which nothing is waited for any more, whatever goes on


@dataclass
class Patience:
    """Ends its block, with a `TimeoutError`, once nothing new was seen for so many seconds."""

    seconds: float
    limit: asyncio.Timeout
    ends: float
    seen: object = None

    def see(self, what: object) -> None:
        """Look at what shows that something goes on: where it is other than before, the waiting begins anew."""
        if what != self.seen:
            self.seen = what
            self.limit.reschedule(min(asyncio.get_running_loop().time() + self.seconds, self.ends))


@asynccontextmanager
async def patient(seconds: float) -> AsyncIterator[Patience]:
    """Wait in the block for as long as what it sees changes within so many seconds."""
    now = asyncio.get_running_loop().time()
    async with asyncio.timeout_at(now + seconds) as limit:
        yield Patience(seconds, limit, now + LONGEST)
