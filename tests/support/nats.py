"""Debian's NATS server on a port of this machine, that may be killed and is started again."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from api.ports import free_port
from tests.support.children import eventually

HOST = "127.0.0.1"
PROGRAM = "/usr/sbin/nats-server"


class Nats:
    """A server with JetStream; `words` are further words of its command."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.port, self._store, self._words = free_port(HOST), folder / "jetstream", words
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://{HOST}:{self.port}"

    def start(self) -> None:
        where = ["--addr", HOST, "--port", str(self.port), "--jetstream", "--store_dir", str(self._store)]
        self._child = subprocess.Popen([PROGRAM, *where, *self._words], stderr=subprocess.DEVNULL)
        assert eventually(self._listens)

    def kill(self, *, lose: bool = False) -> None:
        """Kill -9 it; with `lose` so goes what it kept on disk."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None
        if lose:
            shutil.rmtree(self._store)

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection((HOST, self.port), timeout=1):
            return True
        return False


@contextmanager
def nats(folder: Path, *words: str) -> Iterator[Nats]:
    """Give a server that was not started yet."""
    server = Nats(folder, *words)
    try:
        yield server
    finally:
        server.kill()
