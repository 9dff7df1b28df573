"""The limits of a request hold whichever door it comes by: over sockets and event streams as over plain HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
import websockets

from api.deadline import Pace
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.api.test_deadline import QUERY, locked, waiting
from tests.support.places import GULOU
from tests.support.serving import Served, appoint, served
from tests.support.streaming import Client

WIDE = "{ children(first: 100) { nodes { visits(first: 100) { nodes { id mode occurredAt } } } } }"
ALIASES = " ".join(f"a{n}: kind" for n in range(31))
REFUSED = {
    "tokens": ("{ viewer { " + "subject " * 2_000 + "} }", "TOO_COMPLEX"),
    "depth": ("{ a " * 13 + "}" * 13, "TOO_COMPLEX"),
    "aliases of a subscription": (f"subscription {{ alerts {{ {ALIASES} }} }}", "TOO_COMPLEX"),
    "no such operation": ("fragment F on Alert { id }", "GRAPHQL_VALIDATION_FAILED"),
}


@pytest.fixture
async def server(house: House, fujian: Tenant, tmp_path: Path) -> AsyncIterator[Served]:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with served(house, tmp_path) as opened:
        yield opened


@asynccontextmanager
async def socket(server: Served) -> AsyncIterator[Client]:
    address = server.address.replace("http", "ws") + "/graphql"
    async with websockets.connect(address, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]) as opened:
        client = Client(opened)
        await client.send(type="connection_init", payload={"authorization": f"Bearer {server.token('county@fujian')}"})
        assert await client.receive() == {"type": "connection_ack"}
        yield client


async def streamed(server: Served, query: str) -> tuple[httpx2.Response, dict[str, Any]]:
    """Post a query for an event stream, and give the first event's answer."""
    headers = {"authorization": f"Bearer {server.token('county@fujian')}", "accept": "text/event-stream"}
    async with httpx2.AsyncClient(base_url=server.address, trust_env=False, timeout=10) as client:
        response = await client.post("/graphql", json={"query": query}, headers=headers)
    data = next(line for line in response.text.splitlines() if line.startswith("data: "))
    return response, json.loads(data.removeprefix("data: "))


@pytest.mark.parametrize(("query", "code"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_document_beyond_a_limit_is_refused_at_both_doors(server: Served, query: str, code: str) -> None:
    async with socket(server) as client:
        await client.subscribe(query=query)
        answer = await client.receive()
    assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", code)
    response, told = await streamed(server, query)
    assert told["errors"][0]["extensions"] == {"code": code, "requestId": response.headers["x-request-id"]}


async def test_one_allowance_is_spent_at_all_doors(server: Served) -> None:
    codes: list[str | None] = []
    async with socket(server) as client:
        for _ in range(10):
            await client.subscribe(query=WIDE)
            answer = await client.receive()
            if answer["type"] == "error":
                codes.append(answer["payload"][0]["extensions"]["code"])
                break
            await client.receive()
    assert codes == ["RATE_LIMITED"]
    _, told = await streamed(server, WIDE)
    assert told["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_an_operation_of_a_socket_ends_when_its_time_is_up_and_others_go_on(
    house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with served(house, tmp_path, pace=Pace(answer=0.5)) as server, socket(server) as client:
        async with locked(owner, fujian):
            await client.subscribe("late", query=QUERY["query"])
            await waiting(owner, 1)
            answer = await client.receive()
            await waiting(owner, 0)
        assert (answer["id"], answer["payload"][0]["extensions"]["code"]) == ("late", "TIMEOUT")
        await client.subscribe("next", query=QUERY["query"])
        assert (await client.receive())["payload"] == {"data": {"children": {"nodes": []}}}


async def test_what_an_event_stream_asked_ends_when_its_client_goes_away(
    server: Served, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with locked(owner, fujian):
        asking = asyncio.create_task(streamed(server, QUERY["query"]))
        await waiting(owner, 1)
        asking.cancel()
        await waiting(owner, 0)
