"""The guides show code that is run: each block is a part of the file that it names."""

import re
from pathlib import Path

import pytest

from tests.support.children import ROOT

_BLOCK = re.compile(r"^```(\S*) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("guide", ["integrators.md"])
def test_each_block_stands_in_the_file_it_names(guide: str) -> None:
    blocks = _BLOCK.findall((ROOT / "docs" / guide).read_text())
    assert blocks
    for kind, name, text in blocks:
        assert name.startswith("examples/"), f"{kind} {text[:80]}"
        assert text in (ROOT / Path(name)).read_text(), f"{name}: {text[:80]}"
