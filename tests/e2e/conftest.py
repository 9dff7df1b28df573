"""The demo as a person starts it, once for all browser tests."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from socket import create_server

import httpx2
import pytest

from tests.support.children import ROOT

_PATIENCE = 180  # seconds until the four provinces stand, on two busy cores


@pytest.fixture(scope="session")
def demo_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `tonghu demo` with a few children, serving from a folder of its own."""
    folder = tmp_path_factory.mktemp("demo")
    with create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    words = ["demo", "--data-dir", str(folder / "data"), "--port", str(port), "--children", "40"]
    with (folder / "output.txt").open("w") as output:
        command = [sys.executable, "-c", "from api.cli import main; main()", *words]
        demo = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            _await(demo, f"{address}/readyz", folder / "output.txt")
            yield address
        finally:
            demo.terminate()
            demo.wait(timeout=60)


def _await(demo: subprocess.Popen[bytes], url: str, output: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert demo.poll() is None, output.read_text()
        try:
            if httpx2.get(url, trust_env=False).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"the demo was not ready in {_PATIENCE} s:\n{output.read_text()}")
