"""Messages on people's phones: opted in to by the tenant, signed, sent at least once, and without a name in them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from alerts.outgoing import Reply
from alerts.texting.gather import gather
from alerts.texting.queue import hold, settle, take
from care.actions.make_digests import make_digests
from jobs.keeping import keep_sent
from jobs.texting import NAME, send_once
from policies.caller import Caller
from policies.scope import EVERYTHING
from records.codes import Role
from records.message import message as messages
from tests.scenarios.conftest import Stage
from tests.support.alerting import number
from tests.support.climbing import rounds
from tests.support.hooks import LOCAL, answer, headers, message, scripted, verifies
from tests.support.receivers import OK, Receiver, receiving
from tests.support.reporting import REVOKE, admin, employed, file
from tests.support.scenes import Scene

COLUMNS = """SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2
  AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'subject')"""
MANY = """INSERT INTO {0} (id, subject, {1}) SELECT gen_random_uuid(), subject || n, {1}
  FROM {0}, generate_series(1, $2) n WHERE subject = $1"""
SET = """mutation($input: SetMessageGatewayInput!) { setMessageGateway(input: $input) {
  messageGateway { url active publicKey } userErrors { code path } } }"""
ENROL = """mutation($input: EnrolTraineeInput!) { enrolTrainee(input: $input) {
  trainee { id } userErrors { code path message } } }"""
MESSAGES = """query { messages { nodes { kind role subject state tries status fault division { code } } } }"""
PHONE, OTHER = "13912345678", "13987654321"
ADDRESS, NARRATIVE = "某街道88号301室", "邻居称其父醉酒"


@pytest.fixture
async def phones() -> AsyncIterator[Receiver]:
    """A gateway on this machine that takes every message."""
    async with scripted() as receiver:
        yield receiver


async def gateway(here: Scene, url: str, **facts: Any) -> dict[str, Any]:
    """Set the tenant's gateway; gives what stands."""
    here.house.outgoing_allow = (LOCAL,)
    given = {"url": url, "active": True, **facts}
    payload = (await here.ask(SET, admin(here), input=given))["setMessageGateway"]
    assert payload["userErrors"] == [], payload
    found: dict[str, Any] = payload["messageGateway"]
    return found


async def with_phone(here: Scene, role: Role, phone: str) -> Caller:
    """Give a role to somebody who is on file with a phone."""
    who = await employed(here, role)
    form = {"name": "林老师", "phone": phone, "post": role.value, "division": str(who.areas[0]), "subject": who.subject}
    payload = (await here.ask(ENROL, Role.COUNTY_OFFICER, input=form))["enrolTrainee"]
    assert payload["userErrors"] == [], payload
    return who


async def late(scene: Stage) -> tuple[Scene, Caller]:
    """A child whose visit and contact are overdue since 2026-05-01, and its director, who has a phone."""
    here = scene("shanxi")
    here.at("2026-01-02")
    who = await with_phone(here, Role.CHILD_DIRECTOR, PHONE)
    await with_phone(here, Role.CHILD_SUPERVISOR, OTHER)
    child = await here.register(address=ADDRESS)
    here.at("2026-01-31")
    await here.visit(child, "2026-01-31")
    return here, who


async def sent(here: Scene) -> list[int]:
    """Let the worker gather and send; gives how many went out."""
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        await gather(work)
    outcomes = [one for one in await send_once(here.house) if one.tenant == here.tenant]
    assert [(one.entry, one.fault) for one in outcomes] == [(NAME, None)]
    return [one.done for one in outcomes]


async def states(here: Scene) -> list[tuple[str, str, int]]:
    found = (await here.ask(MESSAGES, admin(here)))["messages"]["nodes"]
    return [(one["kind"], one["state"], one["tries"]) for one in found[::-1]]


async def test_a_message_says_what_and_how_many_and_nothing_of_any_child(
    scene: Stage, phones: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here, _ = await late(scene)
    await rounds(here, "2026-03-02")  # before the tenant opts in: never sent
    set_up = await gateway(here, phones.url)
    await rounds(here, "2026-05-04")
    nurse = await employed(here, Role.REPORTER, subject="nurse@shanxi")
    facts = {"reporterKind": "MEDICAL_INSTITUTION", "narrative": NARRATIVE}
    report = (await file(here, "ABUSE", "2026-05-04T08:30", nurse, **facts))["report"]
    await rounds(here, "2026-05-05", "12:00")
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        assert await make_digests(work) == 2
    await number(here)
    await sent(here)
    assert await sent(here) == [0]
    told = [(message(one)["type"], message(one)["data"]) for one in phones.requests]
    by_phone = {(kind, data["to"][-11:]): data for kind, data in told}
    assert by_phone["VISIT_OVERDUE", PHONE]["text"] == "【童护】村（居）：有1项走访逾期，请登录查看。"
    assert by_phone["DUTY_ESCALATED", OTHER]["level"] == "TOWNSHIP"
    assert by_phone["REPORT_ESCALATED", OTHER]["count"] >= 1
    assert "今日到期0项" in by_phone["DAILY_DIGEST", PHONE]["text"]
    # A director does not see a report that it was not listed for: it is not told of it either.
    assert not [kind for kind, phone in by_phone if phone == PHONE and kind.startswith("REPORT")]
    assert len(by_phone) == len(told)
    whole = "\n".join(head + body.decode() for head, body in phones.requests)
    for secret in ("单小明", ADDRESS, NARRATIVE, report["id"], "林老师", "ABUSE", "child_"):
        assert secret not in whole
    assert all(verifies(one, {"secret": None, "publicKey": set_up["publicKey"]}) for one in phones.requests)
    assert len({headers(one)["webhook-id"] for one in phones.requests}) == len(phones.requests)
    assert {state for _, state, _ in await states(here)} <= {"SENT", "DROPPED"}
    assert PHONE not in caplog.text
    async with here.house.work(tenant, scope="{(,)}") as work:
        kept = await work.connection.fetch(f"SELECT m::text FROM {tenant.schema}.message m")
    assert not [row for row in kept if PHONE in row[0] or OTHER in row[0]]


async def test_what_the_gateway_does_not_take_is_sent_again_by_the_same_id(scene: Stage) -> None:
    here, _ = await late(scene)
    async with scripted(answer(503), answer(200)) as receiver:
        await gateway(here, receiver.url)
        await rounds(here, "2026-05-01")
        assert await sent(here) == [0]
        assert await sent(here) == [0]
        # The one that it did not take ends the round: the other waits, untried.
        assert sorted((state, tries) for _, state, tries in await states(here)) == [("WAITING", 0), ("WAITING", 1)]
        here.at("2026-05-01", "09:10")
        await sent(here)
        ids = [headers(one)["webhook-id"] for one in receiver.requests]
        assert len(ids) == len(set(ids)) + 1
        assert {state for _, state, _ in await states(here)} == {"SENT"}


async def test_a_message_that_cannot_be_made_holds_up_no_other(scene: Stage, phones: Receiver) -> None:
    here, director = await late(scene)
    await gateway(here, phones.url)
    await rounds(here, "2026-05-04")
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant, scope="{(,)}") as work:
        spoilt = "set_byte(phone, length(phone) - 1, get_byte(phone, length(phone) - 1) # 1)"
        spoil = f"UPDATE {tenant.schema}.trainee SET phone = {spoilt} WHERE subject = $1"
        assert await work.connection.execute(spoil, director.subject) == "UPDATE 1"
    await sent(here)
    assert {message(one)["data"]["to"][-11:] for one in phones.requests} == {OTHER}
    found = (await here.ask(MESSAGES, admin(here)))["messages"]["nodes"]
    of_director = [(one["state"], one["tries"]) for one in found if one["subject"] == director.subject]
    assert len(of_director) > 1
    assert set(of_director) == {("WAITING", 1)}


async def test_a_gateway_that_is_gone_is_sent_nothing_any_more(scene: Stage) -> None:
    here, _ = await late(scene)
    async with scripted(answer(410)) as receiver:
        await gateway(here, receiver.url)
        await rounds(here, "2026-05-01")
        assert await sent(here) == [0]
        here.at("2026-05-02")
        assert await sent(here) == [0]
        assert len(receiver.requests) == 1
    asked = "query { messageGateway { active goneAt } }"
    stands = (await here.ask(asked, admin(here)))["messageGateway"]
    assert stands == {"active": False, "goneAt": "2026-05-01T09:00:00+08:00"}
    await gateway(here, "https://sms.example.com/send", active=False)  # somebody has looked at it
    assert (await here.ask(asked, admin(here)))["messageGateway"] == {"active": False, "goneAt": None}


async def test_a_message_whose_time_was_over_is_sent_by_whoever_took_it_then_and_once(
    scene: Stage, phones: Receiver
) -> None:
    here, _ = await late(scene)
    await gateway(here, phones.url)
    await rounds(here, "2026-05-01")
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        assert await gather(work) > 0
    async with here.house.work(tenant) as work:
        taken = await take(work)
    assert taken is not None
    here.at("2026-05-01", "09:03")  # longer than a message is held
    assert sum(await sent(here)) == len(taken[1]) == len(phones.requests)
    async with here.house.work(tenant) as work:
        assert [await hold(work, one) for one in taken[1]] == [None] * len(taken[1])
        # What became of it is told by who has it.
        assert not await settle(work, taken[0], taken[1][0], Reply(503, None, 0.1, None))
    assert {state for _, state, _ in await states(here)} == {"SENT"}


async def test_a_message_is_held_anew_before_it_is_sent(scene: Stage) -> None:
    here, _ = await late(scene)

    async def slow(receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await receiver.heard(reader)
            here.at("2026-05-01", f"09:0{len(receiver.requests)}")
            writer.write(OK)
            await writer.drain()

    async with receiving(slow) as receiver:
        await gateway(here, receiver.url)
        await rounds(here, "2026-05-01")
        tenant = await here.house.tenant(here.tenant)
        assert tenant is not None
        assert await sent(here) == [2]
        found = (await here.ask("{ messages { nodes { dueAt } } }", admin(here)))["messages"]["nodes"]
        assert sorted(one["dueAt"] for one in found) == ["2026-05-01T09:02:00+08:00", "2026-05-01T09:03:00+08:00"]


async def test_one_event_tells_more_people_than_keys_were_made_for(scene: Stage, phones: Receiver) -> None:
    here, director = await late(scene)
    await gateway(here, phones.url)
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant, scope="{(,)}") as work:
        for name in ("role_assignment", "trainee"):
            columns = ", ".join(row[0] for row in await work.connection.fetch(COLUMNS, tenant.schema, name))
            await work.connection.execute(MANY.format(f"{tenant.schema}.{name}", columns), director.subject, 5_200)
    await rounds(here, "2026-05-01")
    async with here.house.work(tenant) as work:
        assert await gather(work) > 0
        await work.widen(EVERYTHING)
        assert await work.value(select(func.count()).select_from(messages)) > 5_200


async def test_what_waited_when_the_gateway_was_switched_off_is_never_sent_and_forgotten_in_time(
    scene: Stage, phones: Receiver
) -> None:
    here, _ = await late(scene)
    await gateway(here, phones.url)
    await rounds(here, "2026-05-01")
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        assert await gather(work) > 0
    await gateway(here, phones.url, active=False)
    here.at("2026-05-20")
    await gateway(here, phones.url)
    assert await sent(here) == [0]
    assert phones.requests == []
    assert {state for _, state, _ in await states(here)} == {"DROPPED"}
    for day, gone in (("2026-06-18", 0), ("2026-06-20", 2)):
        here.at(day, "09:01")
        async with here.house.work(tenant) as work:
            assert await keep_sent(work) == gone


async def test_who_lost_the_role_is_told_nothing(scene: Stage, phones: Receiver) -> None:
    here, who = await late(scene)
    await gateway(here, phones.url)
    await rounds(here, "2026-05-01")
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        assert await gather(work) > 0
    here.at("2026-05-01", "09:01")
    form = {"subject": who.subject, "role": who.role.value, "division": str(here.village)}
    revoked = (await here.ask(REVOKE, admin(here), input=form))["revokeRole"]
    assert revoked["userErrors"] == []
    here.at("2026-05-01", "09:02")
    assert await sent(here) == [0]
    assert phones.requests == []
    assert {state for _, state, _ in await states(here)} == {"DROPPED"}


async def test_only_the_administrator_opts_in_and_only_to_where_may_be_sent(scene: Stage) -> None:
    here = scene("shanxi")
    here.at("2026-01-02")
    url = "https://sms.example.com/send"
    given = {"url": url, "active": True}
    refused = (await here.ask(SET, Role.COUNTY_OFFICER, input=given))["setMessageGateway"]
    assert [one["code"] for one in refused["userErrors"]] == ["FORBIDDEN"]
    for wrong in ("http://sms.example.com/", "https://10.0.0.7/", "sms"):
        refused = (await here.ask(SET, admin(here), input={**given, "url": wrong}))["setMessageGateway"]
        assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [("BAD_USER_INPUT", ["url"])]
    first = await gateway(here, url)
    assert await gateway(here, url, active=False) == {**first, "active": False}
    assert (await gateway(here, url, newKey=True))["publicKey"] != first["publicKey"]
    assert (await here.ask("query { messageGateway { url } }", Role.COUNTY_OFFICER))["messageGateway"] is None
