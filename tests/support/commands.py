"""The command line as a person at a terminal meets it: a process of its own, in a folder of the test's."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support.children import ROOT
from tests.support.places import MASTER_KEY, NOW

Run = Callable[..., subprocess.CompletedProcess[str]]


def commands(url: str, folder: Path, *before: str, **settings: str) -> Run:
    """Make what runs `tonghu BEFORE ...` on a database at `NOW`; `settings` are TONGHU_* variables beside the usual."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")} | {
        "TONGHU_DATABASE_URL": url,
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_DATA_DIR": str(folder / "data"),
        "TONGHU_NOW": NOW.isoformat(),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
        **settings,
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from api.cli import main; main()", *before, *words]
        return subprocess.run(
            command, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=120, check=False
        )

    return run
