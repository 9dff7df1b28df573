"""Words to whoever listens: soon after commits, one word for all commits of a moment.

Never inside the transaction itself: commits that notify wait for one another, in the whole database, until each is on
disk. A word that is lost with its process is no harm, for who listens looks now and then by itself.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

LOG = logging.getLogger("tonghu.waking")
PAUSE = 0.005  # seconds in which further commits join the word


class Waker:
    """Says words `(channel, payload)` by `say`, each once for all that asked for it within a moment."""

    def __init__(self, say: Callable[[str, str], Awaitable[None]]) -> None:
        self._say = say
        self._due: set[tuple[str, str]] = set()
        self._saying: set[asyncio.Task[None]] = set()

    def wake(self, channel: str, payload: str) -> None:
        """Say a word soon, unless it is about to be said."""
        if (channel, payload) not in self._due:
            self._due.add((channel, payload))
            task = asyncio.create_task(self._later(channel, payload))
            self._saying.add(task)
            task.add_done_callback(self._saying.discard)

    async def close(self) -> None:
        """Say nothing more."""
        for task in self._saying:
            task.cancel()
        await asyncio.gather(*self._saying, return_exceptions=True)

    async def _later(self, channel: str, payload: str) -> None:
        await asyncio.sleep(PAUSE)
        self._due.discard((channel, payload))
        try:
            await self._say(channel, payload)
        except Exception as error:  # noqa: BLE001 (what was committed stands, whoever heard of it)
            LOG.debug("nobody was told: %s", type(error).__name__)
