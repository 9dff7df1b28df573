"""One worker at a time: a lock that ends with the connection that holds it, however its process ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tenants.logins import connect, database_name, platform_role
from tenants.vault import platform_password

NAME = "tonghu worker"


class AnotherWorkerError(Exception):
    """Another worker has the lock; the message says so in Chinese and English."""


@asynccontextmanager
async def alone(database_url: str, master_key: bytes, *, patience: float) -> AsyncIterator[asyncpg.Connection]:
    """Hold the worker's lock of the database for the block, on a connection of its own, outside every pool.

    Waits `patience` seconds for another worker to end (0: for ever), then raises `AnotherWorkerError`. Who loses the
    connection has lost the lock: ask it now and then.
    """
    database = database_name(database_url)
    secret = platform_password(master_key, database)
    connection = await connect(database_url, user=platform_role(database), password=secret)
    try:
        await connection.execute(f"SET lock_timeout = {int(patience * 1000)}")
        try:
            await connection.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", NAME)
        except asyncpg.LockNotAvailableError as error:
            raise AnotherWorkerError("另一个 worker 正在运行 / another worker is at work") from error
        yield connection
    finally:
        await connection.close()
