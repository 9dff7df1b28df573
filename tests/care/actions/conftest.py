from collections.abc import AsyncIterator

import pytest

from tenants.house import House
from tenants.registry import Tenant
from tests.support.desks import Desk, Do, committing, sat_down
from tests.support.places import open_house


@pytest.fixture(scope="session")
async def shared(database_url: str) -> AsyncIterator[House]:
    """A house on the worker's clone, which these tests leave as it was."""
    async with open_house(database_url) as opened:
        yield opened


@pytest.fixture
async def desk(shared: House) -> AsyncIterator[Desk]:
    """A desk of the county officer's in Fujian."""
    tenant = await shared.tenant("fujian")
    assert tenant is not None
    async with sat_down(shared, tenant) as opened:
        yield opened


@pytest.fixture
def do(house: House, fujian: Tenant) -> Do:
    """Takes actions in Fujian, each in a transaction of its own that is committed."""
    return committing(house, fujian)
