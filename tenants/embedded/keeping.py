"""How a keeper is set to its work (see `tenants.embedded.keeper` for what it does)."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tenants.embedded import keeper, owners
from tenants.embedded.account import Account
from tenants.embedded.failures import from_output
from tenants.embedded.home import Home


def keep_new(home: Home, place: int, command: list[str], account: Account, *, throwaway: bool) -> int:
    """Start the server by a new keeper; give a descriptor that reaches its end when the server does.

    `place` is the keeper's lock, taken; it passes to the keeper.
    """
    order = {
        "command": [*account.prefix, *command],
        "become": account.become,
        "signal": signal.SIGQUIT if throwaway else signal.SIGINT,
    }
    return _spawn(home, place, order)


def keep_living(home: Home, pid: int) -> None:
    """See to it that a living server has a keeper, should the one that started it be gone."""
    place = owners.take_if_free(home.keeper_lock)
    if place is not None:
        os.close(_spawn(home, place, {"pid": pid, "signal": signal.SIGINT}))


def _spawn(home: Home, place: int, order: dict[str, Any]) -> int:
    ours, theirs = os.pipe()
    script = str(Path(keeper.__file__).resolve())
    task = json.dumps({**order, "owners": str(home.owners_lock), "keeper": place})
    try:
        with home.log.open("ab") as log:
            subprocess.run(
                [sys.executable, "-I", "-S", script, task],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(place, theirs),
                check=True,
                timeout=60,
            )
    except (OSError, subprocess.SubprocessError) as error:
        os.close(ours)
        raise from_output(home.root, 0, str(error)) from error
    finally:
        os.close(theirs)
        os.close(place)
    return ours
