"""Verified tokens, remembered for a short while: a signature check costs more than the read it allows."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from api.tokens.claims import Claims, UnauthenticatedError, Verify

LASTS = 60.0
SIZE = 10_000


def remembering(
    verify: Verify,
    clock: Callable[[], datetime],
    *,
    size: int = SIZE,
    lasts: float = LASTS,
    monotonic: Callable[[], float] = time.monotonic,
) -> Verify:
    """Make a verifier that remembers the last `size` good tokens for `lasts` seconds, never beyond their expiry.

    Tokens are kept as hashes only. Bad tokens are not remembered, so they push no good one out.
    """
    known: OrderedDict[bytes, tuple[Claims, float]] = OrderedDict()

    async def verify_once(text: str) -> Claims:
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        found = known.get(key)
        if found is not None and monotonic() < found[1]:
            if found[0].expires <= clock():
                raise UnauthenticatedError("expired")
            known.move_to_end(key)
            return found[0]
        claims = await verify(text)
        known[key] = claims, monotonic() + lasts
        known.move_to_end(key)
        if len(known) > size:
            known.popitem(last=False)
        return claims

    return verify_once
