from pathlib import Path

import pytest

from tests.support.placed import empty, fujian, house, jilin, new_database, place, server  # noqa: F401 (fixtures)
from tests.support.trees import with_revision


@pytest.fixture
def broken_trees(tmp_path: Path) -> Path:
    """Trees whose newest revision fails after it changed something."""
    return with_revision(tmp_path, "ALTER TABLE {schema}.child ADD COLUMN later text", "SELECT * FROM {schema}.nowhere")
