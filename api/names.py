"""Which names of clients are told apart: a bounded number, those that are used most."""

from collections import Counter
from datetime import date
from typing import Final

OTHER: Final = "other"
WAITING: Final = 1_000  # names that are watched for being used more than those that are told apart


class Names:
    """Names of one tenant. Who makes names up fills the places only until another is used more often than one of them.

    What was used on days before counts for less each day, so that a place is not held for ever.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._told: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._day: date | None = None

    def use(self, name: str, day: date) -> tuple[str, str | None]:
        """Count a use; gives by which name it is told, `OTHER` for one that has no place, and which name made room."""
        if day != self._day:
            self._day = day
            for one in self._told:
                self._told[one] //= 2
        if name in self._told or len(self._told) < self._most:
            self._told[name] += 1
            return name, None
        self._waiting[name] += 1
        least = min(self._told, key=self._told.__getitem__)
        if self._waiting[name] <= self._told[least]:
            if len(self._waiting) > WAITING:
                del self._waiting[min(self._waiting, key=self._waiting.__getitem__)]
            return OTHER, None
        del self._told[least]
        self._told[name] = self._waiting.pop(name)
        return name, least
