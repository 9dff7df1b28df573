"""One worker at a time: a lock that ends with the connection that holds it, however its process ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tenants.logins import connect_platform

NAME = "tonghu worker"


class AnotherWorkerError(Exception):
    """Another worker has the lock; the message says so in Chinese and English."""


@asynccontextmanager
async def alone(database_url: str, *master_keys: bytes, patience: float) -> AsyncIterator[asyncpg.Connection]:
    """Hold the worker's lock of the database for the block, on a connection of its own, outside every pool.

    `master_keys`: the one in use, and while it is replaced the one that follows. Waits `patience` seconds for another
    worker to end (0: for ever), then raises `AnotherWorkerError`. Who loses the connection has lost the lock: ask it
    now and then.
    """
    connection = await connect_platform(database_url, master_keys)
    try:
        await connection.execute(f"SET lock_timeout = {int(patience * 1000)}")
        try:
            await connection.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", NAME)
        except asyncpg.LockNotAvailableError as error:
            raise AnotherWorkerError("另一个 worker 正在运行 / another worker is at work") from error
        yield connection
    finally:
        await connection.close()
