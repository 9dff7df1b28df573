"""From nothing to a server that takes logins."""

import os
import select
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tenants.embedded import account as accounts
from tenants.embedded import binaries, cluster, configuration, keeping, owners
from tenants.embedded.failures import from_output, port_taken, too_long
from tenants.embedded.home import Home, make_socket_folder
from tenants.embedded.postmaster import Postmaster, living

PORT = 5432  # names the socket; listened on by TCP only when asked
PATIENCE = 300.0  # seconds until a starting server is given up; after a crash it first replays its log
CRASH = 10.0  # seconds in which the processes of a killed server notice and go
LONG_LOG = 10_000_000  # bytes after which the log is put aside, the one before it dropped
LOOK = 0.02  # seconds between two looks


@dataclass(frozen=True)
class Wish:
    """What the first starter asks of the server."""

    bin_dir: Path | None
    settings: Mapping[str, str]
    tcp_port: int | None
    throwaway: bool


def running(home: Home, wish: Wish) -> Postmaster:
    """Give the server, started now unless it runs; the caller is the only starter and holds a share.

    A keeper without a ready server is one whose starter was killed: it goes on starting for us, or is about to end.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = living(home.cluster)
        if found is not None and found.ready:
            return found
        place = owners.take_if_free(home.keeper_lock)
        if place is not None:
            os.close(place)
            if found is None:
                return _start(home, wish)
        time.sleep(LOOK)
    raise too_long(home.root, "未就绪", "it was not ready", PATIENCE)


def _start(home: Home, wish: Wish) -> Postmaster:
    programs = binaries.find(wish.bin_dir)
    version = binaries.major_version(programs)
    port = wish.tcp_port or PORT
    if wish.tcp_port is not None:
        _refuse_a_taken_port(port)
    account = accounts.choose(home)
    room, programs = accounts.settle(home, account, programs)
    data = cluster.ensure(home, room, programs, version, account, throwaway=wish.throwaway)
    sockets = make_socket_folder(room, port, account.owner)
    words = configuration.arguments(
        data, sockets, port, wish.settings, tcp=wish.tcp_port is not None, throwaway=wish.throwaway
    )
    command = [str(programs / "postgres"), *words]
    if home.log.stat().st_size > LONG_LOG:
        home.log.replace(home.log.with_suffix(".log.old"))
        home.log.touch(mode=0o600)
    deadline = time.monotonic() + CRASH
    while True:
        before = home.log.stat().st_size
        place = owners.take(home.keeper_lock, owners.ALONE, CRASH, "在停止", "it was stopping")
        end = keeping.keep_new(home, place, command, account, throwaway=wish.throwaway)
        try:
            found = _wait(data, end)
        finally:
            os.close(end)
        if found is not None:
            return found
        said = _read(home.log, before)
        # Of a killed server some processes may live on for a moment, and keep the new one out.
        if not ("still in use" in said or "already exists" in said) or time.monotonic() > deadline:
            raise from_output(data, port, said)
        time.sleep(LOOK * 5)


def _wait(data: Path, end: int) -> Postmaster | None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = living(data)
        if found is not None and found.ready:
            return found
        if select.select([end], [], [], LOOK)[0]:
            return None
    raise too_long(data.parent, "未就绪", "it was not ready", PATIENCE)


def _read(log: Path, since: int) -> str:
    with log.open("rb") as file:
        file.seek(since)
        return file.read().decode(errors="replace")


def _refuse_a_taken_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError as error:
            raise port_taken(port) from error
