"""Keys of rows: UUID version 7, made in Python so that a key is known before its row is written (RFC 9562, 5.7)."""

import os
import time
from threading import Lock
from uuid import UUID

_lock = Lock()
_last = 0


def uuid7() -> UUID:
    """Make a key that sorts after every key this process made before (RFC 9562, 6.2, method 2)."""
    global _last  # noqa: PLW0603 - the method needs the last value
    random = int.from_bytes(os.urandom(10))
    value = (time.time_ns() // 1_000_000) << 80 | random
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    with _lock:
        if value <= _last:
            value = _last + 1 + (random & 0xFFFF)
        _last = value
    return UUID(int=value)
