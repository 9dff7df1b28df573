"""Rows that share a commit: whoever comes while one is under way, or soon after it began, waits for the next.

A commit of one row costs nearly as much as one of ten. So under load a tenant has one every few milliseconds; where few
come, nobody waits for others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

Rows = Sequence[Mapping[str, Any]]

MOST = 1_000  # rows of one commit; a single group of more is not divided
PACE = 0.004  # seconds from the beginning of a commit to that of the next
FEW = 4  # who share a commit after which the next need not wait


class Gathering:
    """The rows of one tenant on their way into its database; `write` commits some of them, `pace` seconds apart.

    One task writes. It begins with the first rows, goes on while others gather, and ends when none are left.
    """

    def __init__(self, write: Callable[[Rows], Awaitable[None]], pace: float = PACE) -> None:
        self._write, self._pace = write, pace
        self._waiting: list[tuple[Rows, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None
        self._next = float("-inf")

    async def add(self, rows: Rows) -> None:
        """Come back when the rows are committed; raises what `write` raised when they are not."""
        told = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, told))
        if self._task is None:
            self._task = asyncio.create_task(self._commit())
        await told

    async def _commit(self) -> None:
        taken: list[tuple[Rows, asyncio.Future[None]]] = []
        clock = asyncio.get_running_loop().time
        try:
            while self._waiting:
                if (early := self._next - clock()) > 0:
                    await asyncio.sleep(early)
                began, taken = clock(), self._take()
                self._next = began + self._pace if len(taken) > FEW else began
                try:
                    await self._write([row for rows, _ in taken for row in rows])
                except Exception as error:  # noqa: BLE001 (those who wait for the rows hear of it)
                    _tell(taken, error)
                else:
                    _tell(taken)
        finally:
            self._task = None
            _tell([*taken, *self._waiting], asyncio.CancelledError())
            self._waiting = []

    def _take(self) -> list[tuple[Rows, "asyncio.Future[None]"]]:
        size = 0
        for index, (rows, _) in enumerate(self._waiting):
            size += len(rows)
            if size > MOST and index:
                taken, self._waiting = self._waiting[:index], self._waiting[index:]
                return taken
        taken, self._waiting = self._waiting, []
        return taken


def _tell(taken: Sequence[tuple[Rows, "asyncio.Future[None]"]], error: BaseException | None = None) -> None:
    for _, told in taken:
        if told.done():
            continue  # nobody waits any more, or it was told
        if error is None:
            told.set_result(None)
        elif isinstance(error, Exception):
            told.set_exception(error)
        else:
            told.cancel()
