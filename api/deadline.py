"""How long an answer may take: until its time is up, or until nobody waits for it any more.

What runs is cancelled, and with it the statement that Postgres is at: the driver asks the server to stop it.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from tenants.later import later

T = TypeVar("T")

LOOK = 0.25  # seconds after which somebody looks whether the client still waits: most answers are gone, also under load


@dataclass(frozen=True)
class Pace:
    """How long a client may take to send a body, and an answer or a file to be made, in seconds."""

    body: float = 10.0
    answer: float = 15.0
    file: float = 120.0


class TooLate(Exception):
    """The time was up."""


class Allowed:
    """The seconds that a block may take, raises TooLate after them: `asyncio.timeout` takes ten times as long.

    None for as long as it likes.
    """

    __slots__ = ("_before", "_over", "_seconds", "_task", "_timer")

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._task: asyncio.Task[Any] = asyncio.current_task()  # type: ignore[assignment]  # a block of a coroutine
        self._before, self._over = self._task.cancelling(), False
        self._timer = None if self._seconds is None else later(self._seconds, self._end)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._over and self._task.uncancel() <= self._before and kind is asyncio.CancelledError:
            raise TooLate from error

    def _end(self) -> None:
        self._over = True
        self._task.cancel()


async def within(seconds: float | None, request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do the work of a request whose body is read; raises TooLate, and `ClientDisconnect` when the client is gone.

    `seconds` is None for work that keeps its own time.
    """
    asking: asyncio.Task[Any] = asyncio.current_task()  # type: ignore[assignment]  # whoever awaits this is one
    looking: asyncio.Task[None] | None = None
    ended: type[Exception] | None = None
    early = LOOK if seconds is None else min(LOOK, seconds)

    async def look() -> None:
        nonlocal ended
        try:
            with Allowed(None if seconds is None else seconds - early):
                while (await request.receive())["type"] != "http.disconnect":
                    pass
            ended = ClientDisconnect
        except TooLate:
            ended = TooLate
        asking.cancel()

    def begin() -> None:
        nonlocal looking
        looking = asyncio.ensure_future(look())

    beginning = later(early, begin)
    try:
        answer = await work
        if ended is not None:
            await asyncio.sleep(0)  # where the cancellation that is on its way arrives
    except asyncio.CancelledError:
        if ended is not None and asking.uncancel() == 0:
            raise ended from None
        raise
    finally:
        beginning.cancel()
        if looking is not None:
            looking.cancel()
    return answer
