"""Who uses the server: counted by file locks, which the kernel gives back however a process ends.

Every user holds a shared lock on `owners.lock`; the keeper waits for the exclusive one, gets it the moment the last
user is gone, and stops the server while it holds it. So there is no list of pids to go stale.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenants.embedded.failures import too_long, unwritable

ALONE = fcntl.LOCK_EX
PAUSE = 0.02


def take(path: Path, kind: int, seconds: float, what_zh: str, what_en: str) -> int:
    """Take the lock (`fcntl.LOCK_SH` or ALONE), give its descriptor. Raises EmbeddedServerError after `seconds`."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unwritable(path, error) from error
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(handle)
                raise too_long(path.parent, what_zh, what_en, seconds) from None
            time.sleep(PAUSE)
        else:
            return handle


def take_if_free(path: Path) -> int | None:
    """Take the exclusive lock where nobody holds it, and give its file descriptor, else None."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


@contextmanager
def alone(path: Path, seconds: float) -> Iterator[None]:
    """Be the only starter for a while."""
    handle = take(path, ALONE, seconds, "有另一个程序正在启动", "another program was starting it")
    try:
        yield
    finally:
        os.close(handle)


def share(path: Path, seconds: float) -> int:
    """Become a user of the server, give the descriptor that holds the share; waits while a keeper is stopping it."""
    return take(path, fcntl.LOCK_SH, seconds, "在停止", "it was stopping")


def give_back(handle: int) -> bool:
    """Give a share back; True when it was the last."""
    try:
        return not _held(handle)
    finally:
        os.close(handle)


def used(path: Path) -> bool:
    """Tell whether anybody uses the server."""
    handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        return _held(handle)
    finally:
        os.close(handle)


def stopping(path: Path) -> bool:
    """Tell whether a keeper is stopping the server just now."""
    handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        return not _try(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


def _held(handle: int) -> bool:
    # Who cannot be alone stands beside other users, or before a keeper, which lets nobody stand beside it.
    return not _try(handle, ALONE) and _try(handle, fcntl.LOCK_SH)


def _try(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
