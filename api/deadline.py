"""How long an answer may take: until its time is up, or until nobody waits for it any more.

What runs is cancelled, and with it the statement that Postgres is at: the driver asks the server to stop it.
"""

import asyncio
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

T = TypeVar("T")

LOOK = 0.05  # seconds after which somebody looks whether the client still waits: most answers are gone by then


@dataclass(frozen=True)
class Pace:
    """How long a client may take to send a body, and an answer or a file to be made, in seconds."""

    body: float = 10.0
    answer: float = 15.0
    file: float = 120.0


class TooLate(Exception):
    """The time was up."""


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
            async with asyncio.timeout(None if seconds is None else seconds - early):
                while (await request.receive())["type"] != "http.disconnect":
                    pass
            ended = ClientDisconnect
        except TimeoutError:
            ended = TooLate
        asking.cancel()

    def begin() -> None:
        nonlocal looking
        looking = asyncio.ensure_future(look())

    beginning = asyncio.get_running_loop().call_later(early, begin)
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


async def in_time(seconds: float, work: Awaitable[T]) -> T:
    """Do work that ends with the task which asks for it; raises TooLate."""
    allowed = asyncio.timeout(seconds)
    try:
        async with allowed:
            return await work
    except TimeoutError as error:
        if allowed.expired():
            raise TooLate from error
        raise
