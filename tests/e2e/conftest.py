"""What end-to-end tests share: a running demo, npm's programs, the examples as a front-end team would set them up."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.demos import Demo, demo_of
from tests.support.children import ROOT
from tests.support.session import Session, one_at_a_time

_INSTALL = ["npm", "ci", "--no-audit", "--no-fund", "--prefer-offline"]
_MADE = ("node_modules", "gql", "__generated__")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo with a few children, once for all."""
    with demo_of(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="session")
def demo_address(demo: Demo) -> str:
    """Where it is."""
    return demo.address


@pytest.fixture(scope="session")
def clients(run: Session) -> Path:
    """A folder with programs of npm that judge servers, and a Node of our choice (`node`)."""
    with one_at_a_time(run, "clients") as done:
        folder = run.folder / "clients"
        if not done.exists():
            _copied(ROOT / "tests" / "e2e" / "clients", folder)
            subprocess.run(_INSTALL, cwd=folder, check=True, timeout=300)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def node(clients: Path) -> Path:
    """The Node that examples are written for, whichever Debian has."""
    return clients / "node_modules" / ".bin" / "node"


@pytest.fixture(scope="session")
def examples(run: Session, node: Path) -> Path:
    """The folder of the examples with their packages, beside the schema, types and queries generated from it."""
    with one_at_a_time(run, "examples") as done:
        folder = run.folder / "examples"
        if not done.exists():
            _copied(ROOT / "examples", folder)
            (run.folder / "schema").mkdir()
            shutil.copy(ROOT / "schema" / "schema.graphql", run.folder / "schema")
            subprocess.run([*_INSTALL, "--ignore-scripts"], cwd=folder, check=True, timeout=300)
            npm(node, folder, "generate")
            done.touch()
    return folder


def npm(node: Path, folder: Path, script: str) -> None:
    """Run a script of a package by the given Node; raises AssertionError with what it said when it fails."""
    path = {"PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    words = ["npm", "run", "--silent", script]
    done = subprocess.run(
        words, cwd=folder, env=os.environ | path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _copied(folder: Path, to: Path) -> None:
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns(*_MADE))
