from collections.abc import AsyncIterator, Iterator

import pytest

from tenants.embedded import Server
from tenants.house import House
from tests.support.places import empty_database, open_house, settle
from tests.support.servers import BOTH, throwaway


@pytest.fixture(scope="session", params=BOTH)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The newest and the oldest supported server, one after the other."""
    with throwaway(request.param) as running:
        yield running


@pytest.fixture
async def empty(server: Server) -> str:
    """The owner's URL of a database with nothing in it."""
    return await empty_database(server)


@pytest.fixture(scope="session")
async def place(server: Server) -> str:
    """The owner's URL of a database with two tenants, fujian and jilin."""
    url = await empty_database(server)
    await settle(url, ["fujian", "jilin"])
    return url


@pytest.fixture
async def house(place: str) -> AsyncIterator[House]:
    """A house on that database."""
    async with open_house(place) as opened:
        yield opened
