"""A database that is lost is told apart from what goes wrong in a living one."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tenants.errors import Unreachable
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import MASTER_KEY, clock

SLEEP = "SELECT pg_sleep(30)"
END = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query = $1"


@pytest.fixture
async def owner(server: str) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection to the server that the house stands on."""
    connection = await asyncpg.connect(server)
    yield connection
    await connection.close()


async def asleep(owner: asyncpg.Connection) -> None:
    sleeping = "SELECT count(*) FROM pg_stat_activity WHERE query = $1"
    while not await owner.fetchval(sleeping, SLEEP):  # noqa: ASYNC110 (another process tells)
        await asyncio.sleep(0.01)


async def test_a_read_whose_connection_is_ended_is_unreachable_and_the_next_one_answers(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    reading = asyncio.create_task(house.read(fujian, Login.AREA, SLEEP, ()))
    await asleep(owner)
    await owner.fetch(END, SLEEP)
    with pytest.raises(Unreachable, match=r"数据库.*the database cannot be reached, or went away"):
        await reading
    assert await house.read(fujian, Login.AREA, "SELECT 1", ()) == 1


@pytest.mark.parametrize("whose", ["tenant", "platform"])
async def test_a_transaction_whose_connection_is_ended_is_unreachable(
    house: House, fujian: Tenant, owner: asyncpg.Connection, whose: str
) -> None:
    async def transact() -> None:
        async with house.platform() if whose == "platform" else house.work(fujian) as unit:
            await owner.execute("SELECT pg_terminate_backend($1, 5000)", unit.connection.get_server_pid())
            await unit.connection.fetchval("SELECT 1")

    with pytest.raises(Unreachable):
        await transact()
    async with house.work(fujian) as unit:
        assert await unit.connection.fetchval("SELECT 1") == 1


async def test_a_server_that_lets_nobody_in_is_unreachable(free_port: int) -> None:
    url = f"postgresql://127.0.0.1:{free_port}/tonghu"
    with pytest.raises(Unreachable, match="TONGHU_DATABASE_URL"):
        await House.open(database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=clock)


@pytest.mark.parametrize("error", [FileNotFoundError("a file"), TimeoutError(), asyncpg.InterfaceError("a wrong use")])
async def test_errors_of_the_work_itself_go_on_as_they_are(house: House, fujian: Tenant, error: Exception) -> None:
    async def work() -> None:
        async with house.work(fujian):
            raise error

    with pytest.raises(type(error)) as raised:
        await work()
    assert raised.value is error


async def test_a_wrong_message_of_ours_is_no_lost_database(house: House, fujian: Tenant) -> None:
    async def work() -> None:
        async with house.work(fujian) as unit:
            await unit.connection.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '08P01'; END $$")

    with pytest.raises(asyncpg.ProtocolViolationError):
        await work()
