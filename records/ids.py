"""Keys of rows: UUID version 7, made in Python so that a key is known before its row is written (RFC 9562, 5.7)."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """Make a key that sorts by the millisecond it was made in; the rest is random."""
    random = int.from_bytes(os.urandom(10))
    value = (time.time_ns() // 1_000_000) << 80 | random
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0x3 << 62) | 2 << 62)
