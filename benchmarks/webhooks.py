"""What webhooks carry: messages a second from the log to receivers on this machine, and what the sender takes for it.

    uv run python benchmarks/webhooks.py [--events 2000] [--data-dir FOLDER]

Starts PostgreSQL on a folder of its own, a receiver (bare TCP, 204 to everything, ids kept), and one process that
delivers. A round is so many messages altogether, of events that are numbered before that process begins, to one
endpoint or to ten; the clock runs from the first message to the last. Paced is one event every 100 ms, each measured
from its commit to the last receiver.
"""

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from alerts.outbox import announce_all
from alerts.relay import relay
from api.ports import free_port
from api.telemetry.logs import configure
from benchmarks.processes import cpu_of, peak_of
from care.actions.onboard_tenant import onboard_tenant
from care.actions.webhooks.keys import add_key
from care.divisions.load import load
from jobs.webhooks import webhooks
from records.access import role_assignment
from records.codes import SigningKind
from records.ids import uuid7
from records.journal import event_log_state
from records.webhook import webhook
from tenants import embedded
from tenants.house import House
from tenants.registry import Tenant
from tenants.upgrade import upgrade_platform

MASTER_KEY = b"a benchmark's key, 32 bytes long"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
COUNTY, HOST, WHO = 350102000000, "127.0.0.1", "integrator@fujian"
PACED = 100
ID = re.compile(rb"webhook-id: (\S+)", re.IGNORECASE)
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


async def _house(url: str) -> House:
    allowed = [ip_network("127.0.0.0/8")]
    return await House.open(
        database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW, outgoing_allow=allowed
    )


async def _deliver(url: str) -> None:
    configure("error")
    async with await _house(url) as house, webhooks(house):
        await asyncio.sleep(3_600)


class Received:
    """What came: the ids by endpoint, and when the first and the newest did."""

    def __init__(self) -> None:
        self.ids: set[tuple[bytes, bytes]] = set()
        self.messages, self.first, self.last = 0, 0.0, 0.0

    def take(self, head: bytes) -> None:
        """Note a message."""
        found = ID.search(head)
        assert found
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.messages += 1
        self.ids.add((head.split(b" ", 2)[1], found[1]))


class Receiver(asyncio.Protocol):
    """One connection: answers every request with 204."""

    def __init__(self, received: Received) -> None:
        self._received, self._began = received, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take whole requests out of what came."""
        self._began += data
        while True:
            head, found, rest = self._began.partition(b"\r\n\r\n")
            size = LENGTH.search(head)
            if not found or size is None or len(rest) < int(size[1]):
                return
            self._began = rest[int(size[1]) :]
            self._received.take(head)
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")


async def _endpoints(house: House, tenant: Tenant, port: int, count: int) -> None:
    """Let there be so many endpoints, and no others, that get what happens from now on."""
    row = {"subject": WHO, "role": "INTEGRATOR", "division": COUNTY, "language": "zh", "state": "ACTIVE"}
    async with house.work(tenant) as work:
        await work.run(delete(webhook))
        position = await work.value(select(event_log_state.c.given))
        for number in range(count):
            key, url = uuid7(), f"http://{HOST}:{port}/{number}"
            stamps = {"created_at": NOW, "updated_at": NOW, "position": position}
            await work.run(insert(webhook).values(id=key, url=url, **row, **stamps))
            await add_key(work, key, SigningKind.ED25519)


async def _tell(house: House, tenant: Tenant, count: int) -> None:
    keys = [(uuid7(), COUNTY) for _ in range(count)]
    async with house.work(tenant) as work:
        await announce_all(work, "RULEBOOK_CHANGED", keys, subject_kind="rulebook")


async def _numbered(house: House, tenant: Tenant) -> int:
    async with house.work(tenant) as work:
        given: int = await work.value(select(event_log_state.c.given))
    return given


@asynccontextmanager
async def _delivering(url: str) -> AsyncIterator[int]:
    with subprocess.Popen([sys.executable, __file__, "--deliver", url]) as process:  # noqa: ASYNC220 (nothing else runs)
        try:
            yield process.pid
        finally:
            process.kill()


async def _until(true: Callable[[], Awaitable[bool]], look: float = 0.05) -> None:
    """Wait until something is true, two minutes at most."""
    until = time.perf_counter() + 120
    while not await true():
        assert time.perf_counter() < until
        await asyncio.sleep(look)


async def _round(house: House, tenant: Tenant, url: str, port: int, events: int, count: int) -> None:
    before, received = await _numbered(house, tenant), Received()
    whole = events // count * count

    async def numbered() -> bool:
        return await _numbered(house, tenant) == before + events // count

    async def come(messages: int) -> bool:
        return received.messages >= messages

    server = await asyncio.get_running_loop().create_server(lambda: Receiver(received), HOST, port)
    async with server:
        await _endpoints(house, tenant, port, count)
        await _tell(house, tenant, events // count)
        await _until(numbered)
        async with _delivering(url) as pid:
            await _until(partial(come, 1), 0.001)
            begun = cpu_of(pid)
            await _until(partial(come, whole))
            seconds, spent, peak = received.last - received.first, cpu_of(pid) - begun, peak_of(pid)
            assert (received.messages, len(received.ids)) == (whole, whole)
            rate = f"{whole:,} messages at {whole / seconds:,.0f}/s"
            print(
                f"{count} endpoints: {rate}, {peak:.0f} MB at the peak, {spent / whole * 1e6:.0f} us of CPU", flush=True
            )
            delays = []
            for number in range(1, PACED + 1):
                await _tell(house, tenant, 1)
                told = time.perf_counter()
                await _until(partial(come, whole + number * count), 0.001)
                delays.append((received.last - told) * 1000)
                await asyncio.sleep(0.1)
            p50, p99 = (sorted(delays)[len(delays) * part // 100] for part in (50, 99))
            print(f"paced, from commit to the last receiver: p50 {p50:.0f} ms, p99 {p99:.0f} ms", flush=True)


async def _all(url: str, events: int) -> None:
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    await onboard_tenant(url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW, user="benchmark", code="fujian")
    async with await _house(url) as house:
        tenant = await house.tenant("fujian")
        assert tenant is not None
        row = {"id": uuid7(), "subject": WHO, "role": "INTEGRATOR", "division": COUNTY, "valid_from": NOW}
        async with house.work(tenant, scope="{(,)}") as work:
            await work.run(insert(role_assignment).values(row | {"granted_by": "benchmark", "created_at": NOW}))
        relaying = asyncio.create_task(relay(house))
        await asyncio.sleep(3)  # what onboarding announced is numbered
        for count in (1, 10):
            await _round(house, tenant, url, free_port(HOST), events, count)
        relaying.cancel()
        await asyncio.wait([relaying])


def main() -> None:
    """Run it all, or be the process that delivers."""
    words = argparse.ArgumentParser(description="Webhooks: messages a second")
    words.add_argument("--events", type=int, default=2_000)
    words.add_argument("--data-dir", type=Path)
    words.add_argument("--deliver")
    given = words.parse_args()
    if given.deliver:
        asyncio.run(_deliver(given.deliver))
        return
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        server = embedded.start(given.data_dir or Path(made))
        try:
            asyncio.run(_all(server.dsn, given.events))
        finally:
            embedded.stop(server)


if __name__ == "__main__":
    main()
