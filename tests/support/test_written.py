"""A clone goes on to the next test only as the last one found it: whatever anybody writes is seen."""

from contextlib import AbstractAsyncContextManager

import asyncpg
import pytest

from tenants.logins import database_name
from tests.conftest import Clone
from tests.support import databases
from tests.support.written import written


def opened(server_url: str, url: str) -> AbstractAsyncContextManager[asyncpg.Connection]:
    return databases.superuser(databases.rewritten(server_url, database_name(url)))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO platform.divisions (code, name, level, source, verified) VALUES (1, 'x', 'PROVINCE', 'x', true)",
        "BEGIN; DELETE FROM platform.divisions WHERE code = 350102000000; ROLLBACK",
        "UPDATE platform.tenants SET name = name",
        "TRUNCATE t_fujian.audit_event",
        "CREATE TABLE public.more (id int)",
        "GRANT SELECT ON platform.tenants TO PUBLIC",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET datestyle = german', current_database()); END $$",
        "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$",
    ],
)
async def test_a_clone_that_was_written_to_goes_to_nobody_else(
    clone: Clone, prepared: str, clerk: asyncpg.Connection, server_url: str, statement: str
) -> None:
    async with clone(prepared) as url:
        before = await written(clerk, database_name(url))
        async with opened(server_url, url) as connection:
            await connection.execute(statement)
        assert await written(clerk, database_name(url)) != before
    assert not await clerk.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", database_name(url))


async def test_a_clone_that_was_only_read_goes_to_who_wants_one_next(
    clone: Clone, prepared: str, server_url: str
) -> None:
    async with clone(prepared) as url, opened(server_url, url) as connection:
        assert await connection.fetchval("SELECT count(*) FROM platform.divisions")
    async with clone(prepared) as next_one:
        assert next_one == url


async def test_nothing_is_known_of_a_clone_that_somebody_still_uses(
    clone: Clone, prepared: str, clerk: asyncpg.Connection, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.written.PATIENCE", 0.1)
    async with clone(prepared) as url, opened(server_url, url):
        assert await written(clerk, database_name(url)) != await written(clerk, database_name(url))
