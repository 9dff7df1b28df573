"""Fixtures of tests that need databases with tenants, on the newest and on the oldest supported server."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tenants.embedded import Server
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import empty_database, open_house, settle
from tests.support.servers import BOTH, throwaway


@pytest.fixture(scope="session", params=BOTH)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of this worker's own."""
    with throwaway(request.param) as running:
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
async def fujian(house: House) -> Tenant:
    """One of its tenants."""
    return await _tenant(house, "fujian")


@pytest.fixture
async def jilin(house: House) -> Tenant:
    """The other one."""
    return await _tenant(house, "jilin")


async def _tenant(house: House, code: str) -> Tenant:
    found = await house.tenant(code)
    assert found is not None
    return found
