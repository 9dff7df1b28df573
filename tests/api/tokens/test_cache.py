"""Verified tokens are remembered for a while, never beyond their end, and in bounds."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.tokens.cache import remembering
from api.tokens.claims import Claims, UnauthenticatedError

NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


class Surroundings:
    """A verifier that counts its questions, and two clocks to set."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now = NOW
        self.seconds = 0.0

    async def verify(self, text: str) -> Claims:
        self.asked.append(text)
        if text.startswith("bad"):
            raise UnauthenticatedError("bad")
        return Claims(text, None, "fujian", None, NOW + timedelta(minutes=10))


async def test_asks_once_within_the_time() -> None:
    around = Surroundings()
    verify = remembering(around.verify, lambda: around.now, lasts=60, monotonic=lambda: around.seconds)
    first = await verify("a")
    around.seconds = 59.9
    assert await verify("a") == first
    assert around.asked == ["a"]
    around.seconds = 60
    assert await verify("a") == first
    assert around.asked == ["a", "a"]


async def test_forgets_at_the_tokens_own_end() -> None:
    around = Surroundings()
    verify = remembering(around.verify, lambda: around.now, monotonic=lambda: around.seconds)
    await verify("a")
    around.now = NOW + timedelta(minutes=10)
    with pytest.raises(UnauthenticatedError, match="expired"):
        await verify("a")


async def test_keeps_the_latest_used_and_no_more_than_its_size() -> None:
    around = Surroundings()
    verify = remembering(around.verify, lambda: around.now, size=2, monotonic=lambda: around.seconds)
    for token in ("a", "b", "a", "c", "a", "b"):
        await verify(token)
    assert around.asked == ["a", "b", "c", "b"]


async def test_bad_tokens_push_no_good_one_out() -> None:
    around = Surroundings()
    verify = remembering(around.verify, lambda: around.now, size=1, monotonic=lambda: around.seconds)
    await verify("a")
    for _ in range(2):
        with pytest.raises(UnauthenticatedError):
            await verify("bad")
    await verify("a")
    assert around.asked == ["a", "bad", "bad"]
