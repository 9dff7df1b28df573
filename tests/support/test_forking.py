"""What a parted command is to its test: as good as one started from nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import forking
from tests.support.children import ROOT


@pytest.mark.parametrize("words", [("token", "nobody"), ("rulebook", "check", "wrong.toml"), ("--version",), ("what",)])
def test_a_command_says_and_ends_as_one_that_was_started(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "wrong.toml").write_text("layer = 7\n", "utf-8")  # found by its name in the folder alone
    named = {"PYTHONPATH": str(ROOT), "TONGHU_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "80"}
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | named
    command = [sys.executable, "-c", "from api.cli import main; main()", *words]
    started = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)
    parted = forking.run(words, tmp_path, surroundings)
    assert (parted.returncode, parted.stdout, parted.stderr) == (started.returncode, started.stdout, started.stderr)
    assert parted.stdout or parted.stderr
