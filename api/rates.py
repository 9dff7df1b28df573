"""How fast a caller may spend: a bucket for each person of each tenant, filled over time, emptied by what is asked.

The buckets are this process's own: several processes give a caller as many allowances.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from policies.caller import Caller
from schema.budgets import budget

REMEMBERED = 50_000  # callers; whoever asked longest ago is forgotten first, and would be full again long since


class RateLimited(Exception):
    """The bucket does not hold enough; `after` is in how many whole seconds it will."""

    def __init__(self, after: int) -> None:
        super().__init__(f"{after} s")
        self.after = after


@dataclass(frozen=True)
class Charge:
    """What a request was charged, and what is left: in cost, `per_second` comes back."""

    requested: int
    limit: int
    available: int
    per_second: int


@dataclass
class Rates:
    """The buckets of one process; `clock` gives seconds that never go back."""

    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[tuple[str, str], tuple[float, float]] = field(default_factory=OrderedDict)

    def charge(self, caller: Caller, cost: int) -> Charge:
        """Take the cost out of the caller's bucket; raises RateLimited where it does not hold it, and takes nothing."""
        allowed, now, key = budget(caller.role), self.clock(), (caller.tenant, caller.subject)
        left, at = self._buckets.pop(key, (float(allowed.burst), now))
        left = min(allowed.burst, left + (now - at) * allowed.per_second)
        enough = left >= cost
        self._buckets[key] = (left - cost if enough else left, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if not enough:
            raise RateLimited(max(1, ceil((cost - left) / allowed.per_second)))
        return Charge(cost, allowed.operation, int(left - cost), allowed.per_second)
