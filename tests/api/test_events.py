"""Event streams: for who prefers them, framed to the letter, resumed by Last-Event-ID, ended with the access."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import delete, insert
from starlette.requests import ClientDisconnect, Request

from api.deadline import Pace
from api.events import EventsDoor, preferred
from api.identity import Identity
from api.leaving import Leaving
from api.rates import Rates
from api.streams import Streams
from api.telemetry.observed import telemetry_of
from api.tokens.demo import demo_verifier, mint
from api.trusted import Trusted
from api.warming import warm
from policies.broken_glass import ground_of
from policies.source import baseline
from records.access import access_link
from records.codes import Role
from records.policy import policy_set
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU, NOW
from tests.support.serving import appoint
from tests.support.streaming import ALERTS, KEY, Station, station

SSE = "text/event-stream"
Event = dict[str, str]


@pytest.fixture
async def here(house: House, fujian: Tenant) -> AsyncIterator[Station]:
    async with station(house, fujian) as opened:
        yield opened


class Stream:
    """What comes over one event stream, split where the lines end."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._chunks = response.aiter_bytes()
        self._rest = b""

    async def event(self, seconds: float = 10) -> Event:
        """Read the next event that is no comment."""
        while True:
            while b"\n\n" not in self._rest:
                self._rest += await asyncio.wait_for(anext(self._chunks), seconds)
            block, self._rest = self._rest.split(b"\n\n", 1)
            assert b"\r" not in block
            lines = [line for line in block.decode().split("\n") if not line.startswith(":")]
            if any(lines):
                parts = (line.partition(":") for line in lines)
                return {name: value.removeprefix(" ") for name, _, value in parts}

    async def sequences(self, count: int) -> list[int]:
        found = []
        for _ in range(count):
            event = await self.event()
            told = json.loads(event["data"])["data"]["alerts"]["sequence"]
            assert (event["event"], event["id"]) == ("next", told)
            found.append(int(told))
        return found


@asynccontextmanager
async def streamed(
    here: Station, query: str = ALERTS, *, subject: str = "county@fujian", last: str | None = None, **variables: Any
) -> AsyncIterator[Stream]:
    headers = {"authorization": f"Bearer {here.token(subject)}", "accept": SSE}
    headers |= {} if last is None else {"last-event-id": last}
    body = {"query": query, "variables": variables}
    async with (
        httpx2.AsyncClient(timeout=30) as client,
        client.stream("POST", here.url, json=body, headers=headers) as response,
    ):
        assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, SSE)
        yield Stream(response)


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (SSE, True),
        (f"{SSE}, application/json", True),
        (f"{SSE}, multipart/mixed", True),
        (f"{SSE}, */*;q=0.1", True),
        (f"application/json;q=0.5, {SSE}", True),
        (f"application/graphql-response+json, application/json, {SSE}, multipart/mixed", False),
        (f"application/json, {SSE}", False),
        (f"*/*, {SSE}", False),
        (f"{SSE};q=0", False),
        (f"{SSE};q=nonsense", False),
        ("*/*", False),
        (None, False),
    ],
)
def test_who_lists_event_streams_last_gets_json(accept: str | None, wanted: bool) -> None:
    assert preferred(accept) is wanted


async def test_events_have_numbers_and_a_lost_stream_goes_on_after_the_last(here: Station) -> None:
    async with streamed(here) as stream:
        await asyncio.sleep(0.5)
        await here.tell(3)
        assert await stream.sequences(2) == [1, 2]
        assert 'tonghu_streams_open{door="sse"} 1.0' in await here.counted()
    await here.tell(1)
    # The header goes before what the document says: it is how far the client came.
    async with streamed(here, last="2", after="0") as stream:
        assert await stream.sequences(2) == [3, 4]
    async with streamed(here, after="3") as stream:
        assert await stream.sequences(1) == [4]


async def test_of_a_client_that_leaves_before_the_first_byte_nothing_stays(house: House, fujian: Tenant) -> None:
    identity = Identity(house, demo_verifier(KEY, house.clock), baseline())
    leaving, telemetry = Leaving(), telemetry_of(house)
    streams = Streams(house, identity, telemetry, Pace(), Rates(), leaving, Trusted(house, partial(warm, identity)))
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    token = mint(KEY, "county@fujian", tenant="fujian", now=NOW)
    sent = json.dumps({"query": "subscription { alerts { sequence } }"}).encode()
    headers = [(b"authorization", f"Bearer {token}".encode()), (b"content-type", b"application/json")]
    asked = {"method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    scope: dict[str, Any] = {"type": "http", "asgi": {"spec_version": "2.4"}, **asked}
    body = iter([{"type": "http.request", "body": sent, "more_body": False}])

    async def receive() -> Any:
        return next(body, None) or await asyncio.Event().wait()

    async def send(_message: Any) -> None:
        raise OSError("the client has left")

    try:
        response = await EventsDoor(streams)(Request(scope, receive))
        assert (response.status_code, streams.hub.open_now) == (200, 1)
        with pytest.raises(ClientDisconnect):
            await response(scope, receive, send)
        assert (streams.hub.open_now, streams.watch._watched) == (0, {})  # noqa: SLF001 (nobody else sees it)
        gone: list[int] = []
        leaving.enter(lambda: gone.append(1))
        leaving.begin(0)
        await asyncio.sleep(0.05)
        assert gone == [1]
        assert 'tonghu_streams_open{door="sse"} 0.0' in telemetry.metrics.text().decode()
    finally:
        await streams.close()


async def test_queries_and_faults_come_as_events_of_a_stream_that_completes(here: Station) -> None:
    for query, last, part in (
        ("{ viewer { subject } }", None, '{"data":{"viewer":{"subject":"county@fujian"}}}'),
        ("subscription { nothing }", None, '"code":"GRAPHQL_VALIDATION_FAILED"'),
        (ALERTS, "99", '"path":["after"]'),
        (ALERTS, "x", '"path":["after"]'),
        (ALERTS, "9" * 5_000, '"path":["after"]'),
    ):
        async with streamed(here, query, last=last) as stream:
            event = await stream.event()
            assert event["event"] == "next"
            assert part in event["data"]
            assert await stream.event() == {"event": "complete", "data": ""}


async def test_before_the_stream_begins_a_refusal_is_plain_http(here: Station) -> None:
    async with httpx2.AsyncClient() as client:
        bad = await client.post(here.url, json={"query": ALERTS}, headers={"accept": SSE})
        assert (bad.status_code, bad.headers["www-authenticate"]) == (401, "Bearer")
        headers = {"accept": SSE, "authorization": f"Bearer {here.token()}"}
        assert (await client.post(here.url, json={"query": 1}, headers=headers)).status_code == 400
        assert (await client.get(here.url, headers=headers)).status_code == 400
        read = await client.get(here.url, params={"query": "{ viewer { subject } }"}, headers=headers)
        assert '"county@fujian"' in read.text
        mutation = "mutation { submit(input: {submissionId: 1}) { userErrors { code } } }"
        written = await client.get(here.url, params={"query": mutation}, headers=headers)
        assert '"errors"' in written.text
        assert '"submit"' not in written.text


async def test_a_changed_policy_ends_the_stream_with_an_error(here: Station) -> None:
    async with streamed(here) as stream:
        async with here.house.work(here.tenant) as work:
            await work.run(insert(policy_set).values(version=1, digest="x", set_by="test", set_at=NOW))
        await ended(stream)


async def test_a_grant_that_ended_ends_the_stream_and_one_that_came_does_not(here: Station) -> None:
    await here.assign("VOLUNTEER", None, "volunteer@fujian")
    (child, other) = await here.tell(2)
    link = {"subject": "volunteer@fujian", "kind": "child", "classes": ["basic"], "until": NOW.replace(year=2027)}
    async with here.house.work(here.tenant, scope="{(,)}") as work:
        await work.run(insert(access_link).values(**link, object=child))
    async with streamed(here, subject="volunteer@fujian", after="0") as stream:
        assert await stream.sequences(1) == [1]
        async with here.house.work(here.tenant, scope="{(,)}") as work:
            await work.run(insert(access_link).values(**link, object=other))
        await asyncio.sleep(4)
        async with here.house.work(here.tenant, scope="{(,)}") as work:
            await work.run(delete(access_link).where(access_link.c.object == child))
        await ended(stream)


async def test_a_grant_whose_time_is_over_ends_the_stream(here: Station) -> None:
    await here.assign("VOLUNTEER", None, "volunteer@fujian")
    (child,) = await here.tell()
    over = NOW + timedelta(minutes=1)
    async with here.house.work(here.tenant, scope="{(,)}") as work:
        link = {"subject": "volunteer@fujian", "kind": "child", "classes": ["basic"], "until": over}
        await work.run(insert(access_link).values(**link, object=child))
    async with streamed(here, subject="volunteer@fujian", after="0") as stream:
        assert await stream.sequences(1) == [1]
        here.house.clock = lambda: over
        await ended(stream)


async def test_nothing_is_told_through_broken_glass(here: Station) -> None:
    """It opens one reading (`childThroughGlass`), never a list or a stream: so nothing has to end with it."""
    await here.assign("PROTECTION_CENTRE", GULOU, "centre@fujian")
    glass, listed, _ = await here.tell(3)
    link = {"subject": "centre@fujian", "kind": "child", "classes": ["basic"], "until": NOW + timedelta(hours=1)}
    async with here.house.work(here.tenant, scope="{(,)}") as work:
        await work.run(insert(access_link).values(**link, object=glass, ground=ground_of(uuid4())))
        await work.run(insert(access_link).values(**link, object=listed))
    async with streamed(here, subject="centre@fujian", after="0") as stream:
        assert await stream.sequences(1) == [2]
        with pytest.raises(TimeoutError):
            await stream.event(1)


async def ended(stream: Stream) -> None:
    event = await stream.event(5)
    (error,) = json.loads(event["data"])["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert await stream.event() == {"event": "complete", "data": ""}
