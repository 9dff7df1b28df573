"""The Docker engine is asked with patience of two seconds, and a socket without an engine behind it is none."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.support.engine import answers


class Ping(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/_ping" else 404)
        self.end_headers()

    def log_request(self, *_: object) -> None:
        return


@pytest.fixture
def engine() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Ping) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_hears_an_engine_by_tcp(engine: int) -> None:
    assert answers(f"tcp://127.0.0.1:{engine}")


def test_a_missing_socket_is_no_engine(tmp_path: Path) -> None:
    assert not answers(f"unix://{tmp_path}/docker.sock")


def test_a_silent_socket_is_given_up_after_two_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the full path may be too long for a socket
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind("docker.sock")
        door.listen()
        begun = time.monotonic()
        assert not answers("unix:docker.sock")
        assert time.monotonic() - begun < 4


def test_an_address_of_another_kind_is_not_asked() -> None:
    assert not answers("ssh://somewhere")
