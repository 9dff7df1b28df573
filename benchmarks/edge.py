"""What the edge costs: idle sockets, packed answers, and fifty visits that a phone brings home.

    uv run python benchmarks/edge.py [--sockets 2000] [--asked 300]

Starts PostgreSQL on a folder of its own, onboards fujian, writes 100 children in each of 20 villages of a county by
plain SQL, derives their duties, and runs `tonghu serve` as a process. The clients are this process. Prints rows of
benchmarks/RESULTS.md.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import brotli
import httpx2
import orjson
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from api.ports import free_port
from api.tokens.demo import demo_key, mint
from benchmarks.duties import ABSENCES, PARENTS, VISITED
from benchmarks.peers.workloads import OURS
from benchmarks.privacy import FILL
from benchmarks.processes import cpu_of, memory_of
from benchmarks.subscriptions import Client, Counts
from care.actions.catch_up import catch_up_all
from care.actions.onboard_tenant import onboard_tenant
from care.divisions.load import load
from records.access import role_assignment
from records.ids import uuid7
from tenants import embedded
from tenants.house import House
from tenants.upgrade import upgrade_platform

MASTER_KEY = b"a benchmark's key, 32 bytes long"
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
COUNTY, HOST, ROUNDS = 350102000000, "127.0.0.1", 7
COUNTY_OFFICER, DIRECTOR = "county@fujian", "director@fujian"
ALERTS = "subscription { alerts { sequence kind severity summary } }"
LIST = "query($n: Int!) { children(first: $n) { nodes { id name residentId address riskLevel guardians { name } } } }"
VISITS = """mutation($inputs: [RecordVisitInput!]!) { recordVisits(inputs: $inputs) {
  visits { id mode occurredAt } userErrors { code path message } } }"""
CODINGS = (("gzip", (1, 4, 6, 9)), ("br", (1, 3, 4, 5, 6, 9)))


class Idle(Client):
    """A socket that knows when it was closed."""

    lost = False

    def connection_lost(self, _exc: Exception | None) -> None:
        """Note the end."""
        self.lost = True


async def fill(url: str) -> None:
    """Write the county."""
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    await onboard_tenant(url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW, user="benchmark", code="fujian")
    owner = await asyncpg.connect(url)
    villages = [
        row["code"]
        for row in await owner.fetch(
            "SELECT code FROM platform.divisions WHERE level = 'VILLAGE' AND code / 1000000 = 350102 LIMIT 20"
        )
    ]
    await owner.execute(FILL, [village - 1 for village in villages], NOW, 350100000000, 100)
    for statement in (PARENTS, ABSENCES, VISITED):
        await owner.execute(statement, NOW)
    await owner.execute("UPDATE t_fujian.child SET changes_on = $1", NOW.date())
    async with await House.open(database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW) as house:
        tenant = await house.tenant("fujian")
        assert tenant is not None
        async with house.work(tenant, scope="{(,)}") as work:
            for subject, role, division in (
                (COUNTY_OFFICER, "COUNTY_OFFICER", COUNTY),
                (DIRECTOR, "CHILD_DIRECTOR", villages[0]),
            ):
                row = {"id": uuid7(), "subject": subject, "role": role, "division": division, "valid_from": NOW}
                await work.run(insert(role_assignment).values(row | {"granted_by": "benchmark", "created_at": NOW}))
        await catch_up_all(house, tenant)
    await owner.execute("VACUUM ANALYZE")
    await owner.close()


@contextmanager
def serving(url: str, folder: Path) -> Iterator[tuple[int, int]]:
    """Serve as a process; gives its port and its number."""
    port = free_port(HOST)
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | {
        "TONGHU_DATABASE_URL": url,
        "TONGHU_DATA_DIR": str(folder),
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_NOW": NOW.isoformat(),
        "TONGHU_LOG_LEVEL": "error",
    }
    words = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(words, env=surroundings, cwd=Path(__file__).resolve().parents[1]) as process:
        try:
            for _ in range(300):
                try:
                    if httpx2.get(f"http://{HOST}:{port}/readyz", trust_env=False).status_code == 200:
                        break
                except httpx2.TransportError:
                    time.sleep(0.1)
            yield port, process.pid
        finally:
            process.terminate()


async def sockets(client: httpx2.AsyncClient, port: int, pid: int, token: str, many: int, asked: int) -> None:
    """Measure memory and the latency of queries before, and with so many sockets that have nothing to say."""
    loop, counts = asyncio.get_running_loop(), Counts()
    await latency(client, asked)  # what the process takes once is taken
    calm, before = await latency(client, asked), memory_of(pid)
    opened: list[Idle] = []
    while (living := sum(not one.lost for one in opened)) < many:  # a busy machine may not begin within 3 s
        opened += [(await loop.create_connection(partial(Idle, port, token, ALERTS, counts), HOST, port))[1]]
        while counts.ready + sum(one.lost for one in opened) < living - 20:  # noqa: ASYNC110 (a client does not tell)
            await asyncio.sleep(0.01)
    await asyncio.sleep(5)
    after, spent, began = memory_of(pid), cpu_of(pid), time.perf_counter()
    await asyncio.sleep(30)
    idle = (cpu_of(pid) - spent) / (time.perf_counter() - began) * 100
    busy = await latency(client, asked)
    print(f"| {many:,} sockets, a subscription each, memory of the server | {after - before:.0f} MB more |")
    print(f"| their CPU while nothing happens, of one core | {idle:.1f} % |")
    print(f"| a query before, p50 / p99 | {calm[0]:.1f} / {calm[1]:.1f} ms |")
    print(f"| a query beside them, p50 / p99 | {busy[0]:.1f} / {busy[1]:.1f} ms |", flush=True)


async def latency(client: httpx2.AsyncClient, asked: int) -> tuple[float, float]:
    """Ask one after the other; gives p50 and p99 in ms."""
    times = []
    for _ in range(asked):
        began = time.perf_counter()
        await ask(client, LIST, {"n": 20})
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return times[asked // 2], times[asked * 99 // 100]


async def ask(client: httpx2.AsyncClient, query: str, variables: dict[str, Any]) -> bytes:
    """Ask, and give the body; refusals end the run."""
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    assert "errors" not in answer.json(), answer.text
    return answer.content


async def visits(client: httpx2.AsyncClient, server: int, postgres: int) -> None:
    """Record fifty visits in one request, a few times; CPU tells what a machine without other work would take."""
    found = orjson.loads(await ask(client, "{ children(first: 50) { nodes { id } } }", {}))
    children, times = [node["id"] for node in found["data"]["children"]["nodes"]], []
    spent = [cpu_of(server), cpu_of(postgres)]
    for number in range(ROUNDS):
        at = (NOW - timedelta(hours=1, minutes=number)).isoformat()
        told = {"mode": "PHONE", "occurredAt": at, "problems": "近期与同学相处紧张", "solutions": "已与班主任沟通"}
        inputs = [{"childIds": [child], **told} for child in children]
        began = time.perf_counter()
        body = orjson.loads(await ask(client, VISITS, {"inputs": inputs}))
        times.append((time.perf_counter() - began) * 1000)
        assert all(len(one["visits"]) == 1 for one in body["data"]["recordVisits"]), body
    ordered = f"{min(times):.0f} / {statistics.median(times):.0f} / {max(times):.0f}"
    ours, theirs = (
        (cpu_of(pid) - before) / ROUNDS * 1000 for pid, before in zip((server, postgres), spent, strict=True)
    )
    print(f"| recordVisits of {len(children)}, least / median / most of {ROUNDS} | {ordered} ms |")
    print(f"| its CPU, server / Postgres | {ours:.0f} / {theirs:.0f} ms |", flush=True)


async def packing(director: httpx2.AsyncClient, officer: httpx2.AsyncClient) -> None:
    """Pack real answers with every level in question."""
    day = await ask(director, OURS["w6"], {})
    for name, body in (
        ("`myDay` of a director with 100 children", day),
        ("20 children with guardians", await ask(officer, LIST, {"n": 20})),
        ("100 children with guardians", await ask(officer, LIST, {"n": 100})),
    ):
        print(f"\n| {name}, {len(body):,} bytes | bytes | ms |\n|---|---|---|")
        for coding, levels in CODINGS:
            for level in levels:
                times = []
                for _ in range(30):
                    began = time.perf_counter()
                    packed = (
                        brotli.compress(body, mode=brotli.MODE_TEXT, quality=level)
                        if coding == "br"
                        else zlib.compress(body, level, 31)
                    )
                    times.append((time.perf_counter() - began) * 1000)
                print(f"| {coding} {level} | {len(packed):,} | {statistics.median(times):.2f} |", flush=True)


async def measure(url: str, postgres: int, folder: Path, given: argparse.Namespace) -> None:
    """Run it all."""
    await fill(url)
    key = demo_key(folder)
    with serving(url, folder) as (port, pid):
        tokens = [mint(key, subject, tenant="fujian", now=NOW) for subject in (COUNTY_OFFICER, DIRECTOR)]
        clients = [
            httpx2.AsyncClient(
                base_url=f"http://{HOST}:{port}",
                headers={"authorization": f"Bearer {token}"},
                trust_env=False,
                timeout=60,
            )
            for token in tokens
        ]
        await packing(clients[1], clients[0])
        print("\n| | |\n|---|---|")
        await visits(clients[1], pid, postgres)
        if given.sockets:
            await sockets(clients[0], port, pid, tokens[0], given.sockets, given.asked)
        for client in clients:
            await client.aclose()


def main() -> None:
    """Run it all on a folder of its own."""
    words = argparse.ArgumentParser(description="The edge: idle sockets, packed answers, visits from a phone")
    words.add_argument("--sockets", type=int, default=2_000)
    words.add_argument("--asked", type=int, default=300)
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        server = embedded.start(Path(made), settings={"synchronous_commit": "on"})
        try:
            asyncio.run(measure(server.dsn, server.pid, Path(made), words.parse_args()))
        finally:
            embedded.stop(server)


if __name__ == "__main__":
    main()
