"""Fixtures of tests on tenancy itself: databases they may ruin, on the newest and on the oldest supported server.

`server` is the superuser's URL of the run's own server, then of PostgreSQL 15.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count

import pytest

from tenants.house import House
from tenants.registry import Tenant
from tests.support import databases
from tests.support.places import open_house, settle
from tests.support.servers import BOTH, throwaway
from tests.support.session import Session

_numbers = count(1)


@pytest.fixture(scope="session", params=BOTH)
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param is None:
        yield request.getfixturevalue("server_url")
        return
    with throwaway(request.param) as running:
        yield running.dsn_of("postgres")


@pytest.fixture(scope="session")
async def new_database(server: str, run: Session) -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """Makes databases with nothing in them; gives the URL of their owner, who may create roles and is nothing more."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made: list[str] = []
    async with databases.superuser(server) as clerk:

        async def make() -> str:
            made.append(await databases.create(clerk, run.name, f"{worker}_place_{next(_numbers)}"))
            return databases.as_owner(server, run.name, made[-1])

        yield make
        for name in made:
            await databases.drop(clerk, name)


@pytest.fixture
async def empty(new_database: Callable[[], Awaitable[str]]) -> str:
    """The owner's URL of a database with nothing in it."""
    return await new_database()


@pytest.fixture(scope="session")
async def place(new_database: Callable[[], Awaitable[str]]) -> str:
    """The owner's URL of a database with two tenants, fujian and jilin; nobody changes what they are."""
    url = await new_database()
    await settle(url, ["fujian", "jilin"])
    return url


@pytest.fixture
async def house(place: str) -> AsyncIterator[House]:
    """A house on that database."""
    async with open_house(place) as opened:
        yield opened


@pytest.fixture
async def fujian(house: House) -> Tenant:
    return await _tenant(house, "fujian")


@pytest.fixture
async def jilin(house: House) -> Tenant:
    return await _tenant(house, "jilin")


async def _tenant(house: House, code: str) -> Tenant:
    found = await house.tenant(code)
    assert found is not None
    return found
