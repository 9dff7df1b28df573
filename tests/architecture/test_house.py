"""What holds for the house as a whole."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from tests.support.children import ROOT
from tests.support.sources import files, imports

OURS = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {path.stem for path in ROOT.glob("*.py")}


def test_no_dependency_ships_one_of_our_names() -> None:
    clashes = {
        (distribution.name, top)
        for distribution in distributions()
        if distribution.name != "tonghu"
        for top in {file.parts[0].removesuffix(".py") for file in distribution.files or ()}
        if top in OURS
    }
    assert {"records", "tenants", "settings", "tests"} <= OURS
    assert clashes == set()


def test_every_package_is_shipped_checked_and_layered() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    packages = OURS - {"tests", "settings", "go", "benchmarks"}
    assert set(project["uv"]["build-backend"]["module-name"]) == packages
    assert set(project["importlinter"]["root_packages"]) == packages
    assert packages <= set(project["mypy"]["files"])


def test_calls_go_down_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_rulebooks_know_the_standard_library_and_pydantic_alone() -> None:
    allowed = sys.stdlib_module_names | {"pydantic"}
    foreign = {
        (str(path), name)
        for path in files(".py", under="care/rulebooks")
        for name in imports(path)
        if name.split(".")[0] not in allowed and not name.startswith("care.rulebooks")
    }
    assert foreign == set()


def test_the_server_launcher_knows_the_standard_library_alone() -> None:
    foreign = {
        (str(path), name)
        for path in files(".py", under="tenants/embedded")
        for name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("tenants.embedded")
    }
    assert foreign == set()


def test_no_file_is_over_300_lines() -> None:
    long = {
        str(path): lines
        for path in files(".py", ".ts", ".tsx", ".sh")
        if not {"tests", "versions"} & set(path.parts) and (lines := (ROOT / path).read_text().count("\n")) > 300
    }
    assert long == {}


def test_no_file_names_a_place_on_one_machine() -> None:
    places = re.compile(r"(?<![\w.~*])/(?:work|root|farm|home/\w+|Users/\w+)/")
    found = {
        (str(path), line.strip())
        for path in files(".py", ".md", ".toml", ".ts", ".tsx", ".html", ".json", ".yaml", ".ini", ".graphql")
        for line in (ROOT / path).read_text().splitlines()
        if places.search(line)
    }
    assert found == set()


def test_nothing_is_left_open_or_switched_off_in_tests() -> None:
    words = [r"mark\.skip", r"pytest\.skip\(", r"mark\.xfail", r"unittest\.mock", r"raise NotImplemented"]
    pattern = re.compile("|".join(words))
    found = {
        (str(path), line.strip())
        for path in files(".py")
        if path.name != Path(__file__).name
        for line in (ROOT / path).read_text().splitlines()
        if pattern.search(line)
    }
    assert found == set()


def test_no_jurisdictions_name_decides_anything() -> None:
    """What differs from place to place comes out of the rulebooks; the one name left is that of a system of record."""
    names = re.compile("shanxi|yunnan|jilin|fujian|shangri|diqing|山西|云南|吉林|福建|香格里拉|迪庆", re.IGNORECASE)
    rooms = ("alerts", "care", "jobs", "policies", "reads", "records", "schema")
    found = {
        (str(path), word)
        for path in files(".py")
        if path.parts[0] in rooms and "generator" not in path.parts  # which makes up people at real places
        for word in _words(ast.parse((ROOT / path).read_text()))
        if names.search(word)
    }
    assert found == {("records/codes/visiting.py", "SHANXI_MINI_PROGRAM")}


def _words(tree: ast.AST) -> Iterator[str]:
    """Give the names and the texts of a module, without what is written about it."""
    told = set(_documents(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.value


def _documents(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr):
                yield first.value
