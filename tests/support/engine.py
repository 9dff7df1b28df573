"""The Docker engine, where there is one: a container of PostgreSQL for the whole run."""

import http.client
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from testcontainers.community.postgres import PostgresContainer

IMAGE = "postgres:18"
USUAL = "unix:///var/run/docker.sock"
PATIENCE = 2.0  # seconds for the engine to answer; Testcontainers itself would wait longer before it gives up
SETTINGS = ("max_connections=200", "fsync=off", "full_page_writes=off", "shared_preload_libraries=pg_stat_statements")


class _OverSocket(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


def answers(address: str | None = None) -> bool:
    """Tell whether an engine answers at `address` (DOCKER_HOST, else the usual socket); a client proves nothing."""
    parts = urlsplit(address or os.environ.get("DOCKER_HOST") or USUAL)
    if parts.scheme == "unix":
        if not Path(parts.path).exists():
            return False
        connection: http.client.HTTPConnection = _OverSocket(parts.path)
    elif parts.scheme in ("tcp", "http") and parts.hostname:
        connection = http.client.HTTPConnection(parts.hostname, parts.port or 2375, timeout=PATIENCE)
    else:
        return False
    try:
        connection.request("GET", "/_ping")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def container() -> "PostgresContainer":
    """Start a server in a container; its superuser's DSN is `get_connection_url()`."""
    from testcontainers.community.postgres import PostgresContainer  # takes a moment, in each process of a run

    made = PostgresContainer(IMAGE, username="tonghu", password="tonghu", dbname="postgres", driver=None)
    made.with_env("POSTGRES_INITDB_ARGS", "--locale=C.UTF-8 --encoding=UTF8")
    made.with_command(["postgres", *(word for setting in SETTINGS for word in ("-c", setting))])
    return made.start()
