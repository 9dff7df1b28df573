"""Headers and addresses with whatever a client can put into them: each answer is one, with all that it must have."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from records.codes import Role
from schema.error_codes import REQUEST
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU
from tests.support.serving import Served, appoint, served

QUERY = {"query": "{ viewer { subject } }"}
TEXTS = [
    b"",
    b"\xff\xfe",
    "中文\u2028".encode(),
    b"'; DROP TABLE child; --\"\\",
    b"a" * 20_000,
    b",;=,;q=,q=q;;," * 50,
    b"q=" + b"9" * 5_000,
    b"*/*;q=1e999, en;q=-1, zh;q=\xb2",
    b"Bearer Bearer Bearer",
]
HEADERS = [
    "accept",
    "accept-language",
    "accept-encoding",
    "authorization",
    "tonghu-role",
    "tonghu-cost",
    "apollographql-client-name",
    "last-event-id",
    "if-none-match",
    "content-type",
    "content-encoding",
    "x-request-id",
    "cookie",
]
CODES = {code.name for code in REQUEST} - {"INTERNAL", "UNAVAILABLE", "TIMEOUT"}


@pytest.fixture
async def server(house: House, fujian: Tenant, tmp_path: Path) -> AsyncIterator[Served]:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with served(house, tmp_path) as opened:
        yield opened


@pytest.fixture
async def client(server: Served) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"authorization": f"Bearer {server.token('county@fujian')}"}
    async with httpx2.AsyncClient(base_url=server.address, headers=headers, trust_env=False, timeout=10) as opened:
        yield opened


def judge(answer: httpx2.Response) -> None:
    """Judge an answer of the graph by what all of them have."""
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers
    number = answer.headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", number)
    if answer.headers["content-type"].startswith("text/event-stream"):
        return
    for error in answer.json().get("errors", ()):
        assert error["extensions"]["code"] in CODES
        assert error["extensions"]["requestId"] == number
        assert answer.status_code in (200, 400, 401, 403, 405, 406, 413, 415, 429)


@pytest.mark.parametrize("name", HEADERS)
async def test_no_header_makes_a_fault(client: httpx2.AsyncClient, name: str) -> None:
    for text in TEXTS:
        headers = {**client.headers, "content-type": "application/json"}
        headers |= {name: text}  # type: ignore[dict-item]  # bytes as they are
        if name == "last-event-id":
            headers["accept"] = "text/event-stream"
        judge(await client.post("/graphql", json=QUERY, headers=headers))
        judge(await client.post("/ledger", json={}, headers=headers))


async def test_a_header_that_is_there_twice_makes_no_fault(client: httpx2.AsyncClient) -> None:
    for name in HEADERS:
        twice = [(name, "text/event-stream;q=0.1"), (name, "application/json"), ("content-type", "application/json")]
        if name != "authorization":
            twice.append(("authorization", client.headers["authorization"]))
        async with httpx2.AsyncClient(base_url=client.base_url, trust_env=False) as bare:
            judge(await bare.post("/graphql", content=b'{"query": "{ viewer { subject } }"}', headers=twice))


async def test_lines_of_one_header_count_together(client: httpx2.AsyncClient) -> None:
    form = "application/graphql-response+json"
    answer = await client.post("/graphql", json=QUERY, headers=[("accept", "image/png"), ("accept", form)])
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, form)


@pytest.mark.parametrize("member", ["query", "variables", "operationName", "extensions", "documentId", "else"])
async def test_no_address_makes_a_fault(client: httpx2.AsyncClient, member: str) -> None:
    query = quote(QUERY["query"])
    for text in (*TEXTS, b"\0", b"{}", b"[", b'{"a": "\\ud800"}', b"\xed\xa0\x80"):
        rest = "" if member == "query" else f"query={query}&"
        judge(await client.get(f"/graphql?{rest}{member}={quote(text)}"))


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
async def test_other_methods_are_refused_by_name(client: httpx2.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "path", ["/nothing", "/graphql/x", "/graphql/", "/assets/..%2f..%2fsettings.py", "/healthz/x", "/%00"]
)
async def test_what_is_not_there_is_not_found_and_guessed_at_by_nobody(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


async def test_a_method_that_an_address_does_not_have_is_refused_by_name(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/healthz")
    assert (answer.status_code, answer.headers["x-content-type-options"]) == (405, "nosniff")
    assert "GET" in answer.headers["allow"]
