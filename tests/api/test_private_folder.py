"""Nothing that lay in a private folder outlasts its use, also where the process that used it was killed."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from api.private_folder import PREFIX, clear_left, private_folder
from tests.support.children import ROOT

HOLDS = """
import sys, tempfile, time
from api.private_folder import private_folder
tempfile.tempdir = sys.argv[1]
with private_folder() as folder:
    (folder / "ledger.xlsx").write_text("x")
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_lay_in_it_goes_with_its_block(temporary: Path) -> None:
    with private_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "inner").mkdir()
        (folder / "inner" / "ledger.xlsx").write_text("x")
    assert not list(temporary.iterdir())


def test_what_a_killed_process_left_is_cleared_away_and_nothing_else(temporary: Path) -> None:
    words = [sys.executable, "-c", HOLDS, str(temporary)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child, private_folder() as ours:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        (temporary / f"{PREFIX}file").write_text("not a folder")
        (temporary / f"{PREFIX}link").symlink_to(ours)
        before = set(temporary.iterdir())
        clear_left()
        assert set(temporary.iterdir()) == before
        child.kill()
        child.wait()
        clear_left()
        assert set(temporary.iterdir()) == {ours, temporary / f"{PREFIX}file", temporary / f"{PREFIX}link"}
