"""Throwaway PostgreSQL servers: the one that ships with Tonghu, and the oldest that is supported."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tenants import embedded
from tests.support.scratch import scratch

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
BOTH = [pytest.param(None, id="pg18"), pytest.param(DEBIAN_15, id="pg15", marks=pytest.mark.debian)]


@contextmanager
def throwaway(bin_dir: Path | None = None) -> Iterator[embedded.Server]:
    """Run a server on data that nobody will miss."""
    folder = Path(tempfile.mkdtemp(prefix="tg-", dir=scratch()))
    try:
        server = embedded.start(folder, bin_dir=bin_dir, throwaway=True)
        try:
            yield server
        finally:
            embedded.stop(server)
    finally:
        shutil.rmtree(folder)
