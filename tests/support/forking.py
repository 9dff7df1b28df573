"""Commands without their loading: each is parted from a process that has loaded what all of them need.

It is still a process with its own arguments, surroundings, folder, outputs and end. What a start from nothing takes is
tested where processes are started so (tests/api/cli/test_loading.py, tests/operations, tests/e2e).
"""

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from tests.support.children import ROOT

LONGEST = 120  # seconds that a command may take
LOADED_INSIDE = ("alembic.command", "api.app", "api.opening", "jobs.worker", "schema.execute", "uvloop")
START = "import sys; from tests.support.forking import serve; serve(int(sys.argv[1]))"


def run(words: Sequence[str], folder: Path, surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `tonghu WORDS` in a folder to its end."""
    order = json.dumps({"words": words, "folder": str(folder), "surroundings": surroundings})
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with theirs:
            socket.send_fds(_forks(), [b"!"], [theirs.fileno(), out.fileno(), err.fileno()])
        ours.settimeout(LONGEST)
        ours.sendall(order.encode() + b"\n")
        code = int(ours.recv(16))
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, code, out.read().decode(), err.read().decode())


@cache
def _forks() -> socket.socket:
    ours, theirs = socket.socketpair()
    others = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")}
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(theirs.fileno())],
        env=others | {"PYTHONPATH": str(ROOT)},
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # an interrupted run ends it by going, not by the signal
    )
    theirs.close()

    def end() -> None:
        ours.close()  # which ends the process, as our own end does
        process.wait()

    atexit.register(end)
    return ours


def serve(orders: int) -> None:
    """Part a process for each order that comes, until the other side is gone; comes back in a command, at its end."""
    from api.cli import COMMANDS, main

    gc.disable()  # as a command does while it loads
    for name in (*(target.partition(":")[0] for _, target, _ in COMMANDS), *LOADED_INSIDE):
        import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=orders) as coming:
        while True:
            said, files, *_ = socket.recv_fds(coming, 1, 3)
            if not said:
                return
            if os.fork() == 0:
                break
            for file in files:
                os.close(file)
    _parted(*files)
    main()


def _parted(line: int, out: int, err: int) -> None:
    """Take one order; comes back in the process of the command, while the one that was called waits and ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with socket.socket(fileno=line) as asking:
        order = json.loads(asking.makefile("rb").readline())
        child = os.fork()
        if child != 0:
            asking.sendall(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
            os._exit(0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.close(out)
    os.close(err)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["surroundings"])
    sys.argv = ["tonghu", *order["words"]]
