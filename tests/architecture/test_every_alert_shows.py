"""What an action announces must be of a kind that alerts show: an event that nobody can read tells nobody."""

import ast
from collections.abc import Iterator
from pathlib import Path

import schema.enums  # noqa: F401 - the codes must be enums before a type names them
from schema.alert import ROLES, RULES, SUBJECTS

ROOT = Path(__file__).parents[2]


def announced() -> Iterator[tuple[str, str]]:
    """Give each word that names a kind of subject in a call, with the file it stands in."""
    for path in (ROOT / "care").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "subject_kind" and isinstance(node.value, ast.Constant):
                yield str(node.value.value), str(path.relative_to(ROOT))


def test_each_kind_of_subject_that_is_announced_shows_to_somebody() -> None:
    found = set(announced())
    assert len(found) > 30
    assert {(word, file) for word, file in found if word not in {*SUBJECTS, RULES, ROLES}} == set()
