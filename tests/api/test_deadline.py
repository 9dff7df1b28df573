"""Answers that take too long, or that nobody waits for any more: Postgres stops working at them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx2

from api.deadline import Pace
from records.codes import Role
from schema.execute import execute
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import caller_of
from tests.support.places import GULOU, open_house
from tests.support.serving import Served, appoint, served

QUERY = {"query": "{ children { nodes { id } } }"}
WAITING = """SELECT count(*) FROM pg_locks WHERE NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


@asynccontextmanager
async def locked(owner: asyncpg.Connection, tenant: Tenant) -> AsyncIterator[None]:
    """Keep everybody from reading children."""
    async with owner.transaction():
        await owner.execute(f"LOCK TABLE {tenant.schema}.child IN ACCESS EXCLUSIVE MODE")
        yield


async def waiting(owner: asyncpg.Connection, expected: int) -> None:
    async with asyncio.timeout(5):
        while await owner.fetchval(WAITING) != expected:  # noqa: ASYNC110 (Postgres tells nobody)
            await asyncio.sleep(0.02)


async def post(server: Served) -> httpx2.Response:
    headers = {"authorization": f"Bearer {server.token('county@fujian')}", "accept-language": "en"}
    async with httpx2.AsyncClient(base_url=server.address, trust_env=False, timeout=10) as client:
        return await client.post("/graphql", json=QUERY, headers=headers)


async def test_an_answer_that_takes_too_long_is_cancelled(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with served(house, tmp_path, pace=Pace(answer=0.5)) as server:
        async with locked(owner, fujian):
            asking = asyncio.create_task(post(server))
            await waiting(owner, 1)
            answer = await asking
            await waiting(owner, 0)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (504, "TIMEOUT")
        assert (await post(server)).status_code == 200


async def test_what_a_client_asked_ends_when_it_goes_away(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with served(house, tmp_path) as server, locked(owner, fujian):
        asking = asyncio.create_task(post(server))
        await waiting(owner, 1)
        asking.cancel()
        await waiting(owner, 0)


async def test_postgres_itself_ends_a_statement_that_nobody_cancels(
    fresh_url: str, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with open_house(fresh_url, deadline=0.3) as hasty, locked(owner, fujian):
        answer = await execute(hasty, fujian, caller_of(hasty, Role.COUNTY_OFFICER, GULOU), QUERY["query"])
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["TIMEOUT"]
