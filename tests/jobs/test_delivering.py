"""Events reach endpoints at least once, under one id, in order; what is not accepted comes again, ten times in all."""

import asyncio
import random

import asyncpg
import pytest

from alerts import endpoints
from jobs.delivering import ABREAST, LOT
from jobs.keeping import keep_delivered
from jobs.webhooks import LOOK, webhooks
from tests.alerts.test_relay import until
from tests.support.hooks import (
    LIST,
    WHO,
    Hooks,
    answer,
    got,
    headers,
    ids,
    key_of,
    message,
    most_awaited,
    scripted,
    verifies,
)
from tests.support.receivers import OK, Receiver, receiving


@pytest.mark.parametrize("signing", ["ED25519", "HMAC"])
async def test_a_message_is_thin_signed_and_has_the_id_of_its_event(desk: Hooks, signing: str) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url, signing=signing)
        await desk.tell()
        assert await desk.ready() != []
        assert await desk.deliver(made) == 1
        (request,) = got(receiver)
    told = message(request)
    (alert,) = (await desk.ask("{ alerts { nodes { id sequence occurredAt } } }"))["alerts"]["nodes"]
    assert set(told) == {"type", "timestamp", "data"}
    assert (told["type"], told["timestamp"]) == ("RULEBOOK_CHANGED", alert["occurredAt"])
    assert told["data"] == {
        "id": alert["id"],
        "sequence": alert["sequence"],
        "kind": "RULEBOOK_CHANGED",
        "severity": "ORDINARY",
        "occurredAt": alert["occurredAt"],
        "division": {"code": "350102000000", "name": "鼓楼区"},
        "subject": None,
    }
    assert headers(request)["webhook-id"] == alert["id"]
    assert verifies(request, made)
    assert not verifies((request[0], request[1] + b" "), made)
    assert (await desk.states(), await desk.ready()) == ([("DELIVERED", None, 1)], [])


async def test_first_tries_go_out_in_the_order_of_the_log_each_once(desk: Hooks) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(30)
        assert await desk.deliver(made) == 30
        assert await desk.deliver(made) == 0
    alerts = (await desk.ask("{ alerts(first: 50) { nodes { id } } }"))["alerts"]["nodes"]
    assert sorted(ids(receiver)) == sorted(one["id"] for one in alerts)
    numbers = [int(message(one)["data"]["sequence"]) for one in got(receiver)]
    assert most_awaited(numbers) < ABREAST  # so many are on their way at once, and may overtake each other there


async def test_an_answer_that_takes_long_lets_no_message_overtake_what_has_not_begun(desk: Hooks) -> None:
    dice = random.Random(1)  # noqa: S311 (pauses, no secret)

    async def now_and_then(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await receiver.heard(reader)
            await asyncio.sleep(dice.choice((0, 0, 0, 0.03)))
            writer.write(OK)
            await writer.drain()

    async with receiving(now_and_then) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(100)
        assert await desk.deliver(made) == 100
    numbers = [int(message(one)["data"]["sequence"]) for one in got(receiver)]
    assert sorted(numbers) == list(range(1, 101))
    assert most_awaited(numbers) < ABREAST


async def test_what_failed_holds_up_nothing_behind_it(desk: Hooks) -> None:
    async with scripted(answer(500), OK) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(50)
        assert await desk.deliver(made) == 50
        assert (await desk.states())[0] == ("PENDING", None, 1)
        assert len(await desk.states("DELIVERED")) == 49
        await desk.later()
        assert await desk.deliver(made) == 1
    assert (len(got(receiver)), len(set(ids(receiver)))) == (51, 50)


async def test_whoever_loses_the_role_is_sent_nothing_more_than_a_second_later(desk: Hooks) -> None:
    async def slow(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await receiver.heard(reader)
            await asyncio.sleep(0.6)
            writer.write(OK)
            await writer.drain()

    async with receiving(slow) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(LOT)
        delivering = asyncio.create_task(desk.deliver(made))
        await until(lambda: asyncio.sleep(0, len(got(receiver)) == ABREAST))
        await desk.owner.execute("UPDATE t_fujian.role_assignment SET revoked_at = valid_from WHERE subject = $1", WHO)
        assert await delivering == 2 * ABREAST
    assert len(await desk.states("DROPPED")) == LOT - 2 * ABREAST


async def test_only_what_is_wanted_is_sent(desk: Hooks) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url, where={"kinds": ["STAFFING_GAP"]})
        await desk.tell(3)
        await desk.tell(kind="STAFFING_GAP")
        assert await desk.deliver(made) == 1
        assert [message(one)["type"] for one in got(receiver)] == ["STAFFING_GAP"]
    node = (await desk.ask(LIST))["webhooks"]["nodes"][0]
    assert (node["position"], len(node["deliveries"]["nodes"])) == ("4", 1)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (answer(500), (500, None)),
        (answer(302, "location: http://127.0.0.1:1/"), (302, None)),
        (answer(404), (404, None)),
        (b"", (None, "connection")),
        (b"SMTP ready\r\n\r\n", (None, "protocol")),
    ],
    ids=["failing", "redirecting", "missing", "silent", "no HTTP"],
)
async def test_what_is_not_accepted_comes_again_under_the_same_id(
    desk: Hooks, bad: bytes, said: tuple[int | None, str | None]
) -> None:
    async with scripted(bad, OK) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell()
        assert (await desk.deliver(made), await desk.deliver(made)) == (1, 0)  # it waits
        await desk.later()
        assert await desk.deliver(made) == 1
        assert len(set(ids(receiver))) == 1
        times = [headers(one)["webhook-timestamp"] for one in got(receiver)]
        assert len(times) == 2
        assert all(verifies(one, made) for one in got(receiver))
    (delivery,) = (await desk.ask(LIST))["webhooks"]["nodes"][0]["deliveries"]["nodes"]
    assert (delivery["state"], delivery["tries"]) == ("DELIVERED", 2)
    status, fault = said
    assert delivery["attempts"][1] == {"status": 204, "fault": None}
    assert delivery["attempts"][0]["status"] == status
    assert (delivery["attempts"][0]["fault"] is None) == (fault is None)


async def test_who_delivers_asks_for_what_was_registered(desk: Hooks) -> None:
    where = {
        "division": "350102000000",
        "kinds": ["RULEBOOK_CHANGED", "STAFFING_GAP"],
        "minSeverity": "SERIOUS",
        "circumstances": ["SCHOOL_DROPOUT"],
        "addressedTo": ["EDUCATION", "POLICE"],
    }
    async with scripted() as receiver:
        for some in ({}, {"kinds": ["STAFFING_GAP"]}, where):
            made = await desk.register(receiver.url, where=some)
            await desk.tell()
            async with endpoints.holding(desk.house, desk.tenant, key_of(made)) as held:
                assert held is not None
                assert held.where == some


async def test_after_ten_tries_it_is_a_dead_letter_until_it_is_replayed(desk: Hooks) -> None:
    async with scripted(*[answer(503)] * 10, OK) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell()
        for _ in range(12):
            await desk.deliver(made)
            await desk.later()
        assert (len(got(receiver)), await desk.states()) == (10, [("DEAD", None, 10)])
        dead = (
            "{ webhooks { nodes { deliveries(where: { states: [DEAD] }) { nodes { eventId attempts { status } } } } } }"
        )
        (letter,) = (await desk.ask(dead))["webhooks"]["nodes"][0]["deliveries"]["nodes"]
        assert [one["status"] for one in letter["attempts"]] == [503] * 10
        again = await desk.do("replayWebhook", webhookId=made["webhook"]["id"], eventId=letter["eventId"])
        assert (again["userErrors"], again["replayed"]) == ([], 1)
        assert await desk.deliver(made) == 1
    assert (len(set(ids(receiver))), await desk.states()) == (1, [("DELIVERED", None, 1)])


async def test_an_endpoint_that_asks_for_time_gets_it(desk: Hooks, owner: asyncpg.Connection) -> None:
    async with scripted(answer(429, "retry-after: 3600"), OK) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell()
        await desk.deliver(made)
        await desk.tell()
        assert (await desk.deliver(made), await desk.ready(), len(got(receiver))) == (0, [], 1)
        for table, name in (("webhook", "open_until"), ("webhook_delivery", "due_at")):
            asked = f"SELECT max({name}) - clock_timestamp() FROM t_fujian.{table}"
            assert 3_500 < (await owner.fetchval(asked)).total_seconds() <= 3_600
        await desk.later()
        assert await desk.deliver(made) == 2


async def test_an_endpoint_that_is_gone_is_left_alone(desk: Hooks) -> None:
    async with scripted(answer(410), OK) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(3)
        await desk.deliver(made)
        await desk.later()
        await desk.tell()
        assert (await desk.deliver(made), await desk.ready()) == (0, [])
        node = (await desk.ask(LIST))["webhooks"]["nodes"][0]
        assert node["state"] == "GONE"
        heard = len(got(receiver))
        version = made["webhook"]["version"] + 1
        back = await desk.do("enableWebhook", webhookId=made["webhook"]["id"], version=version)
        assert back["webhook"]["state"] == "ACTIVE"
        await desk.deliver(made)
        assert len(got(receiver)) > heard
    assert {state for state, *_ in await desk.states()} == {"DELIVERED"}
    assert len(set(ids(receiver))) == 4


async def test_one_that_fails_rests_then_one_message_tries_and_all_go_on(desk: Hooks) -> None:
    async with scripted(*[answer(500)] * 9, OK) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(8)
        await desk.deliver(made)
        assert (len(got(receiver)), await desk.ready()) == (8, [])
        assert (await desk.ask(LIST))["webhooks"]["nodes"][0]["breaker"] == "OPEN"
        await desk.later()
        assert (await desk.ask(LIST))["webhooks"]["nodes"][0]["breaker"] == "HALF_OPEN"
        await desk.deliver(made)
        assert len(got(receiver)) == 9  # one tried, and it rests again
        await desk.later()
        await desk.deliver(made)
    assert (await desk.ask(LIST))["webhooks"]["nodes"][0]["breaker"] == "CLOSED"
    assert {state for state, *_ in await desk.states()} == {"DELIVERED"}


async def test_one_that_lies_has_it_once_it_has_said_so(desk: Hooks) -> None:
    broken = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 10\r\n\r\nhalf"
    async with scripted(broken) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell()
        await desk.deliver(made)
        await desk.later()
        assert (await desk.deliver(made), await desk.states()) == (0, [("DELIVERED", None, 1)])


async def test_one_endpoints_trouble_delays_no_other(desk: Hooks) -> None:
    gate = asyncio.Event()
    async with scripted() as good, scripted(gate=gate) as slow, webhooks(desk.house):
        await desk.register(good.url)
        await desk.register(slow.url)
        await desk.tell(20)
        await until(lambda: desk.settled(20))
        await until(lambda: asyncio.sleep(0, len(got(slow)) == 8))
        assert len(got(good)) == 20
        gate.set()
        await until(lambda: desk.settled(40))


async def test_an_event_is_sent_sooner_than_anybody_would_look(desk: Hooks) -> None:
    async with scripted() as receiver, webhooks(desk.house):
        await desk.register(receiver.url)
        await desk.tell()
        await until(lambda: desk.settled(1))
        waits = []
        for count in range(2, 7):
            await asyncio.sleep(0.05)
            await desk.tell()
            waits.append(await until(lambda count=count: asyncio.sleep(0, len(got(receiver)) == count)))  # type: ignore[misc]
    assert sorted(waits)[2] < LOOK / 2


async def test_what_ended_long_ago_is_forgotten_with_its_tries_and_what_waits_is_kept(
    desk: Hooks, owner: asyncpg.Connection
) -> None:
    async with scripted(OK, answer(500)) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(2)
        await desk.deliver(made)
    for days, gone in ((29, 0), (2, 1)):
        moved = f"settled_at = settled_at - interval '{days} days'"
        await owner.execute(f"UPDATE t_fujian.webhook_delivery SET {moved} WHERE settled_at IS NOT NULL")
        async with desk.house.work(desk.tenant) as work:
            assert await keep_delivered(work) == gone
    assert [state for state, *_ in await desk.states()] == ["PENDING"]
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.webhook_attempt") == 1
