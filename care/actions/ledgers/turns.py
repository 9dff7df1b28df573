"""Who runs next within one import: the database must never wait for rows while others are read and planned."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """While rows are copied to the database, reading and planning pause; while it works on them, they go on."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()

    async def breathe(self) -> None:
        """Let the others run, and wait while somebody copies."""
        await asyncio.sleep(0)
        await self._free.wait()

    @contextmanager
    def first(self) -> Iterator[None]:
        """Copy without waiting for anybody."""
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()
