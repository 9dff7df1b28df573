"""What the questions to the judge begin with."""

from pathlib import Path

import asyncpg
import pytest

from tenants.house import House
from tests.access.oracle import World
from tests.access.world import peopled


@pytest.fixture
async def world(house: House, owner: asyncpg.Connection, tmp_path: Path) -> World:
    """Forty children of Fujian."""
    return await peopled(house, owner, tmp_path, 40)
