"""How long an answer may take: until its time is up, or until nobody waits for it any more.

What runs is cancelled, and with it the statement that Postgres is at: the driver asks the server to stop it.
"""

import asyncio
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

T = TypeVar("T")


@dataclass(frozen=True)
class Pace:
    """How long a client may take to send a body, and an answer to be made, in seconds."""

    body: float = 10.0
    answer: float = 15.0


class TooLate(Exception):
    """The time was up."""


async def within(seconds: float | None, request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do the work of a request whose body is read; raises TooLate, and `ClientDisconnect` when the client is gone.

    `seconds` is None for work that keeps its own time.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ClientDisconnect if leaving.done() else TooLate
    finally:
        for task in (working, leaving):
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task


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


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
