"""What every test may ask for: the run's server, clones of the prepared database, and a house on one.

`fresh_url` is a clone that nobody wrote to (to make one takes 0.1 s), and once this test did it goes to no other: so a
test may commit what it likes; `house`, `owner`, `fujian` and `jilin` stand on it. `database_url` is the worker's clone,
for tests that change nothing or roll back.
"""

import gc
import os
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count

import asyncpg
import pytest
from hypothesis import settings

from tenants.house import House
from tenants.registry import Tenant
from tests.support import databases, session, template
from tests.support.places import open_house
from tests.support.session import Session
from tests.support.written import Written, written

Clone = Callable[[str], AbstractAsyncContextManager[str]]
_numbers = count(1)

# Speed is judged in benchmarks/: a machine with other work to do is no fault of a property.
settings.register_profile("tonghu", deadline=None)
settings.register_profile("mutation", deadline=None, max_examples=20)  # docs/decisions/0015
settings.load_profile("tonghu")


def pytest_configure(config: pytest.Config) -> None:
    session.begin(config)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    gc.disable()  # what collecting loads stays
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: pytest.Item) -> None:
    node.workerinput["tonghu"] = node.config.stash[session.KEY].words()  # type: ignore[attr-defined]  # xdist's node


def pytest_report_header(config: pytest.Config) -> str:
    return f"postgres: {config.stash[session.KEY].kind}"


def pytest_unconfigure(config: pytest.Config) -> None:
    session.end(config)


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Session:
    """This run of the tests."""
    return request.config.stash[session.KEY]


@pytest.fixture(scope="session")
def server_url(run: Session) -> Iterator[str]:
    """The superuser's URL of the server that the whole run shares."""
    with session.server(run) as url:
        yield url


@pytest.fixture(scope="session")
async def clerk(server_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection to that server, which makes and drops databases."""
    async with databases.superuser(server_url) as connection:
        yield connection


@pytest.fixture(scope="session")
async def prepared(run: Session, server_url: str, clerk: asyncpg.Connection) -> str:
    """The name of the prepared database, made by the first process of the run that asks."""
    with session.one_at_a_time(run, "template") as done:
        if not done.exists():
            name = databases.named(run.name, "template")
            await databases.drop(clerk, name)
            await databases.create(clerk, run.name, "template")
            await template.prepare(databases.as_owner(server_url, run.name, name))
            done.write_text(name)
        return done.read_text()


@pytest.fixture(scope="session")
def clone(run: Session, server_url: str, clerk: asyncpg.Connection) -> Clone:
    """Gives the owner's URL of a clone of a prepared database, for as long as it is wanted.

    One that nobody wrote to is kept for the next who wants one.
    """
    unused: dict[str, list[tuple[str, Written]]] = defaultdict(list)

    async def make(prepared: str) -> tuple[str, Written]:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        name = await databases.create(clerk, run.name, f"{worker}_{next(_numbers)}", template=prepared)
        await template.adopt(databases.as_owner(server_url, run.name, name))
        return name, await written(clerk, name)

    @asynccontextmanager
    async def cloned(prepared: str) -> AsyncIterator[str]:
        name, before = unused[prepared].pop() if unused[prepared] else await make(prepared)
        yield databases.as_owner(server_url, run.name, name)
        if await written(clerk, name) == before:
            unused[prepared].append((name, before))
        else:
            await databases.drop(clerk, name)

    return cloned


@pytest.fixture(scope="session")
async def database_url(clone: Clone, prepared: str) -> AsyncIterator[str]:
    """The owner's URL of this worker's clone, for tests that leave it as it was (the owner: no superuser)."""
    async with clone(prepared) as url:
        yield url


@pytest.fixture
async def fresh_url(clone: Clone, prepared: str) -> AsyncIterator[str]:
    """The owner's URL of a clone for this test alone."""
    async with clone(prepared) as url:
        yield url


@pytest.fixture
async def house(fresh_url: str) -> AsyncIterator[House]:
    """A house on this test's clone, its clock at `tests.support.places.NOW`."""
    async with open_house(fresh_url) as opened:
        yield opened


@pytest.fixture
async def owner(server_url: str, fresh_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection to this test's clone: sees every row of every tenant."""
    name = fresh_url.partition("@")[2].partition("/")[2].partition("?")[0]
    async with databases.superuser(databases.rewritten(server_url, name)) as connection:
        yield connection


@pytest.fixture
async def fujian(house: House) -> Tenant:
    return await _tenant(house, "fujian")


@pytest.fixture
async def jilin(house: House) -> Tenant:
    return await _tenant(house, "jilin")


@pytest.fixture
def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


async def _tenant(house: House, code: str) -> Tenant:
    found = await house.tenant(code)
    assert found is not None
    return found
