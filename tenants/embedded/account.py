"""As whom the server runs: PostgreSQL refuses to run as root.

The ladder: a normal user runs it as it is. Root, and a user whom /etc/passwd does not know (as in containers; initdb
wants a name), run it in a user namespace where they are called nobody: that needs no account and opens no folder. Where
namespaces are refused (Docker's default seccomp profile, old kernels), root starts it as the real nobody, from a copy
of the programs, and in a folder of /var/lib if the given one lies in a private home.
An existing cluster keeps its owner.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenants.embedded.binaries import may_enter, open_copy
from tenants.embedded.failures import unwritable
from tenants.embedded.home import Home

NOBODY = 65534
SHARED = Path("/var/lib/tonghu")
NAMESPACE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")


@dataclass(frozen=True)
class Account:
    """How to run a program of the server: the words before it, or the user and group to become."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int = NOBODY

    @property
    def become(self) -> dict[str, Any]:
        """Give the user to become, as the arguments of `subprocess.Popen`."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    @property
    def owner(self) -> int:
        """Give the user id that the server's files carry."""
        return os.geteuid() if self.uid is None else self.uid


def choose(home: Home) -> Account:
    """Choose the account for this user and, where there is one, for the existing cluster."""
    if os.geteuid() != 0:
        return Account() if _known(os.geteuid()) or not _namespaces_work() else Account(prefix=NAMESPACE)
    owner = home.cluster.stat().st_uid if home.cluster.exists() else 0
    if owner != 0:
        return _become(owner)
    return Account(prefix=NAMESPACE) if _namespaces_work() else _become(NOBODY)


def settle(home: Home, account: Account, bin_dir: Path) -> tuple[Path, Path]:
    """Give the folder of cluster and socket, and the programs, both such that the account can use them.

    Raises EmbeddedServerError where the folder or the copy cannot be made.
    """
    if account.uid is None:
        return home.root, bin_dir
    try:
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        room = _room(home, account.uid, account.gid)
        for folder in (home.cluster.resolve(), room / "socket"):
            if folder.exists() and folder.stat().st_uid != account.uid:
                _hand_over(folder, account.uid)
    except OSError as error:
        raise unwritable(home.root, error) from error
    return room, open_copy(bin_dir, SHARED, account.uid, account.gid)


def _become(uid: int) -> Account:
    return Account(uid=uid, gid=pwd.getpwuid(uid).pw_gid if _known(uid) else NOBODY)


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _namespaces_work() -> bool:
    if shutil.which(NAMESPACE[0]) is None:
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def _room(home: Home, uid: int, gid: int) -> Path:
    if may_enter(home.root, uid, gid):
        return home.root
    if may_enter(home.root.parent, uid, gid):
        home.root.chmod(0o711)
        return home.root
    room = SHARED / f"data-{hashlib.sha256(os.fsencode(home.root)).hexdigest()[:16]}"
    room.mkdir(mode=0o711, exist_ok=True)
    if not home.cluster.is_symlink():
        if home.cluster.exists():
            shutil.move(home.cluster, room / "cluster")
        home.cluster.symlink_to(room / "cluster")
    return room


def _hand_over(folder: Path, uid: int) -> None:
    for path, _, files in os.walk(folder):
        for one in (path, *(os.path.join(path, name) for name in files)):  # noqa: PTH118 - thousands of names
            os.chown(one, uid, -1, follow_symlinks=False)
