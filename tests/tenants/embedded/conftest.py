import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.children import eventually, within
from tests.support.scratch import scratch


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder with a short path, whose server must be gone at the end of the test."""
    folder = Path(tempfile.mkdtemp(prefix="tg-", dir=scratch()))
    cluster = folder / "postgres" / "cluster"
    yield folder
    gone = eventually(lambda: not within(cluster))
    shutil.rmtree(folder)
    assert gone, f"a server was left behind in {folder}"
