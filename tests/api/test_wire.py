"""What every answer has on the wire: packed where that pays, with a tag where it was a GET, and 304 for who has it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import brotli
import httpx2
import pytest
from starlette.responses import Response

from api.leaving import Leaving
from api.packing import SMALLEST
from api.wire import Wire
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU, put_child
from tests.support.serving import appoint, served

CHILDREN = "{ children(first: 50) { nodes { id name division { code name } } } }"
READS = "SELECT count(*) FROM t_fujian.audit_event WHERE action = 'child:read'"


@pytest.fixture
async def client(house: House, fujian: Tenant, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A county officer with twenty children in sight."""
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with house.work(fujian, scope="{(,)}") as work:
        for _ in range(20):
            await put_child(work)
    async with served(house, tmp_path) as server:
        headers = {"authorization": f"Bearer {server.token('county@fujian')}", "accept-encoding": "identity"}
        async with httpx2.AsyncClient(base_url=server.address, headers=headers, trust_env=False) as opened:
            yield opened


async def get(client: httpx2.AsyncClient, query: str = CHILDREN, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.get("/graphql", params={"query": query}, headers=named)


@pytest.mark.parametrize("by", ["br", "gzip"])
async def test_an_answer_is_packed_for_who_asks_for_it(client: httpx2.AsyncClient, by: str) -> None:
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("GET", {"params": {"query": CHILDREN}}),
        ("POST", {"json": {"query": CHILDREN}}),
    )
    for method, sent in asked:
        plain = await client.request(method, "/graphql", **sent)
        packed = await client.request(method, "/graphql", headers={"accept-encoding": by}, **sent)
        assert "content-encoding" not in plain.headers
        assert (packed.headers["content-encoding"], packed.json()) == (by, plain.json())
        assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])
        assert "Accept-Encoding" in packed.headers["vary"].split(", ")
        assert packed.headers["cache-control"] == "no-store"


async def test_a_small_answer_goes_out_as_it_is(client: httpx2.AsyncClient) -> None:
    answer = await get(client, "{ viewer { subject } }", accept_encoding="br")
    assert "content-encoding" not in answer.headers
    assert len(answer.content) < SMALLEST


async def test_who_has_the_answer_already_gets_304_and_the_read_is_in_the_trail(
    client: httpx2.AsyncClient, owner: asyncpg.Connection
) -> None:
    first = await get(client, accept_encoding="br")
    before = await owner.fetchval(READS)
    again = await get(client, accept_encoding="br", if_none_match=f'"another", {first.headers["etag"]}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert again.headers["cache-control"] == "no-store"
    assert again.headers["vary"] == first.headers["vary"]
    assert await owner.fetchval(READS) == before + 1


async def test_a_tag_is_that_of_one_coding_and_changes_with_the_answer(
    client: httpx2.AsyncClient, house: House, fujian: Tenant
) -> None:
    tags = [(await get(client, accept_encoding=by)).headers["etag"] for by in ("identity", "gzip", "br")]
    assert len(set(tags)) == 3
    async with house.work(fujian, scope="{(,)}") as work:
        await put_child(work)
    changed = await get(client, accept_encoding="br", if_none_match=tags[2])
    assert (changed.status_code, len(changed.json()["data"]["children"]["nodes"])) == (200, 21)


async def test_an_answer_to_a_post_has_no_tag(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": CHILDREN}, headers={"if-none-match": "*"})
    assert (answer.status_code, answer.headers.get("etag")) == (200, None)


@pytest.mark.parametrize("path", ["/schema.graphql", "/graphql", "/assets/start.css"])
async def test_the_schema_and_the_pages_are_asked_for_again_and_answered_by_304(
    client: httpx2.AsyncClient, path: str
) -> None:
    asked = {"accept": "text/html", "accept-encoding": "br"}
    first = await client.get(path, headers=asked)
    assert (first.headers["cache-control"], first.headers["content-encoding"]) == ("no-cache", "br")
    again = await client.get(path, headers=asked | {"if-none-match": f"W/{first.headers['etag']}"})
    assert again.status_code == 304
    assert (await client.get(path, headers=asked)).content == first.content


async def test_an_event_stream_is_not_packed(client: httpx2.AsyncClient) -> None:
    headers = {"accept": "text/event-stream", "accept-encoding": "br, gzip"}
    answer = await client.post("/graphql", json={"query": CHILDREN}, headers=headers)
    assert "content-encoding" not in answer.headers
    assert answer.text.startswith(":\n\nevent: next\n")


async def echo(scope: Any, receive: Any, send: Any) -> None:
    await Response(scope["path"] * 1_000, headers={"cache-control": "no-cache"})(scope, receive, send)


async def answered(app: Wire, path: str) -> dict[str, Any]:
    """Ask the middleware alone for what is the same for all, and give its headers and body."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"accept-encoding", b"br")]}
    await app(scope, receive, send)
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]} | {"body": sent[1]["body"]}


async def test_a_tag_says_nothing_to_who_does_not_have_the_key() -> None:
    mine, again, others = [(await answered(Wire(echo, bytes([key] * 32), Leaving()), "x"))["etag"] for key in (1, 1, 2)]
    assert mine == again != others


async def test_a_file_that_was_packed_before_is_not_taken_for_another() -> None:
    wire = Wire(echo, bytes(32), Leaving())
    for path in ("one", "two", "one", "two"):
        answer = await answered(wire, path)
        assert answer["content-encoding"] == "br"
        assert brotli.decompress(answer["body"]) == path.encode() * 1_000
