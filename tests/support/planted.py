"""Canaries: made-up persons that go in at every door, and a look at everything that a process says of itself."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx2

from care.ledgers.identity import check_character
from tests.support.children import ROOT, eventually
from tests.support.places import MASTER_KEY, NOW

VILLAGE = 350102001001
NUMBER = (digits := "99010220160501001") + check_character(digits)
OTHER = (digits := "99010220150501003") + check_character(digits)
NAME, PHONE, ADDRESS, NARRATIVE = "金丝雀", "13900009999", "鸟鸣路九十九号", "羽毛落在窗台上"
SEARCH = "query($s: String) { children(where: {search: $s}) { nodes { id name } } }"
CALLER, OPERATION, LEDGER = "canarysubject", "TelCanary13900009999", "黄莺儿"
CANARIES = (NAME, NUMBER, OTHER, PHONE, ADDRESS, NARRATIVE, CALLER, OPERATION, LEDGER, "TelCanary")


class Collector(HTTPServer):
    """An OpenTelemetry collector that keeps what is sent to it."""

    received: bytes = b""


class _Keep(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Collector)
        self.server.received += self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def collector() -> Iterator[Collector]:
    server = Collector(("127.0.0.1", 0), _Keep)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def absent(where: str, said: str | bytes) -> None:
    """Fail where a canary is found: as text, escaped as JSON or Python do, or in its bytes."""
    data = said.encode() if isinstance(said, str) else said
    for canary in CANARIES:
        for form in (canary.encode(), canary.encode("unicode_escape"), repr(canary.encode())[2:-1].encode()):
            assert form not in data, f"{canary} in {where}: {data[max(0, data.find(form) - 300) :][:700]!r}"


@dataclass
class Said:
    """A server that runs, where it is, and what it has said once it has ended."""

    address: str
    out: str = ""
    err: str = ""
    spans: bytes = b""
    metrics: str = ""

    def read_metrics(self) -> None:
        """Keep what Prometheus would read now."""
        read = httpx2.get(f"{self.address}/metrics", timeout=60)
        assert read.status_code == 200
        self.metrics = read.text

    def all(self) -> Iterator[tuple[str, str | bytes]]:
        """Give everything that was said, with where."""
        yield "output", self.out
        yield "log", self.err
        yield "metrics", self.metrics
        yield "spans", self.spans


@contextmanager
def speaking(url: str, folder: Path, port: int, *words: str, **settings: str) -> Iterator[Said]:
    """Serve a database in a process of its own that says as much of itself as it can; `words` are options of `serve`.

    What it said stands in the answer once the block is left.
    """
    said = Said(f"http://127.0.0.1:{port}")
    with collector() as spans:
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | {
            "TONGHU_DATABASE_URL": url,
            "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
            "TONGHU_DATA_DIR": str(folder / "data"),
            "TONGHU_NOW": NOW.isoformat(),
            "TONGHU_LOG_LEVEL": "debug",
            "TONGHU_OTLP_ENDPOINT": f"http://127.0.0.1:{spans.server_port}/v1/traces",
            "PYTHONPATH": str(ROOT),
            **settings,
        }
        command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port), *words]
        with ExitStack() as opened:
            out, err = (opened.enter_context((folder / name).open("w")) for name in ("out", "err"))
            server = opened.enter_context(
                subprocess.Popen(command, cwd=folder, env=surroundings, stdout=out, stderr=err)
            )
            opened.callback(server.terminate)
            assert eventually(lambda: _ready(said.address), 120)
            yield said
        said.out, said.err = (folder / "out").read_text("utf-8"), (folder / "err").read_text("utf-8")
    said.spans = spans.received


def _ready(address: str) -> bool:
    with suppress(httpx2.TransportError):
        return httpx2.get(f"{address}/readyz", timeout=5).status_code == 200
    return False
