"""Timers that share one of the loop's: each rings once, at its time or a tick later, unless it was taken back."""

import asyncio
import gc
import time
import weakref

from tenants.later import TICK, later


async def test_a_timer_rings_at_its_time() -> None:
    rung: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    begun = time.monotonic()
    later(0.1, lambda: rung.set_result(time.monotonic()))
    assert 0.1 - TICK / 10 <= await rung - begun < 0.1 + 10 * TICK


async def test_timers_ring_whatever_others_do() -> None:
    rung: list[str] = []

    def second() -> None:
        rung.append("second")
        later(0.02, lambda: rung.append("third"))

    later(0.05, second)
    later(0.02, lambda: rung.append("first"))
    later(0.01, lambda: rung.append("never")).cancel()
    await asyncio.sleep(0.3)
    later(0.01, lambda: rung.append("after a pause"))
    await asyncio.sleep(0.2)
    assert rung == ["first", "second", "third", "after a pause"]


async def test_what_is_taken_back_in_the_same_moment_does_not_ring() -> None:
    rung: list[str] = []

    def ring(name: str) -> None:
        rung.append(name)
        for one in timers:
            one.cancel()

    timers = [later(0.01, lambda: ring("one")), later(0.01, lambda: ring("other"))]
    await asyncio.sleep(0.2)
    assert len(rung) == 1


def test_a_loop_that_ended_is_kept_by_nobody() -> None:
    async def main() -> weakref.ref[asyncio.AbstractEventLoop]:
        later(0.01, lambda: None)
        await asyncio.sleep(0.1)
        return weakref.ref(asyncio.get_running_loop())

    kept = asyncio.run(main())
    gc.collect()
    assert kept() is None
