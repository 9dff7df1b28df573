"""The cluster on disk: made whole or not at all."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tenants.embedded.account import Account
from tenants.embedded.failures import from_output, other_version, unwritable
from tenants.embedded.home import Home, make_password, read_password

USER = "tonghu"
DATABASE = "tonghu"


def ensure(home: Home, room: Path, bin_dir: Path, version: str, account: Account, *, throwaway: bool) -> Path:
    """Give the cluster in `room`, made now where there is none. Raises EmbeddedServerError (version, password, disk).

    A new one is built beside its place and renamed, so that a killed start leaves nothing half.
    """
    cluster = room / "cluster"
    if cluster.exists():
        has = (cluster / "PG_VERSION").read_text().strip()
        if has != version:
            raise other_version(cluster, has, version)
        read_password(home)
        return cluster
    try:
        for left in room.glob("cluster.new-*"):
            shutil.rmtree(left, ignore_errors=True)
        # A new name: the initdb of a killed start may live on for a moment, and empties its folder when it fails.
        work = Path(tempfile.mkdtemp(prefix="cluster.new-", dir=room))
        (work / "password").touch(mode=0o600)
        (work / "password").write_text(make_password(home))
        for path in (work, work / "password"):
            os.chown(path, account.owner, -1)
        _initialise(work / "data", work / "password", bin_dir, account, throwaway=throwaway)
        (work / "data").rename(cluster)
        shutil.rmtree(work)
    except OSError as error:
        raise unwritable(cluster, error) from error
    return cluster


def _initialise(fresh: Path, password: Path, bin_dir: Path, account: Account, *, throwaway: bool) -> None:
    initdb = [
        str(bin_dir / "initdb"), f"--pgdata={fresh}", f"--username={USER}", f"--pwfile={password}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", *(["--no-sync"] if throwaway else []),
    ]  # fmt: skip
    _run(initdb, "", fresh, account)
    single = [str(bin_dir / "postgres"), "--single", "-D", str(fresh), "postgres"]
    said = _run(single, f"CREATE DATABASE {DATABASE};\n", fresh, account)
    if "ERROR" in said:
        raise from_output(fresh, 0, said)


def _run(command: list[str], text: str, fresh: Path, account: Account) -> str:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [*account.prefix, *command],
        input=text,
        capture_output=True,
        text=True,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        check=False,
        **account.become,
    )
    said = done.stdout + done.stderr
    if done.returncode != 0:
        raise from_output(fresh, 0, said)
    return said
