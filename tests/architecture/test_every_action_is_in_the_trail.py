"""An action that asks the policy and writes no row of the trail must not exist."""

import ast
from pathlib import Path

import pytest

from tests.support.children import ROOT
from tests.support.sources import files, imports

ACTIONS = "care/actions"


def calls(path: Path, name: str) -> bool:
    """Tell whether a file calls a function of this name."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))
    return any(isinstance(node, ast.Call) and getattr(node.func, "id", None) == name for node in nodes)


def ours(path: Path) -> list[Path]:
    """Give a file and the files of actions that it imports from."""
    named = [Path(*module.split(".")).with_suffix(".py") for module in imports(path)]
    return [path, *(one for one in named if one.is_relative_to(ACTIONS) and (ROOT / one).is_file())]


# What is asked of the platform has no trail of its own yet: the new tenant's begins with its opening.
OF_THE_PLATFORM = {Path(ACTIONS, "want_tenant.py")}
ASKING = [path for path in files(".py", under=ACTIONS) if calls(path, "require") and path not in OF_THE_PLATFORM]


@pytest.mark.parametrize("path", ASKING, ids=str)
def test_who_asks_the_policy_writes_the_trail(path: Path) -> None:
    assert any(calls(one, name) for one in ours(path) for name in ("audit", "audit_all"))


def test_there_are_actions() -> None:
    assert len(ASKING) > 60
