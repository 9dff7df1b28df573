"""Start, join and leave the server of a data folder."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tenants.embedded import cluster, keeping, owners
from tenants.embedded.failures import not_on_this_port, too_long
from tenants.embedded.home import Home, find_home, make_home, read_password
from tenants.embedded.postmaster import Postmaster, living
from tenants.embedded.starting import Wish, running

TURN = 600.0  # seconds to wait for another starter, or for a server that stops
WAKING = 5.0  # seconds for a keeper to notice that it is alone
LOOK = 0.02  # seconds between two looks


@dataclass(frozen=True)
class Server:
    """A running server in which this process has a share, until `stop` or its own end."""

    pid: int
    port: int
    socket_dir: Path
    log: Path
    password: str = field(repr=False)
    home: Home = field(repr=False)
    share: int = field(repr=False)

    @property
    def dsn(self) -> str:
        """Give the superuser's DSN of the database `tonghu`, as asyncpg.connect takes it."""
        return self.dsn_of(cluster.DATABASE)

    def dsn_of(self, database: str) -> str:
        """Give the superuser's DSN of another database on this server."""
        where = f"host={quote(str(self.socket_dir))}&port={self.port}"
        return f"postgresql://{cluster.USER}:{quote(self.password)}@/{quote(database)}?{where}"


def start(
    data_dir: Path,
    *,
    bin_dir: Path | None = None,
    settings: Mapping[str, str] | None = None,
    tcp_port: int | None = None,
    throwaway: bool = False,
) -> Server:
    """Start the server of `data_dir`, or join the one that runs there; it stops when the last of its users ends.

    `bin_dir` holds other binaries than the package's; `settings` are server settings by name (without effect on a
    running server); `tcp_port` makes it listen on 127.0.0.1 too; `throwaway` trades safety for speed (tests). Raises
    EmbeddedServerError, which says what to do, where disk, port or binaries fail.
    """
    home = make_home(data_dir)
    with owners.alone(home.start_lock, TURN):
        share = owners.share(home.owners_lock, TURN)
        try:
            found = running(home, Wish(bin_dir, settings or {}, tcp_port, throwaway))
            if tcp_port is not None and not (found.tcp and found.port == tcp_port):
                raise not_on_this_port(tcp_port)
            keeping.keep_living(home, found.pid)
            return _server(home, found, share)
        except BaseException:
            os.close(share)
            raise


def attach(data_dir: Path) -> Server | None:
    """Join the server that runs for `data_dir`; None where none does."""
    home = find_home(data_dir)
    if home is None:
        return None
    share = owners.share(home.owners_lock, TURN)
    found = living(home.cluster)
    if found is None or not found.ready:
        os.close(share)
        return None
    keeping.keep_living(home, found.pid)
    return _server(home, found, share)


def stop(server: Server) -> bool:
    """Give the share back; True when that stopped the server, False when others go on using it.

    May be left out: the end of the process gives the share back as well.
    """
    home = server.home
    keeping.keep_living(home, server.pid)
    if not owners.give_back(server.share):
        return False
    begun = time.monotonic()
    while time.monotonic() < begun + TURN:
        gone = living(home.cluster) is None
        stopping = owners.stopping(home.owners_lock)  # asked second: its keeper may begin between the two
        if gone and not stopping:
            return True
        if not stopping and time.monotonic() > begun + WAKING:
            return False  # somebody joined before the keeper was awake
        time.sleep(LOOK)
    raise too_long(home.root, "未停止", "it did not stop", TURN)


def _server(home: Home, found: Postmaster, share: int) -> Server:
    return Server(
        pid=found.pid,
        port=found.port,
        socket_dir=found.socket_dir,
        log=home.log,
        password=read_password(home),
        home=home,
        share=share,
    )
