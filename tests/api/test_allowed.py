"""The seconds that a block may take: it is told apart who ended it."""

import asyncio

import pytest

from api.deadline import Allowed, TooLate


async def test_a_block_that_takes_longer_is_too_late_and_its_task_goes_on() -> None:
    with pytest.raises(TooLate), Allowed(0.05):
        await asyncio.sleep(5)
    await asyncio.sleep(0)
    with Allowed(0.5):
        await asyncio.sleep(0)
    with Allowed(None):
        await asyncio.sleep(0.05)


async def test_a_block_that_somebody_else_cancels_is_cancelled() -> None:
    async def work() -> None:
        with Allowed(5):
            await asyncio.sleep(5)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_inner_of_two_blocks_ends_alone() -> None:
    with Allowed(5):
        with pytest.raises(TooLate), Allowed(0.05):
            await asyncio.sleep(5)
        await asyncio.sleep(0)
