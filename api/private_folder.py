"""A folder for what must not outlast its use: gone with its block, and after a kill when a process starts again."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "tonghu-ledger-"


@contextmanager
def private_folder() -> Iterator[Path]:
    """Make a folder that its owner alone can look into; whatever lies in it goes with it."""
    with TemporaryDirectory(prefix=PREFIX) as name:
        held = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)  # let go of when the process ends, however it does
            yield Path(name)
        finally:
            os.close(held)


def clear_left() -> None:
    """Clear away the folders of processes that were killed: nobody holds them any more."""
    for left in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # held by another process, gone meanwhile, or somebody else's
            held = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                rmtree(left)
            finally:
                os.close(held)
