"""One run of the tests: the process that was called, its workers, and the one server they share.

The called process chooses: the server of TONGHU_TEST_DATABASE_URL (a superuser's URL), else a container where a Docker
engine answers, else our own server, started by the first test that asks for it. Workers are told by xdist's channel.
"""

import asyncio
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest

from tenants import embedded
from tests.support import engine
from tests.support.databases import drop_all
from tests.support.scratch import scratch

GIVEN = "TONGHU_TEST_DATABASE_URL"
A_DAY = 86_400.0  # seconds


@dataclass(frozen=True)
class Session:
    """A run: its name, the folder that all its processes share, and the server's URL unless it is our own."""

    name: str
    folder: Path
    url: str
    kind: str

    def words(self) -> dict[str, str]:
        """Give it as xdist's channel takes it."""
        return {"name": self.name, "folder": str(self.folder), "url": self.url, "kind": self.kind}


KEY = pytest.StashKey[Session]()
END = pytest.StashKey[Callable[[], object]]()


def begin(config: pytest.Config) -> None:
    """Choose the server in the called process, or hear of the choice in a worker."""
    told = getattr(config, "workerinput", {}).get("tonghu")
    if told is not None:
        config.stash[KEY] = Session(told["name"], Path(told["folder"]), told["url"], told["kind"])
        return
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix="tg-run-", dir=scratch()))
    held = os.open(folder / "alive", os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    url, kind, end = _choose()
    config.stash[KEY] = Session(token_hex(4), folder, url, kind)
    config.stash[END] = end


def end(config: pytest.Config) -> None:
    """Leave nothing behind: the called process is the last."""
    if END not in config.stash:
        return
    session = config.stash[KEY]
    if session.url:
        asyncio.run(drop_all(session.url, session.name))
    config.stash[END]()
    deadline = time.monotonic() + 30
    while embedded.status(session.folder).running and time.monotonic() < deadline:
        time.sleep(0.02)
    shutil.rmtree(session.folder, ignore_errors=True)


@contextmanager
def server(session: Session) -> Iterator[str]:
    """Give the superuser's URL of the run's server; ours lives as long as one process of the run uses it."""
    if session.url:
        yield session.url
        return
    running = embedded.start(session.folder, throwaway=True)
    try:
        yield running.dsn_of("postgres")
    finally:
        embedded.stop(running)


@contextmanager
def one_at_a_time(session: Session, name: str) -> Iterator[Path]:
    """Let one process of the run in; gives the path of the file that says the work is done."""
    with (session.folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield session.folder / f"{name}.done"


def _choose() -> tuple[str, str, Callable[[], object]]:
    given = os.environ.get(GIVEN)
    if given:
        return given, f"the server of {GIVEN}", lambda: None
    if engine.answers():
        started = engine.container()
        return started.get_connection_url(), f"a container of {engine.IMAGE}", started.stop
    return "", "the embedded server", lambda: None


def _sweep() -> None:
    # What killed runs left: folders of runs whose lock nobody holds any more, and single servers' of another day.
    for left in scratch().glob("tg-*"):
        try:
            if left.name.startswith("tg-run-"):
                with (left / "alive").open("r+") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            elif left.stat().st_mtime > time.time() - A_DAY or embedded.status(left).running:
                continue
        except OSError:
            continue
        shutil.rmtree(left, ignore_errors=True)
