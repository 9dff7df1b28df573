"""The stage of the scenarios: four provinces, each scenario on a clone of its own."""

from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest

from tenants.house import House
from tests.conftest import Clone
from tests.support import databases, session, template
from tests.support.places import open_house
from tests.support.scenes import Scene
from tests.support.session import Session

Stage = Callable[[str], Scene]


@pytest.fixture(scope="session")
async def stage(run: Session, server_url: str, clerk: asyncpg.Connection, prepared: str) -> str:
    """The name of a database with all four provinces."""
    with session.one_at_a_time(run, "stage") as done:
        if not done.exists():
            name = await databases.create(clerk, run.name, "stage", template=prepared)
            url = databases.as_owner(server_url, run.name, name)
            await template.adopt(url)
            for code in ("shanxi", "yunnan"):
                await template.settle_in(url, code)
            done.write_text(name)
        return done.read_text()


@pytest.fixture
async def theatre_url(clone: Clone, stage: str) -> AsyncIterator[str]:
    """The owner's URL of a database with four provinces, for one test."""
    async with clone(stage) as url:
        yield url


@pytest.fixture
async def theatre(theatre_url: str) -> AsyncIterator[House]:
    """A house on it."""
    async with open_house(theatre_url) as opened:
        yield opened


@pytest.fixture
def scene(theatre: House) -> Stage:
    """Makes the scene of a jurisdiction."""
    return lambda jurisdiction: Scene(theatre, jurisdiction)
