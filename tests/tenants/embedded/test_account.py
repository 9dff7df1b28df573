"""Root and normal users. Where the tests run as a normal user, that user is the only one there is to test."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.embedded import start, stop
from tenants.embedded.binaries import find, may_enter, open_copy
from tests.support.children import ROOT, eventually, within
from tests.tenants.embedded.test_launch import run

STRANGER = 61_234  # a user id without an account, as containers use them
NORMAL = pwd.getpwnam("nobody").pw_uid
CODE = """
import sys
from pathlib import Path
from tenants.embedded import start
server = start(Path(sys.argv[1]), bin_dir=Path(sys.argv[2]))
print(server.pid, server.dsn, flush=True)
sys.stdin.read()
"""
as_root = [pytest.param(NORMAL, id="normal"), pytest.param(STRANGER, id="stranger")] if os.geteuid() == 0 else []


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user may read."""
    folder = Path(tempfile.mkdtemp(prefix="tg-shared-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def public_python() -> str:
    """A Python that every user may run: ours, or the system's."""
    if os.geteuid() != 0:
        return sys.executable
    version = "import sys; print(sys.version_info >= (3, 11))"
    names = ["python3", *(f"python3.{minor}" for minor in range(19, 10, -1))]
    candidates = [os.path.realpath(shutil.which(name, path="/usr/bin:/usr/local/bin") or "/") for name in names]
    for one in (os.path.realpath(shutil.which("python3") or "/"), *candidates):
        if one != "/" and may_enter(Path(one).parent, STRANGER, STRANGER):
            said = subprocess.run([one, "-c", version], capture_output=True, check=False)
            if said.stdout.strip() == b"True":
                return one
    raise AssertionError("no Python 3.11 that a normal user may run")


def owner_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


@pytest.mark.parametrize("uid", [pytest.param(os.geteuid(), id="this user"), *as_root])
async def test_serves(uid: int, data_dir: Path, shared: Path) -> None:
    programs = open_copy(find(None), shared, STRANGER, STRANGER)
    shutil.copytree(ROOT / "tenants" / "embedded", shared / "tenants" / "embedded")
    os.chown(data_dir, uid, -1)
    with subprocess.Popen(
        [public_python(), "-I", "-c", f"import sys; sys.path.insert(0, {str(shared)!r})\n{CODE}", data_dir, programs],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/", env={},
        **({} if uid == os.geteuid() else {"user": uid, "group": uid, "extra_groups": []}),  # type: ignore[call-overload]
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stderr is not None
        said = child.stdout.readline()
        assert said, child.stderr.read()
        pid, dsn = said.split()
        assert owner_of(int(pid)) == uid
        assert await run(dsn, "select current_user::text") == "tonghu"
        if uid != os.geteuid():
            joined = start(data_dir)  # root joins, and serves on, what a normal user started
            child.communicate("")
            assert joined.pid == int(pid)
            assert stop(joined)
            again = start(data_dir)
            assert owner_of(again.pid) == uid
            assert stop(again)
    assert eventually(lambda: not within(data_dir / "postgres" / "cluster"))


if os.geteuid() == 0:

    @pytest.fixture
    def without_namespaces(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        # As on a machine whose util-linux is missing; a kernel that refuses namespaces takes the same way.
        monkeypatch.setenv("PATH", str(tmp_path))

    @pytest.mark.usefixtures("without_namespaces")
    async def test_root_without_namespaces_runs_a_copy_as_nobody(data_dir: Path) -> None:
        home = data_dir / "private"
        home.mkdir(mode=0o700)
        server = start(home)
        assert owner_of(server.pid) == 65534
        await run(server.dsn, "create table kept as select 1 as n")
        cluster = home / "postgres" / "cluster"
        moved = cluster.resolve()
        assert moved.is_relative_to("/var/lib/tonghu")
        assert home.stat().st_mode & 0o777 == 0o700
        assert stop(server)
        again = start(home)
        assert await run(again.dsn, "select n from kept") == 1
        assert stop(again)
        shutil.rmtree(moved.parent)

    async def test_a_cluster_keeps_its_owner(data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        data_dir.chmod(0o755)
        with monkeypatch.context() as patch:
            patch.setenv("PATH", str(tmp_path))
            assert stop(start(data_dir))
        server = start(data_dir)
        assert owner_of(server.pid) == 65534
        assert stop(server)

    async def test_a_cluster_of_roots_is_handed_to_nobody(
        data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        data_dir.chmod(0o755)
        assert stop(start(data_dir))
        monkeypatch.setenv("PATH", str(tmp_path))
        server = start(data_dir)
        assert owner_of(server.pid) == 65534
        assert stop(server)
