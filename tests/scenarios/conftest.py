"""The stage of the scenarios: four provinces, each scenario on a clone of its own."""

import os
from collections.abc import AsyncIterator, Callable
from itertools import count

import pytest

from tenants.house import House
from tests.support import databases, session, template
from tests.support.places import open_house
from tests.support.scenes import Scene
from tests.support.session import Session

Stage = Callable[[str], Scene]
_numbers = count(1)


@pytest.fixture(scope="session")
async def stage(run: Session, server_url: str, prepared: str) -> str:
    """The name of a database with all four provinces."""
    with session.one_at_a_time(run, "stage") as done:
        if not done.exists():
            name = await databases.create(server_url, run.name, "stage", template=prepared)
            url = databases.as_owner(server_url, run.name, name)
            await template.adopt(url)
            for code in ("shanxi", "yunnan"):
                await template.settle_in(url, code)
            done.write_text(name)
        return done.read_text()


@pytest.fixture
async def theatre_url(run: Session, server_url: str, stage: str) -> AsyncIterator[str]:
    """The owner's URL of a database with four provinces, for one test."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = await databases.create(server_url, run.name, f"{worker}_scene_{next(_numbers)}", template=stage)
    url = databases.as_owner(server_url, run.name, name)
    await template.adopt(url)
    yield url
    await databases.drop(server_url, name)


@pytest.fixture
async def theatre(theatre_url: str) -> AsyncIterator[House]:
    """A house on it."""
    async with open_house(theatre_url) as opened:
        yield opened


@pytest.fixture
def scene(theatre: House) -> Stage:
    """Makes the scene of a jurisdiction."""
    return lambda jurisdiction: Scene(theatre, jurisdiction)
