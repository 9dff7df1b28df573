"""Our server beside the limit, PostGraphile 5 and plain Strawberry, on the same tables, machine and run.

    tonghu bench [--children 200000] [--contenders limit,tonghu,bare,postgraphile,plain] [--workloads w1,w2,...]
        [--connections 64] [--rounds 5] [--seconds 4] [--data-dir FOLDER] [--write benchmarks/RESULTS.md]

Needs wrk and taskset (Debian: wrk, util-linux) and npm for PostGraphile. PostgreSQL and wrk share one core, the server
under load has the other to itself. The rounds of a workload are interleaved, A B C and then C B A, and the ratios are
medians of the ratios of each round. Callers are 600 persons with tokens of their own. A data folder that holds
the database of an earlier run is used again.
"""

import argparse
import asyncio
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from api.tokens.demo import demo_key, mint
from benchmarks.peers.contenders import ALL, HERE, NODE, Contender
from benchmarks.peers.load import Round, load
from benchmarks.peers.place import derive, fill, filled
from benchmarks.peers.workloads import NAMES, Request, body, requests
from tenants import embedded

SERVER_CORE, OTHER_CORE = 0, 1
TENANT = "fujian"
SETTINGS = {
    "shared_buffers": "4GB",
    "effective_cache_size": "8GB",
    "max_wal_size": "8GB",
    "max_connections": "300",
    "synchronous_commit": "off",  # the disk is not what is compared
}
_PORT = 7400
_BESIDE = ("limit", "postgraphile", "plain")

Rounds = dict[str, list[Round]]


@dataclass(frozen=True)
class Running:
    """A contender that runs."""

    contender: Contender
    port: int
    pid: int

    @property
    def name(self) -> str:
        """Its name."""
        return self.contender.name


def main() -> None:
    """Run it."""
    words = argparse.ArgumentParser(prog="tonghu bench", description="Our server beside others on the same tables")
    words.add_argument("--children", type=int, default=200_000)
    words.add_argument("--contenders", default=",".join(ALL))
    words.add_argument("--workloads", default=",".join(NAMES))
    words.add_argument("--connections", type=int, default=64)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=int, default=4)
    words.add_argument("--data-dir", type=Path)
    words.add_argument("--write", type=Path, help="a file that the tables are added to")
    given = words.parse_args()
    missing = [name for name in ("wrk", "taskset", "npm") if shutil.which(name) is None]
    if missing:
        sys.exit(f"缺少工具 / missing tools: {', '.join(missing)}")
    os.sched_setaffinity(0, {OTHER_CORE})  # Postgres, started from here, inherits it
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        scratch = Path(made)
        with _database(given.data_dir or scratch, given.children) as (url, postgres):
            told = _compare(given, url, postgres, given.data_dir or scratch, scratch)
    if given.write is not None:
        given.write.write_text(given.write.read_text("utf-8") + told, "utf-8")


@contextmanager
def _database(data_dir: Path, children: int) -> Iterator[tuple[str, int]]:
    """Start the server and fill it unless it is; gives the owner's URL over TCP, and the process."""
    server = embedded.start(data_dir, settings=SETTINGS, tcp_port=_PORT - 1)
    try:
        if not asyncio.run(filled(server.dsn)):
            began = time.monotonic()
            fill(server.dsn, children)
            print(f"{children:,} children in each of two provinces: {time.monotonic() - began:.0f} s", flush=True)
        asyncio.run(derive(server.dsn))
        login = server.dsn.partition("//")[2].partition("@")[0]
        yield f"postgresql://{login}@127.0.0.1:{_PORT - 1}/tonghu", server.pid
    finally:
        embedded.stop(server)


def _compare(given: argparse.Namespace, url: str, postgres: int, data_dir: Path, scratch: Path) -> str:
    asked = asyncio.run(requests(url, TENANT))
    chosen = [ALL[name] for name in given.contenders.split(",")]
    if any(one.flavour == "postgraphile" for one in chosen) and not NODE.exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE / "postgraphile", check=True)
    tokens = _tokens(data_dir, {request.subject for those in asked.values() for request in those})
    told = [_heading(given)]
    with ExitStack() as stack:
        running = [stack.enter_context(_run(one, url, _PORT + number, data_dir)) for number, one in enumerate(chosen)]
        for name in given.workloads.split(","):
            able = [one for one in running if _write(scratch, one, name, asked[name], tokens)]
            told.append(_table(name, _interleaved(given, able, name, scratch, postgres)))
            print(told[-1], flush=True)
    return "\n".join(told)


def _interleaved(given: argparse.Namespace, able: Sequence[Running], name: str, scratch: Path, postgres: int) -> Rounds:
    def once(one: Running, seconds: int) -> Round:
        bodies = scratch / f"{name}.{one.name}"
        where = {"connections": given.connections, "core": OTHER_CORE, "server": one.pid, "postgres": postgres}
        return load(one.port, bodies, seconds=seconds, **where)

    for one in able:
        once(one, one.contender.warm)
    rounds: Rounds = {one.name: [] for one in able}
    for number in range(given.rounds):
        for one in able if number % 2 == 0 else reversed(able):
            rounds[one.name].append(once(one, given.seconds))
    return rounds


@contextmanager
def _run(contender: Contender, url: str, port: int, data_dir: Path) -> Iterator[Running]:
    process = contender.start(url, TENANT, port, data_dir, SERVER_CORE)
    try:
        for _ in range(300):
            if process.poll() is not None:
                raise RuntimeError(f"{contender.name} ended with {process.returncode}")
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
                break
            time.sleep(0.2)
        yield Running(contender, port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _write(scratch: Path, one: Running, name: str, asked: Sequence[Request], tokens: dict[str, str]) -> bool:
    """Write a contender's requests to a file, and see that it answers some of them; False where it has no words."""
    lines = []
    for request in asked:
        text = body(one.contender.flavour, name, request)
        if text is None:
            return False
        lines.append(tokens[request.subject].encode() + b"\t" + text)
    for line in lines[:: max(1, len(lines) // 20)]:
        token, _, text = line.partition(b"\t")
        headers = {"content-type": "application/json", "authorization": f"Bearer {token.decode()}"}
        call = urllib.request.Request(f"http://127.0.0.1:{one.port}/graphql", text, headers)
        answer: bytes = urllib.request.urlopen(call, timeout=60).read()  # noqa: S310 (http to ourselves)
        if b'"errors"' in answer:
            raise RuntimeError(f"{one.name} {name}: {answer[:300].decode()}")
    (scratch / f"{name}.{one.name}").write_bytes(b"\n".join(lines) + b"\n")
    return True


def _tokens(data_dir: Path, subjects: set[str]) -> dict[str, str]:
    key, now = demo_key(data_dir), datetime.now().astimezone()
    return {subject: mint(key, subject, tenant=TENANT, now=now) for subject in subjects}


def _heading(given: argparse.Namespace) -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return (
        f"\n### Commit {commit.stdout.strip()}, {given.children:,} children in each of two provinces,"
        f" {given.connections} connections, {given.rounds} rounds of {given.seconds} s\n"
    )


def _table(name: str, rounds: Rounds) -> str:
    beside = [one for one in _BESIDE if one in rounds]
    lines = [
        f"| {name.upper()} | requests/s | p50 ms | p99 ms | "
        + "".join(f"to {one} | " for one in beside)
        + "server CPU ms | Postgres CPU ms | MB | failed |",
        "|---" * (8 + len(beside)) + "|",
    ]
    for one, those in rounds.items():
        cells = [f"{median(round_.rate for round_ in those):,.0f}"]
        cells += [f"{median(getattr(round_, part) for round_ in those):.1f}" for part in ("p50", "p99")]
        cells += [
            f"{median(_ratio(mine, theirs) for mine, theirs in zip(those, rounds[other], strict=True)):.2f}"
            for other in beside
        ]
        cells += [f"{median(getattr(round_, part) for round_ in those):.2f}" for part in ("server", "postgres")]
        cells += [f"{max(round_.megabytes for round_ in those):.0f}", str(sum(round_.failed for round_ in those))]
        lines.append(f"| {one} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _ratio(mine: Round, theirs: Round) -> float:
    return mine.rate / theirs.rate if theirs.rate else math.nan


if __name__ == "__main__":
    main()
