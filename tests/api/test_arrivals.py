"""Requests that come slowly, too large, or not at all, at the real server."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.arrivals import LARGEST_HEAD, Arrivals
from api.deadline import Pace
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU
from tests.support.serving import Served, appoint, served

HEAD = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nauthorization: Bearer %b\r\n"


class Hasty(Arrivals):
    head_time = 0.3
    body_time = 0.6


@pytest.fixture
async def server(house: House, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(house, tmp_path, http=Hasty, pace=Pace(body=0.2)) as running:
        yield running


async def talk(server: Served, *pieces: bytes, every: float = 0.05) -> tuple[bytes, float]:
    """Send pieces one after the other, as long as the server listens; gives what it said until it hung up, and when."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    began = time.monotonic()
    hearing = asyncio.create_task(_heard(reader))
    for piece in pieces:
        if hearing.done():
            break
        writer.write(piece)
        await asyncio.sleep(every)
    said = await asyncio.wait_for(hearing, 5)
    writer.close()
    return said, time.monotonic() - began


async def _heard(reader: asyncio.StreamReader) -> bytes:
    heard = b""
    with suppress(ConnectionError):
        while more := await reader.read(65_536):
            heard += more
    return heard


def test_what_is_shipped_gives_a_head_and_a_body_ten_seconds_each() -> None:
    """And the connection of a body that nobody reads a little more, so that the guard's answer goes first."""
    assert (Arrivals.head_time, Pace().body) == (10.0, 10.0)
    assert Pace().body < Arrivals.body_time <= 15.0


async def test_a_connection_that_says_nothing_is_closed(server: Served) -> None:
    said, _ = await talk(server)
    assert said.startswith(b"HTTP/1.1 408 ")


async def test_a_head_that_drips_is_cut_off(server: Served) -> None:
    said, seconds = await talk(server, b"GET / HTTP/1.1\r\nhost: a\r\n", *[b"x: y\r\n"] * 40)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert seconds < 4


async def test_a_head_without_end_is_cut_off(server: Served) -> None:
    line = b"x: " + b"y" * 8_000 + b"\r\n"
    said, _ = await talk(server, b"GET / HTTP/1.1\r\n", *[line] * (LARGEST_HEAD // 8_000 + 80), every=0)
    assert said.startswith(b"HTTP/1.1 431 ") or said == b""  # the answer is lost when the client goes on sending


async def test_a_body_that_drips_gets_an_answer_and_no_more_time(server: Served, house: House, fujian: Tenant) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    head = HEAD % server.token("county@fujian").encode() + b"content-length: 200\r\n\r\n"
    said, seconds = await talk(server, head, *[b"{"] * 60)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"TIMEOUT"' in said
    assert seconds < 4


async def test_a_body_that_nobody_reads_ends_the_connection(server: Served) -> None:
    head = b"POST /healthz HTTP/1.1\r\nhost: a\r\ncontent-length: 200\r\n\r\n"
    said, seconds = await talk(server, head, *[b"{"] * 40)
    assert said.startswith(b"HTTP/1.1 405 ")
    assert seconds < 4


async def test_a_connection_on_which_no_other_request_comes_is_closed(house: House, tmp_path: Path) -> None:
    class Brief(Arrivals):
        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **settings)
            self.timeout_keep_alive = 0.3  # type: ignore[assignment]  # uvicorn has whole seconds

    async with served(house, tmp_path, http=Brief) as server:
        said, seconds = await talk(server, b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 200 ")
    assert seconds >= 0.3


async def test_two_requests_on_one_connection_each_have_their_time(server: Served) -> None:
    async with httpx2.AsyncClient(base_url=server.address, trust_env=False) as client:
        for _ in range(3):
            answer = await client.get("/healthz")
            await asyncio.sleep(0.4)  # longer than a head may take
            assert answer.status_code == 200
            assert "server" not in answer.headers
