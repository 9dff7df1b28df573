"""Subscriptions over graphql-transport-ws: every message to the letter, no alert lost, and an end with the access."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import websockets
from sqlalchemy import update

from api.guard import LARGEST
from api.sockets import INIT
from records.access import role_assignment
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU, NOW, TAIJIANG, open_house
from tests.support.streaming import HOST, VILLAGE, Client, Station, socket, station

OTHER = 350103001001
SUBJECT = "subscription { alerts { sequence subject { __typename ... on Child { n: name } } } }"


@pytest.fixture
async def here(house: House, fujian: Tenant) -> AsyncIterator[Station]:
    async with station(house, fujian) as opened:
        yield opened


async def subscribed(client: Client, here: Station, key: str = "1", **variables: Any) -> None:
    """Subscribe, and wait until the server has begun: nothing of the protocol says so but the first event."""
    await client.subscribe(key, **variables)
    await asyncio.sleep(0.5)


def numbers(found: list[dict[str, Any]]) -> list[int]:
    return [int(one["sequence"]) for one in found]


async def test_alerts_come_in_order_once_and_a_lost_socket_goes_on_without_gap_or_double(here: Station) -> None:
    async with socket(here) as client:
        await subscribed(client, here)
        await here.tell(2)
        await here.tell(1, OTHER)  # of another county
        await here.tell(2)
        first = await client.alerts(4)
        assert numbers(first) == [1, 2, 4, 5]
        assert {one["kind"] for one in first} == {"CHILD_REGISTERED"}
    await here.tell(3)
    async with socket(here) as client, socket(here) as late:
        await client.subscribe(after="2")
        assert numbers(await client.alerts(5)) == [4, 5, 6, 7, 8]
        await subscribed(late, here, after="8")
        await here.tell(1)
        assert numbers(await client.alerts(1)) == numbers(await late.alerts(1)) == [9]
        assert await client.silent()


async def test_a_filter_narrows_and_a_stream_that_a_client_completes_ends(here: Station) -> None:
    async with socket(here) as client:
        await client.subscribe("a", where={"kinds": ["VISIT_RECORDED"]})
        await subscribed(client, here, "b", where={"division": str(GULOU)})
        await here.tell()
        assert numbers(await client.alerts(1, "b")) == [1]
        await client.send(id="b", type="complete")
        await here.tell()
        assert await client.silent()
        await subscribed(client, here, "b")  # the id is free again
        await here.tell()
        assert numbers(await client.alerts(1, "b")) == [3]


async def test_a_subject_shows_under_masks_and_is_in_the_trail_before_it_is_sent(
    here: Station, owner: asyncpg.Connection
) -> None:
    await here.assign("PROVINCE_OFFICER", 350000000000, "province@fujian")
    async with socket(here) as client, socket(here, here.token("province@fujian")) as sums:
        await client.subscribe(query=SUBJECT)
        await subscribed(sums, here, query=SUBJECT)
        await here.tell()
        (told,) = await client.alerts(1)
        trail = await owner.fetch("SELECT subject, action, count FROM t_fujian.audit_event WHERE action LIKE '%:read'")
        assert told == {"sequence": "1", "subject": {"__typename": "Child", "n": "陈小明"}}
        assert [(row["subject"], row["count"]) for row in trail] == [("county@fujian", 1)]
        assert await sums.silent()


async def test_what_the_log_does_not_reach_back_to_is_refused(here: Station, owner: asyncpg.Connection) -> None:
    await owner.execute("UPDATE t_fujian.event_log_state SET given = 10, dropped = 7")
    async with socket(here) as client:
        for key, after in enumerate(("6", "11", "-1", "x", "9" * 40)):
            await client.subscribe(str(key), after=after)
            answer = await client.receive()
            assert (answer["id"], answer["type"]) == (str(key), "error")
            (error,) = answer["payload"]
            told = error["extensions"]
            assert (told["code"], told["path"], len(told["requestId"])) == ("BAD_USER_INPUT", ["after"], 32)
            assert "after" in error["message"]
        await subscribed(client, here, "good", after="7")
        assert await client.silent(0.1)


async def test_a_revoked_role_ends_the_stream_within_five_seconds(here: Station) -> None:
    role = await here.assign("CHILD_DIRECTOR", VILLAGE, "director@fujian")
    async with socket(here, here.token("director@fujian")) as client, socket(here) as other:
        await subscribed(client, here)
        await subscribed(other, here)
        async with here.house.work(here.tenant, scope="{(,)}") as work:
            await work.run(update(role_assignment).where(role_assignment.c.id == role).values(revoked_at=NOW))
        began = time.monotonic()
        assert await client.closed() == (4403, "Forbidden")
        assert time.monotonic() - began < 5
        await here.tell()
        assert numbers(await other.alerts(1)) == [1]  # others go on


async def test_a_token_that_is_over_ends_the_stream(here: Station) -> None:
    async with socket(here) as client:
        await subscribed(client, here)
        later = NOW.replace(year=NOW.year + 1)
        here.house.clock = lambda: later
        assert (await client.closed())[0] == 4403


async def test_a_place_that_is_added_ends_the_stream_too(here: Station) -> None:
    """What was said under the old rights may be too little: the client comes again and goes on from its number."""
    async with socket(here) as client:
        await subscribed(client, here)
        await here.assign("COUNTY_OFFICER", TAIJIANG)
        assert (await client.closed())[0] == 4403


async def test_a_slow_reader_is_cut_with_a_reason_and_nobody_waits_for_it(here: Station) -> None:
    wide = "subscription { alerts { sequence " + " ".join(f"s{n}: summary" for n in range(25)) + " } }"
    async with socket(here) as slow, socket(here) as quick:
        await slow.subscribe(query=wide)
        await subscribed(quick, here)
        for _ in range(8):
            await here.tell(1_000)
            assert len(await quick.alerts(1_000)) == 1_000
        code, reason = await slow.closed(30)
        counted = await here.counted()
    assert code in (1013, 1006)
    assert code == 1006 or "slowly" in reason
    for line in ("slow_readers_dropped_total 1.0", "subscriptions_open 1.0", 'streams_open{door="websocket"} 1.0'):
        assert f"tonghu_{line}" in counted


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "[]",
        "null",
        "{}",
        '{"type":"start"}',
        '{"type":"next","id":"1","payload":{}}',
        '{"type":"connection_ack"}',
        '{"type":7}',
        '{"type":"ping","payload":"x"}',
        '{"type":"complete"}',
        '{"type":"complete","id":""}',
        '{"type":"subscribe","payload":{"query":"{a}"}}',
        '{"type":"subscribe","id":1,"payload":{"query":"{a}"}}',
        '{"type":"subscribe","id":"1"}',
        '{"type":"subscribe","id":"1","payload":{}}',
        '{"type":"subscribe","id":"1","payload":{"query":1}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":1}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{a}","extensions":1}}',
        '{"type":"connection_init","payload":[]}',
        "bytes",
    ],
)
async def test_a_message_that_the_protocol_does_not_have_closes_with_4400(here: Station, text: str) -> None:
    async with socket(here, init="connection" not in text) as client:
        await client.opened.send(b"{}" if text == "bytes" else text)
        code, reason = await client.closed()
        assert (code, reason[:16]) == (4400, "Invalid message:")


async def test_codes_of_the_protocol_stand_where_they_belong(here: Station) -> None:
    async with socket(here, init=False) as client:
        await client.subscribe()
        assert await client.closed() == (4401, "Unauthorized")
    async with socket(here, init=False) as client:
        await client.send(type="connection_init", payload={"Authorization": "Bearer nonsense"})
        assert await client.closed() == (4403, "Forbidden")
    async with socket(here, init=False) as client:
        await client.send(type="connection_init")
        assert await client.closed() == (4403, "Forbidden")
    async with socket(here) as client:
        await client.send(type="connection_init")
        assert await client.closed() == (4429, "Too many initialisation requests")
    async with socket(here) as client:
        await client.subscribe("x")
        await client.subscribe("x")
        assert await client.closed() == (4409, "Subscriber for x already exists")
    async with socket(here, init=False) as client:
        began = time.monotonic()
        await client.send(type="ping", payload={"a": 1})  # does not count as a beginning
        assert await client.receive() == {"type": "pong", "payload": {"a": 1}}
        assert await client.closed() == (4408, "Connection initialisation timeout")
        assert INIT - 0.5 < time.monotonic() - began < INIT + 2
    for protocols in (None, [websockets.Subprotocol("graphql-ws")]):
        async with websockets.connect(f"ws://{HOST}:{here.port}/graphql", subprotocols=protocols) as opened:
            assert (await Client(opened).closed())[0] == 4406


async def test_a_message_is_as_large_as_a_body_may_be_and_no_larger(here: Station) -> None:
    """1009 is WebSocket's own code (RFC 6455, 7.4.1)."""
    message = {"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { subject } }"}}
    bare = len(json.dumps(message))
    async with socket(here) as client:
        await client.opened.send(json.dumps(message) + " " * (LARGEST - bare))
        assert (await client.receive())["payload"] == {"data": {"viewer": {"subject": "county@fujian"}}}
        assert (await client.receive())["type"] == "complete"
        await client.opened.send(json.dumps(message) + " " * (LARGEST - bare + 1))
        assert (await client.closed())[0] == 1009


async def test_queries_run_here_too_and_a_bad_document_ends_its_operation_alone(here: Station) -> None:
    async with socket(here) as client:
        await subscribed(client, here, "alive")
        await client.subscribe("q", query="{ viewer { subject } }")
        assert await client.receive() == {
            "id": "q",
            "type": "next",
            "payload": {"data": {"viewer": {"subject": "county@fujian"}}},
        }
        assert await client.receive() == {"id": "q", "type": "complete"}
        for document, code in (
            ("{", "GRAPHQL_PARSE_FAILED"),
            ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
            ("subscription { a: alerts { id } b: alerts { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("subscription A { alerts { id } } subscription B { alerts { id } }", "BAD_USER_INPUT"),
            ("subscription { alerts(where: {kinds: [NONE]}) { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("subscription { alerts @skip(if: true) { id } }", "BAD_USER_INPUT"),
        ):
            await client.subscribe("bad", query=document)
            answer = await client.receive()
            assert (answer["id"], answer["type"]) == ("bad", "error"), answer
            assert answer["payload"][0]["extensions"]["code"] in (code, "GRAPHQL_VALIDATION_FAILED"), answer
        await here.tell()
        assert numbers(await client.alerts(1, "alive")) == [1]


async def test_equal_subscriptions_share_their_encoding(here: Station, owner: asyncpg.Connection) -> None:
    """Twenty sockets of one person leave one row in the trail for one event, not twenty."""
    async with socket(here) as client:
        for key in range(20):
            await client.subscribe(str(key), query=SUBJECT)
        await asyncio.sleep(1)
        await here.tell()
        got = [await client.receive() for _ in range(20)]
        assert {one["id"] for one in got} == {str(key) for key in range(20)}
        assert len({json.dumps(one["payload"]) for one in got}) == 1
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.audit_event WHERE action LIKE '%:read'") == 1


async def test_each_node_gets_every_event_once_in_order_whatever_connections_break(
    here: Station, house: House, fresh_url: str, owner: asyncpg.Connection
) -> None:
    async with open_house(fresh_url) as other_house:
        other_house.clock = here.house.clock
        async with (
            station(other_house, here.tenant, assign=False) as there,
            socket(here) as one,
            socket(there) as other,
        ):
            await subscribed(one, here)
            await subscribed(other, there)
            for round_ in range(4):
                for _ in range(5):
                    await here.tell(2)
                if round_ % 2 == 0:  # whoever listens, and whoever leads, loses its connection
                    await owner.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE ANY ($1::text[])"
                        " AND datname = current_database()",
                        ["LISTEN %", "SELECT 1%", "%pg_try_advisory_lock%"],
                    )
            assert numbers(await one.alerts(40)) == list(range(1, 41))
            assert numbers(await other.alerts(40)) == list(range(1, 41))
            assert await one.silent()
            assert await other.silent()
