"""What goes on in a thread: who is cancelled meanwhile leaves after it, whatever comes of it."""

import asyncio
import threading

import pytest

from care.actions.common.threads import in_thread


async def test_what_comes_of_it_is_given_or_raised() -> None:
    assert await in_thread(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 // 0)


@pytest.mark.parametrize("outcome", [1, 0])
async def test_who_is_cancelled_leaves_when_it_is_done(outcome: int) -> None:
    begun, go, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        assert go.wait(30)
        done.set()
        _ = 1 // outcome

    waiting = asyncio.create_task(in_thread(work))
    await asyncio.to_thread(begun.wait, 30)
    for _ in range(3):
        waiting.cancel()
        await asyncio.sleep(0.01)
        assert not waiting.done()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert done.is_set()
