"""Trusted documents: asked for by their hash at every door; where a tenant demands them, nothing else is answered."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from api.guard import Sent
from api.trusted import AGAIN, FRESH, Trust, Trusted
from records.codes import Role
from schema.admission import NotAdmitted
from tenants.house import House
from tenants.registry import Tenant
from tests.api.test_streams import socket, streamed
from tests.schema.conftest import caller_of
from tests.support.places import GULOU, put_child
from tests.support.serving import Served, appoint, served
from tests.support.trusting import hashed, trust

WHO = "county@fujian"
ONE = "query One($first: Int) { children(first: $first) { nodes { name } } }"
OTHER = "{ viewer { subject } }"
WRITE = "mutation W($input: RevokeRoleInput!) { revokeRole(input: $input) { userErrors { code } } }"
FOUND = {"data": {"children": {"nodes": [{"name": "陈小明"}]}}}
ALERTS = "subscription S { alerts { sequence } }"


@pytest.fixture
async def server(house: House, fujian: Tenant, tmp_path: Path) -> AsyncIterator[Served]:
    await appoint(house, fujian, WHO, Role.COUNTY_OFFICER, GULOU)
    async with house.work(fujian, scope="{(,)}") as work:
        await put_child(work)
    await trust(house, fujian, ONE, WRITE, ALERTS)
    async with served(house, tmp_path) as opened:
        yield opened


@pytest.fixture
async def client(server: Served) -> AsyncIterator[httpx2.AsyncClient]:
    async with asking(server) as opened:
        yield opened


@asynccontextmanager
async def asking(server: Served, token: str | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"authorization": f"Bearer {token or server.token(WHO)}", "accept-language": "en"}
    async with httpx2.AsyncClient(base_url=server.address, headers=headers, trust_env=False) as opened:
        yield opened


def apollo(text: str) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hashed(text)}}}


@pytest.mark.parametrize(
    "sent",
    [{"documentId": f"sha256:{hashed(ONE)}"}, {"documentId": hashed(ONE)}, apollo(ONE)],
    ids=["the appendix", "codegen", "apollo"],
)
async def test_a_document_is_asked_for_by_its_hash(client: httpx2.AsyncClient, sent: dict[str, Any]) -> None:
    answer = await client.post("/graphql", json=sent | {"variables": {"first": 1}})
    assert (answer.status_code, answer.json()) == (200, FOUND)
    params = {name: one if isinstance(one, str) else json.dumps(one) for name, one in sent.items()}
    assert (await client.get("/graphql", params=params)).json() == FOUND


def code(answer: httpx2.Response) -> tuple[int, str]:
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"documentId": f"sha256:{hashed(OTHER)}"}, (400, "BAD_USER_INPUT")),
        ({"documentId": "md5:1"}, (400, "BAD_USER_INPUT")),
        ({"documentId": ""}, (400, "BAD_USER_INPUT")),
        ({"documentId": 1}, (400, "BAD_USER_INPUT")),
        ({"extensions": {"persistedQuery": {"version": 1}}}, (400, "BAD_USER_INPUT")),
        ({"query": OTHER} | apollo(ONE), (400, "BAD_USER_INPUT")),
        ({"query": "", "documentId": "x"}, (400, "BAD_USER_INPUT")),
        ({"query": ""}, (400, "GRAPHQL_PARSE_FAILED")),
    ],
)
async def test_what_is_not_to_be_had_is_refused(
    client: httpx2.AsyncClient, sent: dict[str, Any], expected: tuple[int, str]
) -> None:
    accept = {"accept": "application/graphql-response+json"}
    assert code(await client.post("/graphql", json=sent, headers=accept)) == expected


async def test_a_persisted_mutation_is_not_run_by_a_get(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/graphql", params={"documentId": hashed(WRITE)})
    assert answer.status_code == 405


async def test_a_text_beside_its_hash_is_answered_and_not_kept(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": OTHER} | apollo(OTHER))
    assert answer.json() == {"data": {"viewer": {"subject": WHO}}}
    assert code(await client.post("/graphql", json=apollo(OTHER))) == (200, "BAD_USER_INPUT")


async def test_who_demands_them_answers_nothing_else_at_any_door(
    house: House, fujian: Tenant, jilin: Tenant, tmp_path: Path
) -> None:
    await appoint(house, fujian, WHO, Role.COUNTY_OFFICER, GULOU)
    await appoint(house, jilin, "other@jilin", Role.COUNTY_OFFICER, 220102000000)
    await trust(house, fujian, ONE, ALERTS, demanded=True)
    async with served(house, tmp_path) as server:
        async with asking(server) as client:
            assert code(await client.post("/graphql", json={"query": OTHER})) == (403, "FORBIDDEN")
            assert code(await client.get("/graphql", params={"query": OTHER})) == (403, "FORBIDDEN")
            assert (await client.post("/graphql", json={"query": ONE})).status_code == 200  # one of them, sent whole
            assert (await client.post("/graphql", json={"documentId": hashed(ONE)})).status_code == 200
            _, told = await streamed(server, OTHER)
            assert told["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        async with socket(server) as sockets:
            await sockets.send(id="1", type="subscribe", payload={"query": OTHER})
            answer = await sockets.receive()
            assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")
            await sockets.send(id="2", type="subscribe", payload={"documentId": hashed(ONE)})
            assert (await sockets.receive())["payload"] == {"data": {"children": {"nodes": []}}}
            await sockets.receive()
            await sockets.send(id="3", type="subscribe", payload=apollo(ALERTS))
            assert await sockets.silent()
        # Nobody else is bound by it.
        async with asking(server, server.token("other@jilin", tenant="jilin")) as client:
            assert (await client.post("/graphql", json={"query": OTHER})).status_code == 200


async def test_an_event_stream_is_opened_by_a_hash(client: httpx2.AsyncClient) -> None:
    accept = {"accept": "text/event-stream"}
    answer = await client.post("/graphql", json={"documentId": hashed(ONE)}, headers=accept)
    data = next(line for line in answer.text.splitlines() if line.startswith("data: "))
    assert json.loads(data.removeprefix("data: ")) == FOUND


async def test_a_process_learns_within_seconds_what_another_was_told(house: House, fujian: Tenant) -> None:
    seconds, caller = 0.0, caller_of(house, Role.COUNTY_OFFICER, GULOU)
    trusted = Trusted(house, clock=lambda: seconds)
    by_hash = Sent("", None, None, None, hashed(ONE))
    with pytest.raises(NotAdmitted):
        await trusted.found(caller, by_hash)
    await trust(house, fujian, ONE)
    seconds += AGAIN  # a hash that is not known is looked for anew
    assert (await trusted.found(caller, by_hash)).query == ONE
    await trust(house, fujian, OTHER, remove=[ONE], demanded=True)
    assert (await trusted.found(caller, by_hash)).query == ONE
    seconds += FRESH
    with pytest.raises(NotAdmitted):
        await trusted.found(caller, by_hash)
    assert (await trusted.of(fujian)).demanded


async def test_a_tenant_that_cannot_be_read_keeps_no_other_from_being_learned(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    heard: list[str] = []

    async def told(tenant: Tenant, _trust: Trust) -> None:
        heard.append(tenant.code)

    await trust(house, jilin, ONE)
    await owner.execute(f"ALTER TABLE {fujian.schema}.trusted_set RENAME TO gone")
    await Trusted(house, told).learn()
    await asyncio.sleep(0)
    assert heard == [jilin.code]
