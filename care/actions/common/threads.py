"""What keeps a processor busy goes beside the loop, which answers others meanwhile."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """Do it in a thread; who is cancelled meanwhile leaves when it is done, so that nothing writes on behind them."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        with suppress(Exception, asyncio.CancelledError):
            running.result()  # whatever came of it, nobody wants it any more
        raise
