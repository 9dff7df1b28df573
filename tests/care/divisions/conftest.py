from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from records.division import division


@dataclass(frozen=True)
class Work:
    """A unit of work on the platform's schema, as the actions under test see it."""

    connection: asyncpg.Connection


@pytest.fixture
async def platform_work(database_url: str) -> AsyncIterator[Work]:
    """Give an empty `platform.divisions` inside a transaction that is rolled back."""
    connection = await asyncpg.connect(database_url)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("DROP SCHEMA IF EXISTS platform CASCADE")
    await connection.execute("CREATE SCHEMA platform")
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    await connection.execute(str(CreateTable(division).compile(dialect=dialect)))
    yield Work(connection)
    await transaction.rollback()
    await connection.close()
