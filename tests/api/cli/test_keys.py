import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tenants.rotate_data import rotate_data
from tests.support.children import ROOT
from tests.support.commands import commands
from tests.support.keys import data_keys
from tests.support.places import MASTER_KEY

NEW = os.urandom(32)


def test_replaces_the_master_key_of_the_environment(fresh_url: str, tmp_path: Path) -> None:
    (tmp_path / "new").write_text(NEW.hex() + "\n")
    done = commands(fresh_url, tmp_path, TONGHU_NEW_MASTER_KEY_FILE=str(tmp_path / "new"))("keys", "rotate", "--master")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2\t4\t6\n")
    assert "TONGHU_MASTER_KEY" in done.stdout
    refused = commands(fresh_url, tmp_path)("worker", "--once")
    assert refused.returncode == 1
    assert "master key" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert commands(fresh_url, tmp_path, TONGHU_MASTER_KEY=NEW.hex())("worker", "--once").returncode == 0
    both = commands(fresh_url, tmp_path, TONGHU_NEW_MASTER_KEY=NEW.hex())
    assert both("worker", "--once").returncode == 0
    for printed in (done.stdout, done.stderr, refused.stdout, refused.stderr):
        assert NEW.hex() not in printed
        assert MASTER_KEY.hex() not in printed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("rotate",), "name a tenant"),
        (("rotate", "fujian", "--master"), "one of the two"),
        (("rotate", "--master"), "TONGHU_NEW_MASTER_KEY_FILE"),
        (("rotate", "nowhere"), "there is no tenant nowhere"),
    ],
)
def test_says_what_is_missing(database_url: str, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    done = commands(database_url, tmp_path)("keys", *words)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_wrong_master_key_replaces_nothing(fresh_url: str, tmp_path: Path) -> None:
    wrong = commands(fresh_url, tmp_path, TONGHU_MASTER_KEY=NEW.hex(), TONGHU_NEW_MASTER_KEY=os.urandom(32).hex())
    for words in (("--master",), ("fujian",)):
        done = wrong("keys", "rotate", *words)
        assert done.returncode == 1
        assert "wrong master key" in done.stderr
    assert await data_keys(fresh_url) == [(1, True, False)]
    assert commands(fresh_url, tmp_path)("worker", "--once").returncode == 0


async def test_a_rotation_that_was_killed_is_taken_up(fresh_url: str, tmp_path: Path) -> None:
    surroundings = os.environ | {
        "TONGHU_DATABASE_URL": fresh_url, "TONGHU_MASTER_KEY": MASTER_KEY.hex(), "PYTHONPATH": str(ROOT)
    }  # fmt: skip
    command = [sys.executable, "-c", "from api.cli import main; main()", "keys", "rotate", "fujian"]
    with subprocess.Popen(command, cwd=tmp_path, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "key 3 is known" in process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert await data_keys(fresh_url) == [(1, True, False), (3, False, False)]
    done = await rotate_data(fresh_url, master_key=MASTER_KEY, cipher="sm4", code="fujian", settle=0.0)
    assert (done.key, done.retired) == (3, (1,))
    assert await data_keys(fresh_url) == [(1, True, True), (3, True, False)]
