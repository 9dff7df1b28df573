"""What subscriptions carry: deliveries a second and their delay, beside a plain Strawberry server in the same run.

    uv run python benchmarks/subscriptions.py [--sockets 1000] [--events 500] [--data-dir FOLDER]

Starts PostgreSQL on a folder of its own and one server process at a time, which serves WebSockets alone; relay, writer
and clients are this process. The clients are bare TCP: they count frames and read the numbers in them. A burst is so
many events in transactions of 50; paced is one event a second, each measured from its commit to each socket.
"""

import argparse
import asyncio
import base64
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import orjson
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from alerts.outbox import announce_all
from alerts.relay import relay
from api.app import create_app
from api.identity import Identity
from api.ports import free_port
from api.serving import server_of
from api.telemetry.logs import configure
from api.tokens.demo import demo_key, demo_verifier, mint
from api.web.plain import plain_site
from benchmarks.plain_subscriptions import serve
from benchmarks.processes import cpu_of
from care.actions.onboard_tenant import onboard_tenant
from care.divisions.load import load
from policies.source import baseline
from records.access import role_assignment
from records.ids import uuid7
from tenants import embedded
from tenants.house import House
from tenants.registry import Tenant
from tenants.upgrade import upgrade_platform

MASTER_KEY = b"a benchmark's key, 32 bytes long"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
COUNTY, VILLAGE, HOST = 350102000000, 350102001001, "127.0.0.1"
TOGETHER, PACED, WHO = 50, 10, "county@fujian"
NUMBER = re.compile(rb'"sequence": ?"(\d+)"')


async def _serve_ours(url: str, port: int, folder: Path) -> None:
    configure("error")
    async with await _house(url) as house:
        identity = Identity(house, demo_verifier(demo_key(folder), house.clock), baseline())
        await server_of(create_app(house, identity, plain_site(house)), host=HOST, port=port).serve()


async def _house(url: str) -> House:
    return await House.open(database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW)


class Client(asyncio.Protocol):
    """One socket: shakes hands, subscribes, then counts what comes and when the newest came."""

    def __init__(self, port: int, token: str, query: str, counts: "Counts") -> None:
        self._began, self._port, self._token, self._query, self._counts = b"", port, token, query, counts
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Shake hands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /graphql HTTP/1.1\r\nHost: {HOST}:{self._port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Take whole frames out of what came."""
        self._began += data
        if not self._open:
            head, found, rest = self._began.partition(b"\r\n\r\n")
            if not found:
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self._open, self._began = True, rest
            self._send({"type": "connection_init", "payload": {"Authorization": f"Bearer {self._token}"}})
        while len(self._began) >= 2:
            size, start = self._began[1] & 127, 2
            if size == 126:
                size, start = int.from_bytes(self._began[2:4], "big"), 4
            if len(self._began) < start + size:
                return
            kind, text = self._began[0] & 15, self._began[start : start + size]
            self._began = self._began[start + size :]
            self._frame(kind, text)

    def _frame(self, kind: int, text: bytes) -> None:
        if kind == 9:
            self._transport.write(bytes((0x8A, 0x80 | len(text))) + bytes(4) + text)
        elif b'"connection_ack"' in text:
            self._send({"id": "1", "type": "subscribe", "payload": {"query": self._query}})
            self._counts.ready += 1
        elif found := NUMBER.search(text):
            self._counts.take(int(found[1]))

    def _send(self, message: dict[str, Any]) -> None:
        text = orjson.dumps(message)
        head = bytes((0x81, 0x80 | len(text))) if len(text) < 126 else b"\x81\xfe" + len(text).to_bytes(2, "big")
        self._transport.write(head + bytes(4) + text)  # a mask of zeros changes nothing


class Counts:
    """What all clients together have got."""

    def __init__(self) -> None:
        self.ready, self.got, self.last = 0, 0, 0.0
        self.committed: dict[int, float] = {}
        self.delays: list[float] = []

    def take(self, number: int) -> None:
        """Note an event."""
        self.got += 1
        self.last = time.perf_counter()
        if number in self.committed:
            self.delays.append((self.last - self.committed[number]) * 1000)


class Writer:
    """Makes events: ours by the outbox, the plain server's by a word to it."""

    def __init__(self, owner: asyncpg.Connection, house: House | None, tenant: Tenant) -> None:
        self._owner, self._house, self._tenant, self.number = owner, house, tenant, 0

    async def write(self, count: int) -> None:
        """Make so many events, in one transaction."""
        if self._house is None:
            await self._owner.execute("SELECT pg_notify('plain', $1)", f"{self.number + 1} {self.number + count}")
        else:
            keys = [(uuid7(), VILLAGE) for _ in range(count)]
            async with self._house.work(self._tenant) as work:
                await announce_all(work, "CHILD_REGISTERED", keys, subject_kind="child")
        self.number += count


@asynccontextmanager
async def _serving(kind: str, url: str, folder: Path) -> AsyncIterator[tuple[int, int]]:
    port = free_port(HOST)
    words = [sys.executable, __file__, "--serve", kind, "--url", url, "--port", str(port), "--data-dir", str(folder)]
    with subprocess.Popen(words) as server:  # noqa: ASYNC220 (nothing else runs while it starts)
        try:
            for _ in range(1_200):
                try:
                    (await asyncio.open_connection(HOST, port))[1].close()
                    break
                except OSError:
                    await asyncio.sleep(0.1)
            yield port, server.pid
        finally:
            server.kill()


async def _measure(
    name: str, words: argparse.Namespace, folder: Path, queries: list[str], writer: Writer, url: str
) -> None:
    token = mint(demo_key(folder), WHO, tenant="fujian", now=NOW)
    loop, counts, sockets = asyncio.get_running_loop(), Counts(), words.sockets
    async with _serving(name.partition(" ")[0], url, folder) as (port, pid):
        for number in range(sockets):
            query = queries[number % len(queries)]
            await loop.create_connection(partial(Client, port, token, query, counts), HOST, port)
        while counts.ready < sockets:  # noqa: ASYNC110 (a client counts, it does not tell)
            await asyncio.sleep(0.1)
        await asyncio.sleep(3)
        spent, began = cpu_of(pid), time.perf_counter()
        rounds = 1 if name == "plain" else words.events // TOGETHER  # the plain one takes long enough for one
        for _ in range(rounds):
            await writer.write(TOGETHER)
        whole = rounds * TOGETHER * sockets
        while counts.got < whole and time.perf_counter() - began < 120:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        spent, seconds = cpu_of(pid) - spent, counts.last - began
        burst = (
            f"{counts.got:,} of {whole:,} at {counts.got / seconds:,.0f}/s, {spent / counts.got * 1e6:.0f} us of CPU"
        )
        counts.got = 0
        for _ in range(PACED):
            await writer.write(1)
            counts.committed[writer.number] = time.perf_counter()
            await asyncio.sleep(1)
        delays = sorted(counts.delays)
        p50, p99 = (delays[len(delays) * part // 100] if delays else float("nan") for part in (50, 99))
        paced = f"{len(delays):,} of {PACED * sockets:,}, p50 {p50:.0f} ms, p99 {p99:.0f} ms"
    print(f"{name}: burst {burst}; paced {paced}", flush=True)


async def _all(url: str, words: argparse.Namespace, folder: Path) -> None:
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    await onboard_tenant(url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW, user="benchmark", code="fujian")
    owner = await asyncpg.connect(url)
    async with await _house(url) as house:
        tenant = await house.tenant("fujian")
        assert tenant is not None
        row = {"id": uuid7(), "subject": WHO, "role": "COUNTY_OFFICER", "division": COUNTY, "valid_from": NOW}
        async with house.work(tenant, scope="{(,)}") as work:
            await work.run(insert(role_assignment).values(row | {"granted_by": "benchmark", "created_at": NOW}))
        relaying = asyncio.create_task(relay(house))
        fields = "sequence kind severity summary"
        ours, plain = Writer(owner, house, tenant), Writer(owner, None, tenant)
        ours.number = await owner.fetchval("SELECT given FROM t_fujian.event_log_state")
        await asyncio.sleep(3)  # what onboarding announced is numbered
        ours.number = await owner.fetchval("SELECT given FROM t_fujian.event_log_state")
        distinct = [f"subscription {{ alerts {{ {fields} k{number}: kind }} }}" for number in range(200)]
        same = [f"subscription {{ alerts {{ {fields} }} }}"]
        await _measure("plain", words, folder, same, plain, url)
        await _measure("ours", words, folder, same, ours, url)
        await _measure("ours 200 distinct", words, folder, distinct, ours, url)
        relaying.cancel()
        await asyncio.wait([relaying])
    await owner.close()


def main() -> None:
    """Run it all, or be one of its servers."""
    words = argparse.ArgumentParser(description="Subscriptions: deliveries and delay")
    words.add_argument("--sockets", type=int, default=1_000)
    words.add_argument("--events", type=int, default=500)
    words.add_argument("--data-dir", type=Path)
    words.add_argument("--serve", choices=["plain", "ours"])
    words.add_argument("--url")
    words.add_argument("--port", type=int)
    given = words.parse_args()
    if given.serve == "plain":
        asyncio.run(serve(given.url, HOST, given.port))
    elif given.serve == "ours":
        asyncio.run(_serve_ours(given.url, given.port, given.data_dir))
    else:
        with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
            folder = given.data_dir or Path(made)
            server = embedded.start(folder)
            try:
                asyncio.run(_all(server.dsn, given, folder))
            finally:
                embedded.stop(server)


if __name__ == "__main__":
    main()
