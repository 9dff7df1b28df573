"""When what was not accepted is sent again, and when an endpoint that fails is given a rest: numbers, and no clock.

Ten tries spread over two and a half days; each pause is up to a tenth longer or shorter, so that what failed together
does not come back together.
"""

import random
from typing import Final

_PAUSES: Final = (10, 60, 300, 1_800, 7_200, 18_000, 43_200, 64_800, 86_400)  # seconds; 61 hours and 36 minutes in all
TRIES: Final = len(_PAUSES) + 1
_JITTER: Final = 0.1
_PATIENCE: Final = 86_400.0  # the longest wait, in seconds, that the other side may ask for

FAILING: Final = 5  # wanting answers in a row after which an endpoint rests
_FIRST_REST: Final = 30.0
_LONGEST_REST: Final = 3_600.0


def pause(tries: int, retry_after: float | None) -> float | None:
    """Give the seconds until the next try after so many were made, as long as the other side asks at least.

    None after the last one.
    """
    if tries >= TRIES:
        return None
    usual = _PAUSES[tries - 1] * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 (no secret)
    return max(usual, _asked(retry_after))


def rest(failures: int, retry_after: float | None) -> float | None:
    """Give the seconds for which an endpoint rests after so many wanting answers in a row; None where it need not.

    It rests, too, for as long as it asked to be left alone.
    """
    asked = _asked(retry_after)
    if failures < FAILING:
        return asked or None
    doubled: float = _FIRST_REST * 2 ** min(failures - FAILING, 10)
    return max(min(doubled, _LONGEST_REST), asked)


def _asked(retry_after: float | None) -> float:
    return min(retry_after or 0.0, _PATIENCE)
