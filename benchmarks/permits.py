"""What a permit costs: the lookup on a request's path, and the compiling after a policy changed.

`python benchmarks/permits.py [--calls N]` needs no database. It prints rows of benchmarks/RESULTS.md: the best and the
median of nine rounds for one call; a round on a busy machine shows in the distance between the two.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from policies.caller import Caller
from policies.classes import FieldClass
from policies.narrowing import Line, narrowed
from policies.permits import binding, compiled, permit
from policies.require import require
from policies.source import baseline, enforcer
from records.codes import Role

ROUNDS = 9
GULOU, VILLAGE = 350102000000, 350102001001
OWN = [
    Line(1, "COUNTY_OFFICER", "fujian", "child:special", "show", "deny"),
    Line(2, "CHILD_DIRECTOR", f"fujian/{GULOU}", "child:health", "show", "deny"),
]


def timed(call: Callable[[], object], calls: int) -> tuple[float, float]:
    """Give the best and the median round, in nanoseconds for one call; what the loop itself takes is not counted."""
    rounds = [(_round(call, calls) - _round(_nothing, calls)) / calls for _ in range(ROUNDS)]
    return min(rounds), median(rounds)


def _round(call: Callable[[], object], calls: int) -> int:
    begun = time.perf_counter_ns()
    for _ in range(calls):
        call()
    return time.perf_counter_ns() - begun


def _nothing() -> None:
    pass


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--calls", type=int, default=200_000)
    calls = words.parse_args().calls
    platform, own = baseline(), narrowed("fujian", 1, OWN)
    role = Role.CHILD_DIRECTOR
    granted = permit(own, role, "fujian", (GULOU,))
    assert granted.sight("child", FieldClass.HEALTH) == "hide"
    who = Caller("x", None, "fujian", role, (), (), "{}", granted, datetime.max.replace(tzinfo=UTC), "zh")
    hot: dict[str, Callable[[], object]] = {
        "permit(), no lines of the tenant's own": lambda: permit(platform, role, "fujian"),
        "permit(), narrowed by tenant and county": lambda: permit(own, role, "fujian", (GULOU,)),
        "binding() and permit(), as a request does": lambda: permit(own, role, "fujian", binding(own, [VILLAGE])),
        "require()": lambda: require(who, "visit:record"),
        "Permit.sight()": lambda: granted.sight("child", FieldClass.HEALTH),
        "Permit.row()": lambda: granted.row("child"),
    }
    print(f"\n| load {os.getloadavg()[0]:.1f}, {calls:,} calls a round | best | median |\n|---|---|---|")
    for name, call in hot.items():
        best, middle = timed(call, calls)
        print(f"| {name} | {best:,.0f} ns | {middle:,.0f} ns |")
    casbin = enforcer(own)
    cold: dict[str, Callable[[], object]] = {
        "Casbin's enforce(), for comparison": lambda: casbin.enforce(role.value, "fujian", "child:health", "show"),
        "compiling a permit": lambda: compiled(own, role, "fujian", (GULOU,)),
        "building the enforcer": lambda: enforcer(own),
    }
    for name, call in cold.items():
        best, middle = timed(call, 5)
        print(f"| {name} | {best / 1e6:.2f} ms | {middle / 1e6:.2f} ms |")


if __name__ == "__main__":
    main()
