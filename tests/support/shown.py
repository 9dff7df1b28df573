"""Files that a page shows: blocks whose opening line names one.

`python -m tests.support.shown docs/clients.md` renews them.
"""

import re
import sys
from pathlib import Path

from tests.support.children import ROOT

# ```ts examples/apollo/client.ts
_BLOCK = re.compile(r"^(```\w+ (\S+)\n)(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown(page: str) -> dict[str, str]:
    """Give what a page shows of each file, by its path."""
    return {path: text for _, path, text in _BLOCK.findall(page)}


def renewed(page: str) -> str:
    """Give the page with every file as it stands."""
    return _BLOCK.sub(lambda block: f"{block[1]}{(ROOT / block[2]).read_text(encoding='utf-8')}```", page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
