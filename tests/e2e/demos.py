"""A demo as a person starts it, at a moment of the past, and commands on its data."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from api.ports import free_port
from tests.support.children import ROOT

NOW = "2026-03-01T08:00+08:00"
_PATIENCE = 180  # seconds until the four provinces stand, on two busy cores
_COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]
_FEW = ["--children", "200"]


@dataclass(frozen=True)
class Demo:
    """A demo that runs: on which port, with which data."""

    port: int
    data: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> Path:
        """What it says."""
        return self.data.parent / "output.txt"

    def token(self, subject: str) -> str:
        return tonghu("token", subject, data=self.data).strip()


def tonghu(*words: str, data: Path, **more: str) -> str:
    """Run a command at the demo's moment; gives what it prints. `more` goes into its surroundings."""
    command = [*_COMMAND, *words, "--data-dir", str(data)]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings() | more, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def fixtures(data: Path, **more: str) -> str:
    """Make the demo's data, or find it there, and give its fixtures as they are printed."""
    return tonghu("demo", "--fixtures", *_FEW, data=data, **more)


@contextmanager
def demo_of(folder: Path) -> Iterator[Demo]:
    """Run a demo with a few children, and Fujian's fake desks, in a folder of its own."""
    demo = Demo(free_port("127.0.0.1"), folder / "data")
    words = ["demo", "--port", str(demo.port), *_FEW, "--desks", "fujian", "--data-dir", str(demo.data)]
    with demo.output.open("w") as output:
        running = subprocess.Popen(
            [*_COMMAND, *words], cwd=ROOT, env=surroundings(), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            _await(running, f"{demo.address}/readyz", demo.output)
            yield demo
        finally:
            running.terminate()
            running.wait(timeout=60)


def surroundings() -> dict[str, str]:
    """Give this process' surroundings with the demo's moment."""
    return os.environ | {"TONGHU_NOW": NOW}


def _await(running: subprocess.Popen[bytes], url: str, output: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert running.poll() is None, output.read_text()
        try:
            if httpx2.get(url, trust_env=False).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"the demo was not ready in {_PATIENCE} s:\n{output.read_text()}")
