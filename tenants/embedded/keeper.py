"""The server's keeper: a small process that starts the server and stops it when its last user is gone.

Run as a script (`python -I -S keeper.py ORDER`), so it imports the standard library alone. It leaves its starter's
process group and session, so neither Ctrl-C nor `kill -9` of a user reaches it or the server; the lock does.
ORDER is JSON: `command` (argv) and `become` (the user, as Popen's arguments), or the `pid` of a living server that lost
its keeper; `owners` (the lock to wait for), `keeper` (an open, locked descriptor), `signal` (how to stop).
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

PATIENCE = 60.0  # seconds until a server that does not stop is stopped at once (SIGQUIT; the next start recovers)
LOOK = 0.2  # seconds between two looks at a server that is not our child


def main() -> None:
    """Become a process of its own and keep the server until nobody uses it."""
    order: dict[str, Any] = json.loads(sys.argv[1])
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")
    if "command" in order:
        child = subprocess.Popen(order["command"], umask=0o077, **order["become"])
        _keep(order, child.pid, child.wait)
    else:
        _keep(order, order["pid"], lambda: _gone(order["pid"]))
    # In this order: whoever gets the owners' lock next must find the keeper's place free.
    os.close(order["keeper"])
    os._exit(0)


def _keep(order: dict[str, Any], pid: int, wait: Callable[[], object]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: _send(pid, order["signal"]))
    threading.Thread(target=_stop_when_alone, args=(order, pid), daemon=True).start()
    wait()


def _stop_when_alone(order: dict[str, Any], pid: int) -> None:
    handle = os.open(order["owners"], os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)  # held until this process ends
    _send(pid, order["signal"])
    time.sleep(PATIENCE)
    _send(pid, signal.SIGQUIT)


def _send(pid: int, what: int) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def _gone(pid: int) -> None:
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(LOOK)


if __name__ == "__main__":
    main()
