"""Child processes that run a piece of Python and say when they are ready."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WAIT = "import sys, time; sys.stdout.flush(); time.sleep(600)"


def begin(code: str, *words: str, **options: Any) -> subprocess.Popen[str]:
    """Start `python -c code words` in the project's root, its output in pipes; options are Popen's."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


@contextmanager
def living(code: str, *words: str, **options: Any) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give a child and its first line; the child sleeps on after `code` and is killed at the end."""
    with begin(f"{code}\n{WAIT}", *words, **options) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        try:
            line = child.stdout.readline().strip()
            assert line, child.stderr.read()
            yield child, line
        finally:
            kill(child)


def kill(child: subprocess.Popen[str]) -> None:
    """Kill -9 this child alone."""
    child.send_signal(signal.SIGKILL)
    child.wait()


def within(folder: Path) -> list[int]:
    """Give the processes that work in this folder: every process of a PostgreSQL server works in its cluster."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                place = (entry / "cwd").readlink()
            except OSError:
                continue
            if place == folder.resolve():
                found.append(int(entry.name))
    return found


def eventually(true: Callable[[], object], seconds: float = 15) -> bool:
    """Tell whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
