"""How one contender is loaded: wrk on a core of its own, and what the server and Postgres take meanwhile."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import cpu_of, peak_of

_LUA = Path(__file__).with_name("bodies.lua")
_RESULT = re.compile(r"RESULT (.*)")


@dataclass(frozen=True)
class Round:
    """One round of load: requests a second, milliseconds, and milliseconds of CPU a request; MB at the peak so far."""

    rate: float
    p50: float
    p99: float
    failed: int
    server: float
    postgres: float
    megabytes: float


def load(port: int, bodies: Path, *, connections: int, seconds: float, core: int, server: int, postgres: int) -> Round:
    """Load a server for some seconds from `core`; `server` and `postgres` are the processes that are watched."""
    words = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "30s"]
    before = cpu_of(server), cpu_of(postgres)
    url = f"http://127.0.0.1:{port}/graphql"
    done = subprocess.run([*words, "-s", str(_LUA), url, "--", str(bodies)], capture_output=True, text=True, check=True)
    after = cpu_of(server), cpu_of(postgres)
    found = _RESULT.search(done.stdout)
    if found is None:
        raise RuntimeError(f"wrk said nothing of its result: {done.stdout}{done.stderr}")
    told = json.loads(found[1])
    spent = [(late - early) / max(1, told["n"]) * 1000 for early, late in zip(before, after, strict=True)]
    rate = told["n"] / told["seconds"]
    return Round(rate, told["p50"], told["p99"], told["failed"], *spent, peak_of(server))
