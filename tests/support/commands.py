"""The command line as a person at a terminal meets it: a process of its own, in a folder of the test's."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.support import forking
from tests.support.children import ROOT
from tests.support.places import MASTER_KEY, NOW

Run = Callable[..., subprocess.CompletedProcess[str]]


def surroundings(url: str, folder: Path) -> dict[str, str]:
    """Give the settings of a command that works on a database at `NOW`."""
    return {
        "TONGHU_DATABASE_URL": url,
        "TONGHU_MASTER_KEY": MASTER_KEY.hex(),
        "TONGHU_DATA_DIR": str(folder / "data"),
        "TONGHU_NOW": NOW.isoformat(),
        "COLUMNS": "500",
    }


def commands(url: str, folder: Path, *before: str, **settings: str) -> Run:
    """Make what runs `tonghu BEFORE ...` on a database at `NOW`; `settings` are TONGHU_* variables beside the usual."""
    usual = {"PYTHONPATH": str(ROOT), **surroundings(url, folder), "COLUMNS": "200"}
    others = {name: value for name, value in os.environ.items() if not name.startswith("TONGHU_")}
    environment = others | usual | settings

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return forking.run([*before, *words], folder, environment)

    return run
