"""What a running server says of itself: its file postmaster.pid, and an answer on its socket."""

import os
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

# SSLRequest of the PostgreSQL protocol: answered with one byte before any login, and never written to the log.
SSL_REQUEST = struct.pack("!ii", 8, 80877103)


@dataclass(frozen=True)
class Postmaster:
    """A server process: its pid, its socket (folder and port), where it listens by TCP, and whether it takes logins."""

    pid: int
    port: int
    socket_dir: Path
    tcp: bool
    ready: bool


def living(cluster: Path) -> Postmaster | None:
    """Give the server that runs on this cluster and answers, else None."""
    found = _read(cluster)
    return found if found is not None and _answers(found) else None


def _read(cluster: Path) -> Postmaster | None:
    # Lines: pid, PGDATA, start time, port, socket folder, listen address, shared memory, status; written one by one.
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return None
    if len(lines) < 6 or not lines[4]:
        return None
    status = lines[7].strip() if len(lines) > 7 else ""
    return Postmaster(
        pid=int(lines[0]),
        port=int(lines[3]),
        socket_dir=Path(lines[4]),
        tcp=bool(lines[5].strip()),
        ready=status == "ready",
    )


def _answers(server: Postmaster) -> bool:
    try:
        os.kill(server.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.settimeout(5)
        try:
            door.connect(str(server.socket_dir / f".s.PGSQL.{server.port}"))
            door.sendall(SSL_REQUEST)
            return door.recv(1) in (b"N", b"S")
        except OSError:
            return False
