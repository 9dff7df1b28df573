"""In which coding a body goes out (RFC 9110, 12.5.3), and how hard it is packed."""

import asyncio
import zlib
from enum import StrEnum
from functools import lru_cache

import brotli

from api.language import quality

SMALLEST = 1024  # bytes: below, a packet saved is none, and a secret that is told once stands alone (decision 0046)
_QUALITY, _LEVEL = 5, 6  # where more time packs little more (benchmarks/RESULTS.md)
_GZIP = 16 + zlib.MAX_WBITS
_AWAY = 64 * 1024  # bytes of which packing would keep the loop for milliseconds


class Coding(StrEnum):
    """The content codings of an answer; of two that a client likes alike, the first."""

    BR = "br"
    GZIP = "gzip"


@lru_cache(maxsize=256)
def coding(accept_encoding: str) -> Coding | None:
    """Choose the coding that is asked for most; None where that is none, or nothing is said."""
    asked: dict[str, float] = {}
    for part in accept_encoding.split(","):
        name, _, parameters = part.partition(";")
        asked[name.strip().lower()] = quality(parameters)
    wanted = {one: asked.get(one, asked.get("*", 0.0)) for one in Coding}
    best = max(wanted, key=lambda one: wanted[one])
    return best if wanted[best] > 0 and wanted[best] >= asked.get("identity", 0.0) else None


async def packed(body: bytes, by: Coding) -> bytes:
    """Pack a body: a large one beside the loop."""
    return _packed(body, by) if len(body) < _AWAY else await asyncio.to_thread(_packed, body, by)


def _packed(body: bytes, by: Coding) -> bytes:
    if by is Coding.BR:
        packed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=_QUALITY)
        return packed
    return zlib.compress(body, _LEVEL, _GZIP)
