from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tenants.embedded import Server
from tenants.house import House
from tests.support.places import empty_database, open_house, settle
from tests.support.servers import throwaway
from tests.support.trees import with_revision


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of this worker's own."""
    with throwaway() as running:
        yield running


@pytest.fixture
async def empty(server: Server) -> str:
    """The owner's URL of a database with nothing in it."""
    return await empty_database(server)


@pytest.fixture(scope="session")
async def place(server: Server) -> str:
    """The owner's URL of a database with two tenants, fujian and jilin; nobody changes what they are."""
    url = await empty_database(server)
    await settle(url, ["fujian", "jilin"])
    return url


@pytest.fixture
async def house(place: str) -> AsyncIterator[House]:
    """A house on that database."""
    async with open_house(place) as opened:
        yield opened


@pytest.fixture
def broken_trees(tmp_path: Path) -> Path:
    """Trees whose newest revision fails after it changed something."""
    return with_revision(
        tmp_path, "0002", "ALTER TABLE {schema}.child ADD COLUMN later text", "SELECT * FROM {schema}.nowhere"
    )
