"""Scopes: the text of an int8multirange of division codes, as Postgres reads and prints it."""

import re
from functools import lru_cache

NOTHING = "{}"
EVERYTHING = "{(,)}"

_RANGE = re.compile(r"([\[(])(\d*),(\d*)([\])])")


@lru_cache(maxsize=4096)
def ranges(scope: str) -> tuple[tuple[int, int], ...]:
    """Read a scope as half-open ranges `(from, until)`; an open side is 0 or 10^12, beyond every code.

    Raises `ValueError` when the text is no multirange of whole numbers.
    """
    body = re.sub(r"\s", "", scope)
    parts = _RANGE.findall(body)
    if body != "{" + ",".join(f"{left}{low},{high}{right}" for left, low, high, right in parts) + "}":
        raise ValueError(f"范围文本有误 / not a multirange of division codes: {scope!r}")
    return tuple(
        (int(low or 0) + (left == "(" and low != ""), int(high or 10**12) + (right == "]" and high != ""))
        for left, low, high, right in parts
    )


def within(scope: str, division: int) -> bool:
    """Tell whether a division (12-digit code) lies in a scope."""
    return any(low <= division < high for low, high in ranges(scope))
