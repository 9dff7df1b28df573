"""Several processes of Tonghu on one database, any of which may be killed at any time and is started again."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import choice

import asyncpg
import httpx2

from api.ports import free_port
from api.tokens.demo import demo_key, mint
from benchmarks.processes import cpu_of
from tests.support.children import ROOT
from tests.support.patience import patient
from tests.support.places import MASTER_KEY, NOW

HOST = "127.0.0.1"
TONGHU = "from api.cli import main; main()"
LEADS = """
SELECT a.client_port FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted
    AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('relay t_' || $1, 0)
"""


@dataclass(eq=False)
class Process:
    """One `tonghu` command."""

    words: tuple[str, ...]
    surroundings: Mapping[str, str]
    log: Path
    child: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-c", TONGHU, *self.words],
                cwd=ROOT,
                env=self.surroundings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def holds(self, port: int) -> bool:
        """Tell whether one of its connections over TCP begins at this port."""
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        wanted = {f"socket:[{line[9]}]" for line in lines if int(line[1].partition(":")[2], 16) == port}
        with suppress(OSError):
            return any(str(one.readlink()) in wanted for one in Path(f"/proc/{self.child.pid}/fd").iterdir())
        return False


@dataclass(eq=False)
class Fleet:
    """The processes on the database of a URL."""

    url: str
    folder: Path
    surroundings: Mapping[str, str]
    nodes: dict[int, Process] = field(default_factory=dict)
    workers: list[Process] = field(default_factory=list)

    @property
    def processes(self) -> list[Process]:
        return [*self.nodes.values(), *self.workers]

    def node(self) -> int:
        """Give the port of any node."""
        return choice(list(self.nodes))

    def token(self, subject: str) -> str:
        key = demo_key(self.folder / "data")
        return mint(key, subject, tenant=subject.partition("@")[2], now=NOW)

    async def begin(self, nodes: int, workers: int = 0) -> None:
        """Start so many processes and wait until the nodes answer."""
        for _ in range(nodes):
            port = free_port(HOST)
            words = ("serve", "--port", str(port))
            self.nodes[port] = Process(words, self.surroundings, self.folder / f"node-{port}.log")
        self.workers = [
            Process(("worker",), self.surroundings, self.folder / f"worker-{number}.log") for number in range(workers)
        ]
        for process in self.processes:
            process.start()
        await self.ready()

    async def ready(self, seconds: float = 60) -> None:
        """Wait until every node answers; so many seconds without a sign of work are too many.

        What a start takes depends on who else is at work on the machine, that it goes on does not.
        """
        async with patient(seconds) as patience, httpx2.AsyncClient(trust_env=False) as client:
            for port in self.nodes:
                while not await _answers(client, port):
                    patience.see(cpu_of(self.nodes[port].child.pid))
                    await asyncio.sleep(0.1)

    async def supervise(self) -> None:
        """Start again whatever ended, for ever."""
        while True:
            for process in self.processes:
                if process.child.poll() is not None:
                    process.start()
            await asyncio.sleep(0.2)

    async def leader(self, tenant: str) -> Process | None:
        """Give the process that numbers a tenant's events at the moment."""
        connection = await asyncpg.connect(self.url)
        try:
            port = await connection.fetchval(LEADS, tenant)
        finally:
            await connection.close()
        return next((one for one in self.processes if port is not None and one.holds(port)), None)


async def _answers(client: httpx2.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://{HOST}:{port}/readyz", timeout=5)).status_code == 200
    except httpx2.HTTPError:
        return False


@asynccontextmanager
async def fleet(url: str, folder: Path, **settings: str) -> AsyncIterator[Fleet]:
    """Give a fleet without processes yet, supervised; `settings` are TONGHU_* variables beside the usual."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | {
        "TONGHU_DATABASE_URL": url,
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_DATA_DIR": str(folder / "data"),
        "TONGHU_NOW": NOW.isoformat(),
        **settings,
    }
    made = Fleet(url, folder, surroundings)
    supervising = asyncio.create_task(made.supervise())
    try:
        yield made
    finally:
        supervising.cancel()
        await asyncio.wait([supervising])
        for process in made.processes:
            process.kill()
