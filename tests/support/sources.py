"""The project's own files."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from tests.support.children import ROOT

FOREIGN = {"node_modules", "dist", "var", "mutants"}


def files(*suffixes: str, under: str = ".") -> Iterator[Path]:
    """Give the project's files with one of these suffixes, as paths from its root."""
    for folder, below, names in os.walk(ROOT / under):
        below[:] = sorted(name for name in below if name not in FOREIGN and not name.startswith("."))
        for name in sorted(names):
            if name.endswith(suffixes):
                yield Path(folder, name).relative_to(ROOT)


def imports(path: Path) -> set[str]:
    """Give the modules that a Python file imports, by their full names."""
    found = set[str]()
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found
