"""Batches side by side: while the database reads and writes two, another is worked out."""

import asyncio
from collections.abc import Awaitable, Callable

ABREAST = 3


async def abreast(batch: Callable[[], Awaitable[int]], told: Callable[[int], object]) -> int:
    """Do batch after batch until they give 0, several at a time; gives the sum of what they gave.

    `told` hears the sum after each batch. The first error of a batch is raised when the others have ended.
    """
    done = 0

    async def go_on() -> None:
        nonlocal done
        while given := await batch():
            done += given
            told(done)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(ABREAST):
                group.create_task(go_on())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return done
