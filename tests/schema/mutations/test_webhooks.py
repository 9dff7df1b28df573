"""Endpoints are registered, confirmed, given new keys and stopped by their owner, who is shown a key once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from care.actions.webhooks.room import ACTIVE, KNOWN
from jobs.keeping import keep_in_use
from records.codes import Role
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.alerts.test_relay import until
from tests.schema.conftest import caller_of
from tests.support.hooks import LIST, WHO, Hooks, answer, got, hooks, key_of, message, scripted, verifies
from tests.support.places import GULOU, NOW, TAIJIANG
from tests.support.receivers import OK, Receiver, receiving


@pytest.fixture
async def desk(house: House, fujian: Tenant, owner: asyncpg.Connection) -> AsyncIterator[Hooks]:
    async with hooks(house, fujian, owner) as opened:
        yield opened


def codes(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(one["code"], one["path"]) for one in payload["userErrors"]]


@pytest.mark.parametrize(("signing", "shown"), [("ED25519", "publicKey"), ("HMAC", "secret")])
async def test_a_test_message_is_sent_and_the_key_is_shown_once(
    desk: Hooks, owner: asyncpg.Connection, signing: str, shown: str
) -> None:
    async with scripted() as receiver:
        facts: dict[str, Any] = {"url": receiver.url, "signing": signing, "idempotencyKey": "one"}
        made = await desk.register(**facts)
        (ping,) = receiver.requests
        assert message(ping)["type"] == "PING"
        assert verifies(ping, made)
        again = await desk.do("registerWebhook", **facts)
    assert made[shown].startswith({"publicKey": "whpk_", "secret": "whsec_"}[shown])
    assert [made[name] is None for name in ("secret", "publicKey")] == [shown != "secret", shown != "publicKey"]
    assert (again["webhook"]["id"], again["secret"], again["publicKey"]) == (made["webhook"]["id"], None, None)
    assert len(receiver.requests) == 1
    sealed: bytes = await owner.fetchval("SELECT secret FROM t_fujian.webhook_key")
    assert b"whs" not in sealed
    kept = await owner.fetch("SELECT answer::text FROM t_fujian.idempotency_key")
    assert not [row for row in kept if "whs" in row["answer"]]


async def test_one_that_does_not_accept_the_test_message_waits_to_be_enabled(desk: Hooks) -> None:
    url = "http://127.0.0.1:1/hook"
    made = await desk.do("registerWebhook", url=url)
    assert (made["userErrors"], made["webhook"]["state"]) == ([], "UNCONFIRMED")
    (warning,) = made["warnings"]
    assert (warning["code"], warning["path"], "connection" in warning["message"]) == ("RULE_VIOLATION", ["url"], True)
    assert made["publicKey"]
    await desk.tell(2)
    assert await desk.ready() == []
    named: dict[str, Any] = {"webhookId": made["webhook"]["id"], "version": made["webhook"]["version"]}
    assert (await desk.do("enableWebhook", **named))["webhook"]["state"] == "UNCONFIRMED"
    async with scripted() as receiver:
        await desk.owner.execute("UPDATE t_fujian.webhook SET url = $1", receiver.url)
        enabled = await desk.do("enableWebhook", **named)
        assert (enabled["webhook"]["state"], enabled["warnings"]) == ("ACTIVE", [])
        assert verifies(receiver.requests[0], made)
        assert await desk.deliver(made) == 2  # what happened since it was registered


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"url": "https://10.1.2.3/hook"}, ("BAD_USER_INPUT", ["url"])),
        ({"url": "http://93.184.216.34/hook"}, ("BAD_USER_INPUT", ["url"])),
        ({"url": "https://user:pass@example.cn/"}, ("BAD_USER_INPUT", ["url"])),
        ({"selection": "{ nothing }"}, ("BAD_USER_INPUT", ["selection"])),
        ({"selection": "{ id } query Other { viewer { subject } }"}, ("BAD_USER_INPUT", ["selection"])),
        ({"selection": "{ id } } }"}, ("BAD_USER_INPUT", ["selection"])),
        ({"selection": "{ " + "a: id " * 3_000 + "}"}, ("BAD_USER_INPUT", ["selection"])),
        ({"where": {"unread": True}}, ("BAD_USER_INPUT", ["where", "unread"])),
        ({"organisationId": f"organisation_{uuid7()}"}, ("NOT_FOUND", ["organisationId"])),
    ],
    ids=[
        "private",
        "plain",
        "password",
        "no field",
        "two operations",
        "no selection",
        "too much",
        "of lists",
        "another's office",
    ],
)
async def test_refuses_what_it_would_not_send_to_or_may_not_be_asked(
    desk: Hooks, facts: dict[str, Any], refused: tuple[str, list[str]]
) -> None:
    made = await desk.do("registerWebhook", **{"url": "http://127.0.0.1:1/hook", **facts})
    assert refused in codes(made)
    assert (made["webhook"], made["secret"], made["publicKey"]) == (None, None, None)
    assert await desk.owner.fetchval("SELECT count(*) FROM t_fujian.webhook") == 0


async def test_while_a_key_follows_another_both_sign(desk: Hooks, owner: asyncpg.Connection) -> None:
    async with scripted() as receiver:
        old = await desk.register(receiver.url)
        new = await desk.do("rotateWebhookSecret", webhookId=old["webhook"]["id"], signing="HMAC", overlapHours=1)
        assert (new["userErrors"], new["secret"][:6], new["publicKey"]) == ([], "whsec_", None)
        await desk.tell()
        await desk.deliver(old)
        assert verifies(got(receiver)[0], old)
        assert verifies(got(receiver)[0], new)
        await owner.execute("UPDATE t_fujian.webhook_key SET ends_at = ends_at - interval '2 hours'")
        await desk.tell()
        await desk.deliver(old)
        assert not verifies(got(receiver)[1], old)
        assert verifies(got(receiver)[1], new)
    keys = (await desk.ask(LIST))["webhooks"]["nodes"][0]["keys"]
    assert [(one["kind"], one["publicKey"], one["endsAt"] is None) for one in keys] == [
        ("HMAC", None, True),
        ("ED25519", old["publicKey"], False),
    ]


async def test_a_key_ends_at_once_where_that_is_wanted(desk: Hooks) -> None:
    async with scripted() as receiver:
        old = await desk.register(receiver.url)
        new = await desk.do("rotateWebhookSecret", webhookId=old["webhook"]["id"], overlapHours=0)
        await desk.tell()
        await desk.deliver(old)
        assert not verifies(got(receiver)[0], old)
        assert verifies(got(receiver)[0], new)
    late = await desk.do("rotateWebhookSecret", webhookId=old["webhook"]["id"], overlapHours=169)
    assert codes(late) == [("BAD_USER_INPUT", ["overlapHours"])]


async def test_one_that_is_disabled_gets_nothing_until_it_is_enabled_and_then_all(desk: Hooks) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url)
        named: dict[str, Any] = {"webhookId": made["webhook"]["id"]}
        off = await desk.do("disableWebhook", **named, version=made["webhook"]["version"])
        assert off["webhook"]["state"] == "DISABLED"
        await desk.tell(2)
        assert (await desk.deliver(made), await desk.ready()) == (0, [])
        stale = await desk.do("enableWebhook", **named, version=made["webhook"]["version"])
        assert codes(stale) == [("CONFLICT", ["version"])]
        await desk.do("enableWebhook", **named, version=off["webhook"]["version"])
        assert await desk.deliver(made) == 2


async def test_a_part_of_the_log_is_sent_again_under_the_same_ids(desk: Hooks) -> None:
    async with scripted() as receiver:
        await desk.tell(3)
        made = await desk.register(receiver.url, where={"kinds": ["RULEBOOK_CHANGED"]})
        await desk.tell(kind="STAFFING_GAP")
        await desk.tell(2)
        await desk.deliver(made)
        assert len(got(receiver)) == 2
        named: dict[str, Any] = {"webhookId": made["webhook"]["id"]}
        some = await desk.do("replayWebhook", **named, fromSequence="2", toSequence="5")
        assert (some["userErrors"], some["replayed"]) == ([], 3)  # 2 and 3 from before it was there; no gap
        await desk.deliver(made)
        numbers = [int(message(one)["data"]["sequence"]) for one in got(receiver)]
        assert (sorted(numbers[:2]), sorted(numbers[2:])) == ([5, 6], [2, 3, 5])
        since = (NOW - timedelta(days=365)).isoformat()
        every = await desk.do("replayWebhook", **named, since=since, until="2099-01-01T00:00:00Z")
        assert every["replayed"] == 5
    wrongly: list[dict[str, Any]] = [{}, {"fromSequence": "1", "since": since}, {"toSequence": "5"}]
    for asked in wrongly:
        assert codes(await desk.do("replayWebhook", **named, **asked)) == [("BAD_USER_INPUT", [])]
    wrong = await desk.do("replayWebhook", **named, fromSequence="first")
    assert codes(wrong) == [("BAD_USER_INPUT", ["fromSequence"])]
    unknown = await desk.do("replayWebhook", **named, eventId=f"alert_{uuid7()}")
    assert codes(unknown) == [("NOT_FOUND", ["eventId"])]


async def test_nobody_else_sees_it_or_does_anything_with_it(desk: Hooks, house: House, jilin: Tenant) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url)
    named: dict[str, Any] = {"webhookId": made["webhook"]["id"]}
    other = caller_of(house, Role.INTEGRATOR, GULOU, subject="other@fujian")
    assert (await desk.ask(LIST, other))["webhooks"]["nodes"] == []
    for name, facts in (
        ("enableWebhook", {"version": 2}),
        ("disableWebhook", {"version": 2}),
        ("rotateWebhookSecret", {}),
        ("replayWebhook", {"fromSequence": "1"}),
    ):
        assert codes(await desk.do(name, other, **named, **facts)) == [("NOT_FOUND", ["webhookId"])]
    foreign = replace(desk, tenant=jilin, caller=caller_of(house, Role.INTEGRATOR, GULOU, tenant="jilin", subject=WHO))
    assert (await foreign.ask(LIST))["webhooks"]["nodes"] == []
    assert codes(await foreign.do("rotateWebhookSecret", **named)) == [("NOT_FOUND", ["webhookId"])]
    assert len(receiver.requests) == 1


async def test_the_administrator_sees_where_events_go_and_can_stop_it(desk: Hooks, house: House) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url)
    named: dict[str, Any] = {"webhookId": made["webhook"]["id"], "version": made["webhook"]["version"]}
    elsewhere = caller_of(house, Role.TENANT_ADMIN, TAIJIANG)
    assert (await desk.ask(LIST, elsewhere))["webhooks"]["nodes"] == []
    admin = caller_of(house, Role.TENANT_ADMIN, 350000000000)
    asked = "{ webhooks { nodes { id subject url viewerCan } } }"
    (node,) = (await desk.ask(asked, admin))["webhooks"]["nodes"]
    assert (node["subject"], node["url"], node["viewerCan"]) == (WHO, receiver.url, ["disable"])
    assert codes(await desk.do("rotateWebhookSecret", admin, webhookId=named["webhookId"])) == [("FORBIDDEN", [])]
    assert codes(await desk.do("registerWebhook", admin, url=receiver.url)) == [("FORBIDDEN", [])]
    assert (await desk.do("disableWebhook", admin, **named))["webhook"]["state"] == "DISABLED"


async def copies(desk: Hooks, times: int, state: str) -> None:
    """Let there be so many more endpoints like the one that is there, in a state."""
    names = "subject, role, division, url, language, position"
    await desk.owner.execute(
        f"INSERT INTO t_fujian.webhook (id, {names}, state, created_at, updated_at)"
        f" SELECT gen_random_uuid(), {names}, $2, created_at, updated_at FROM (SELECT * FROM t_fujian.webhook LIMIT 1),"
        " generate_series(1, $1)",
        times,
        state,
    )


async def test_an_account_has_at_most_twenty_in_use_and_what_is_dead_takes_no_place(desk: Hooks) -> None:
    async with scripted() as receiver:
        first = await desk.register(receiver.url)
        for state in ("DISABLED", "GONE", "UNCONFIRMED"):
            await copies(desk, 10, state)
        await copies(desk, ACTIVE - 2, "ACTIVE")
        await desk.register(receiver.url)
        assert codes(await desk.do("registerWebhook", url=receiver.url)) == [("RULE_VIOLATION", [])]
        named: dict[str, Any] = {"webhookId": first["webhook"]["id"]}
        off = await desk.do("disableWebhook", **named, version=first["webhook"]["version"])
        other = await desk.register(receiver.url)  # in the place of the first
        pings = len(receiver.requests)
        back = await desk.do("enableWebhook", **named, version=off["webhook"]["version"])
        assert (codes(back), len(receiver.requests)) == ([("RULE_VIOLATION", ["webhookId"])], pings)
        await desk.do("disableWebhook", webhookId=other["webhook"]["id"], version=other["webhook"]["version"])
        back = await desk.do("enableWebhook", **named, version=off["webhook"]["version"])
        assert back["webhook"]["state"] == "ACTIVE"
        await copies(desk, KNOWN, "GONE")
        await desk.owner.execute("UPDATE t_fujian.webhook SET state = 'GONE'")
        assert codes(await desk.do("registerWebhook", url=receiver.url)) == [("RULE_VIOLATION", [])]


async def test_of_two_that_are_confirmed_at_once_the_last_place_is_ones(desk: Hooks) -> None:
    gate = asyncio.Event()

    async def late(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await receiver.heard(reader)
            await gate.wait()
            writer.write(OK)
            await writer.drain()

    async with scripted() as quick, receiving(late) as slow:
        await desk.register(quick.url)
        await copies(desk, ACTIVE - 2, "ACTIVE")
        both = [asyncio.create_task(desk.do("registerWebhook", url=slow.url)) for _ in range(2)]
        await until(lambda: asyncio.sleep(0, len(slow.requests) == 2))
        gate.set()
        made = await asyncio.gather(*both)
    assert sorted(one["webhook"]["state"] for one in made) == ["ACTIVE", "UNCONFIRMED"]
    (told,) = [one["warnings"] for one in made if one["warnings"]]
    assert [(one["code"], one["path"]) for one in told] == [("RULE_VIOLATION", [])]


async def test_what_is_long_out_of_use_goes_and_keys_that_have_ended(desk: Hooks, house: House) -> None:
    async with scripted(answer(410), OK) as receiver:
        gone = await desk.register(receiver.url)
        await desk.tell()
        await desk.deliver(gone)
        kept = await desk.register(receiver.url)
        await desk.do("rotateWebhookSecret", webhookId=kept["webhook"]["id"], overlapHours=1)
    asked = "SELECT count(*) FROM t_fujian.webhook_key"
    house.clock = lambda: NOW + timedelta(days=89)
    async with house.work(desk.tenant) as work:
        assert await keep_in_use(work) == 0
    await desk.owner.execute("UPDATE t_fujian.webhook_key SET ends_at = ends_at - interval '2 hours'")
    async with house.work(desk.tenant) as work:
        assert await keep_in_use(work) == 1
    assert await desk.owner.fetchval(asked) == 2
    house.clock = lambda: NOW + timedelta(days=91)
    async with house.work(desk.tenant) as work:
        assert await keep_in_use(work) == 1
    assert await desk.owner.fetchval("SELECT id FROM t_fujian.webhook") == key_of(kept)
    assert await desk.owner.fetchval("SELECT count(*) FROM t_fujian.webhook_delivery") == 0
    assert await desk.owner.fetchval(asked) == 1


async def test_what_it_wants_shows_as_it_was_said(desk: Hooks) -> None:
    where = {
        "division": "350102000000",
        "kinds": ["REPORT_ADDRESSED"],
        "minSeverity": "SERIOUS",
        "circumstances": ["SCHOOL_DROPOUT"],
        "addressedTo": ["EDUCATION"],
    }
    async with scripted(answer(204)) as receiver:
        await desk.register(receiver.url, where=where, selection="{ id ...More } fragment More on Alert { kind }")
    asked = "{ webhooks { nodes { division kinds minSeverity circumstances addressedTo selection role } } }"
    (node,) = (await desk.ask(asked))["webhooks"]["nodes"]
    assert {name: node[name] for name in where} == where
    assert (node["selection"][:4], node["role"]) == ("{ id", "INTEGRATOR")
