"""Where the server of one data folder keeps its things."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from tenants.embedded.failures import foreign_socket_folder, password_lost, unwritable

# sockaddr_un holds 104 bytes on macOS and 108 on Linux; PostgreSQL counts the closing zero.
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True)
class Home:
    """The folder `<data_dir>/postgres`: the cluster (PGDATA), the locks, the password and the log."""

    root: Path

    @property
    def cluster(self) -> Path:
        """Give PGDATA; a link where the cluster had to move (see `tenants.embedded.account`)."""
        return self.root / "cluster"

    @property
    def log(self) -> Path:
        """Give what the server prints."""
        return self.root / "server.log"

    @property
    def password_file(self) -> Path:
        """Give the file of the superuser's password, mode 0600."""
        return self.root / "superuser.password"

    @property
    def start_lock(self) -> Path:
        """Give the lock that lets one starter at a time in."""
        return self.root / "start.lock"

    @property
    def owners_lock(self) -> Path:
        """Give the lock that every user of the server shares."""
        return self.root / "owners.lock"

    @property
    def keeper_lock(self) -> Path:
        """Give the lock that the server's keeper holds while it lives."""
        return self.root / "keeper.lock"


def make_home(data_dir: Path) -> Home:
    """Make the server's folder, for its user alone. Raises EmbeddedServerError where it cannot be written."""
    home = Home(data_dir.expanduser().resolve() / "postgres")
    try:
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (home.start_lock, home.owners_lock, home.keeper_lock, home.log):
            path.touch(mode=0o600)
    except OSError as error:
        raise unwritable(home.root, error) from error
    return home


def find_home(data_dir: Path) -> Home | None:
    """Give the server's folder where a server was started before, else None."""
    home = Home(data_dir.expanduser().resolve() / "postgres")
    return home if home.start_lock.exists() and home.cluster.exists() else None


def make_password(home: Home) -> str:
    """Give the superuser's password, made at random at the first start."""
    if home.password_file.exists() and (kept := home.password_file.read_text().strip()):
        return kept
    password = secrets.token_urlsafe(32)
    try:
        home.password_file.unlink(missing_ok=True)
        with os.fdopen(os.open(home.password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise unwritable(home.password_file, error) from error
    return password


def read_password(home: Home) -> str:
    """Give the superuser's password of an existing cluster. Raises EmbeddedServerError where it is lost."""
    try:
        password = home.password_file.read_text().strip()
    except FileNotFoundError:
        password = ""
    except OSError as error:
        raise unwritable(home.password_file, error) from error
    if not password:
        raise password_lost(home.password_file)
    return password


def make_socket_folder(room: Path, port: int, uid: int) -> Path:
    """Make the folder of the Unix socket, for `uid` alone: in `room`, or in /tmp where that path is too long."""
    folder = room / "socket"
    if len(os.fsencode(folder / f".s.PGSQL.{port}")) >= LONGEST_SOCKET_PATH:
        mark = hashlib.sha256(os.fsencode(room)).hexdigest()[:16]
        folder = Path("/tmp") / f"tonghu-{uid}-{mark}"  # noqa: S108 - made 0700, and refused below where it is not ours
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700)
            if os.geteuid() != uid:
                os.chown(folder, uid, -1)
    except OSError as error:
        raise unwritable(folder, error) from error
    found = folder.lstat()
    if found.st_uid != uid or found.st_mode & 0o077 or folder.is_symlink():
        raise foreign_socket_folder(folder)
    return folder
