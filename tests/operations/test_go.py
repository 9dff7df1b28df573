"""The two commands of the README, on machines that have little."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.children import ROOT

BARE = {"PATH": "/usr/bin:/bin"}


def run(*command: object, cwd: Path | str = "/", **options: Any) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, **options)


@pytest.fixture
def clone() -> Iterator[Path]:
    """A fresh clone with what is in the work tree, where every user may go."""
    folder = Path(tempfile.mkdtemp(prefix="tg-clone-", dir="/var/tmp"))
    folder.chmod(0o755)
    project = folder / "童护 clone"
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, project / name)
    yield project
    shutil.rmtree(folder)


def test_says_that_pip_is_missing(tmp_path: Path) -> None:
    assert run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare").returncode == 0
    shutil.copy(ROOT / "go.py", tmp_path)
    done = run(tmp_path / "bare" / "bin" / "python", tmp_path / "go.py", "demo", env={"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "缺少 pip" in done.stderr
    assert "pip is missing" in done.stderr


def test_says_that_uv_cannot_be_installed(tmp_path: Path) -> None:
    shutil.copy(ROOT / "go.py", tmp_path)
    nothing = {**os.environ, "PATH": str(tmp_path), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    nothing.pop("UV", None)
    assert run(sys.executable, "-m", "venv", "--system-site-packages", tmp_path / "own").returncode == 0
    done = run(tmp_path / "own" / "bin" / "python", tmp_path / "go.py", "demo", env=nothing)
    assert done.returncode == 1
    assert "无法安装 uv" in done.stderr
    assert list(tmp_path.glob(".uv*")) == []


def test_keeps_bytecode_to_itself_where_none_is_wanted(tmp_path: Path) -> None:
    shutil.copy(ROOT / "go.py", tmp_path)
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\nexec env\n")
    uv.chmod(0o755)

    def told(**more: str) -> dict[str, str]:
        usual = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = run(sys.executable, tmp_path / "go.py", "token", env={**usual, "UV": str(uv), **more})
        return dict(line.split("=", 1) for line in done.stdout.splitlines() if line.startswith("PYTHON"))

    assert told() == {}
    assert told(PYTHONDONTWRITEBYTECODE="1") == {"PYTHONPYCACHEPREFIX": str(tmp_path / ".uv" / "bytecode")}
    assert told(PYTHONDONTWRITEBYTECODE="1", PYTHONPYCACHEPREFIX="/x") == {"PYTHONPYCACHEPREFIX": "/x"}


@pytest.mark.debian
@pytest.mark.parametrize("user", ["root", "nobody"])
def test_a_fresh_clone_runs_with_the_systems_python_alone(clone: Path, user: str) -> None:
    uid, gid = pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid
    for path in (clone.parent, clone, *clone.rglob("*")):
        os.chown(path, uid, gid)
    become: dict[str, Any] = {"user": uid, "group": gid, "extra_groups": [], "env": BARE}
    first = run("/usr/bin/python3", clone / "go.py", "--version", **become)
    assert first.returncode == 0, first.stderr
    assert first.stdout.strip() == "0.1.0"
    assert (clone / ".uv" / "bin" / "uv").exists()
    again = run("/usr/bin/python3", clone / "go.py", "--version", **become)
    assert again.stdout.strip() == "0.1.0"
    assert "Installed" not in again.stderr
    assert run("/usr/bin/python3", clone / "go.py", "no-such-command", **become).returncode != 0
    assert not any((clone / ".venv").glob("lib/*/site-packages/pytest"))
