"""Keys of rows: UUID version 7, made in Python so that a key is known before its row is written (RFC 9562, 5.7)."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from threading import Lock
from uuid import UUID


@dataclass
class Source:
    """What keys are made of: the time, in milliseconds since 1970, and random bytes."""

    milliseconds: Callable[[], int]
    randomness: Callable[[int], bytes]
    _last: int = field(init=False, default=0)
    _lock: Lock = field(init=False, default_factory=Lock)

    def uuid7(self) -> UUID:
        """Make a key that sorts after every key made of this source before (RFC 9562, 6.2, method 2)."""
        random = int.from_bytes(self.randomness(10))
        value = self.milliseconds() << 80 | random
        value = value & ~(0xF << 76) | 7 << 76
        value = value & ~(0x3 << 62) | 2 << 62
        with self._lock:
            if value <= self._last:
                value = self._last + 1 + (random & 0xFFFF)
            self._last = value
        return UUID(int=value)


_USUAL = Source(lambda: time.time_ns() // 1_000_000, os.urandom)
_current: ContextVar[Source] = ContextVar("keys", default=_USUAL)


def source() -> Source:
    """Give what keys are made of here."""
    return _current.get()


def uuid7() -> UUID:
    """Make a key that sorts after every key this process made before."""
    return _current.get().uuid7()


@contextmanager
def repeatable(name: str, now: datetime) -> Iterator[None]:
    """Let the same keys be made in every run by what runs inside, one after the other: for synthetic data alone.

    They begin at `now` and differ by `name`; who knows both can tell them beforehand.
    """
    begun = int(now.timestamp() * 1000)
    clock = count(begun)
    token = _current.set(Source(lambda: next(clock), Random(f"{name} {begun}").randbytes))  # noqa: S311
    try:
        yield
    finally:
        _current.reset(token)
