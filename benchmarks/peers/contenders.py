"""Who is compared: how each server is started, on one core, and told of the database."""

import base64
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.place import MASTER_KEY

HERE = Path(__file__).parent
CONNECTIONS = 15  # what a tenant has of our pool of 60
NODE = HERE / "postgraphile" / "node_modules" / ".bin" / "node"
_UVICORN = ["-m", "uvicorn", "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]


@dataclass(frozen=True)
class Contender:
    """A server: its name, whose words its clients speak, the command that starts it on a port, and its core.

    `warm` are the seconds of load before it is measured: each caller comes once, and V8 compiles for half a minute.
    """

    name: str
    flavour: str
    command: tuple[str, ...]
    warm: int = 8

    def start(self, url: str, tenant: str, port: int, data_dir: Path, core: int) -> subprocess.Popen[bytes]:
        """Start it."""
        words = [word.format(port=port) for word in self.command]
        told = {
            "PEERS_URL": url,
            "PEERS_SCHEMA": f"t_{tenant}",
            "PEERS_CONNECTIONS": str(CONNECTIONS),
            "PEERS_PORT": str(port),
            "TONGHU_DATABASE_URL": url,
            "TONGHU_DATA_DIR": str(data_dir),
            "TONGHU_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
            "NODE_ENV": "production",
            "GRAPHILE_ENV": "production",
        }
        return subprocess.Popen(["taskset", "-c", str(core), *words], env=os.environ | told, cwd=HERE.parents[1])


def _python(*words: str) -> tuple[str, ...]:
    return sys.executable, *words


ALL: Mapping[str, Contender] = {
    one.name: one
    for one in (
        Contender("limit", "limit", _python(*_UVICORN, "--port", "{port}", "benchmarks.peers.limit.app:app")),
        Contender("tonghu", "ours", (str(Path(sys.executable).with_name("tonghu")), "serve", "--port", "{port}")),
        Contender("bare", "ours", _python("-m", "benchmarks.peers.bare", "{port}")),
        Contender("postgraphile", "postgraphile", (str(NODE), str(HERE / "postgraphile" / "server.mjs")), warm=12),
        Contender("plain", "plain", _python(*_UVICORN, "--port", "{port}", "benchmarks.peers.plain:app")),
    )
}
