"""How deliveries fared is told in numbers, and an endpoint in trouble by its id."""

from datetime import timedelta
from typing import Final

import asyncpg

from alerts.fared import Fared, fared, troubled
from alerts.texting.fared import Texted, texted
from api.doctor.work import RECEIVER, work
from api.telemetry.behind import Behind
from tenants.house import House
from tenants.registry import Tenant
from tests.api.telemetry.test_behind import lines
from tests.support.hooks import Hooks, scripted

GATEWAY: Final = """
INSERT INTO t_fujian.message_gateway (id, url, secret, public, active, position, set_by, set_at)
VALUES (gen_random_uuid(), 'https://sms.example/', '', '', true, 0, 'test', $1)
"""
MESSAGE: Final = """
INSERT INTO t_fujian.message (id, sequence, events, kind, subject, role, division, due_at, created_at, tries, state,
  settled_at)
VALUES (gen_random_uuid(), (random() * 1e9)::int, '{}', 'VISIT_OVERDUE', 'x', 'CHILD_DIRECTOR', $1, $2, $2, $3, $4, $5)
"""


async def test_outcomes_are_counted_and_who_fails_is_named(
    desk: Hooks, house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(3)
        assert await desk.deliver(made) == 3
    assert await fared(house, fujian) == Fared(0, 0, {"DELIVERED": 3})
    assert await troubled(house, fujian) == []
    await owner.execute("UPDATE t_fujian.webhook_delivery SET state = 'DEAD' WHERE sequence = 1")
    await owner.execute("UPDATE t_fujian.webhook SET failures = 7, open_until = now() + interval '1 hour'")
    (one,) = await troubled(house, fujian)
    assert (one.failures, one.rests, one.dead, one.lately) == (7, True, 1, 1)
    told = await lines(Behind(house))
    assert told['deliveries_last_minute{outcome="DELIVERED",tenant="fujian"}'] == 2
    assert told['deliveries_last_minute{outcome="DEAD",tenant="fujian"}'] == 1
    assert told['deliveries_due{tenant="fujian"}'] == 0
    assert told['deliveries_dead{tenant="fujian"}'] == 1
    (finding,) = [found for found in await work(house, owner, [fujian], 60.0) if found.mend == RECEIVER]
    assert made["webhook"]["id"] in finding.told
    assert "1 given up" in finding.told
    assert "7 failures" in finding.told
    assert finding.wrong


async def test_what_was_given_up_is_trouble_for_three_days_and_a_note_until_it_is_replayed(
    desk: Hooks, house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async def found() -> list[tuple[bool, bool]]:
        return [(one.wrong, one.noted) for one in await work(house, owner, [fujian], 60.0) if one.mend == RECEIVER]

    async with scripted() as receiver:
        made = await desk.register(receiver.url)
        await desk.tell()
        await desk.deliver(made)
        await owner.execute("UPDATE t_fujian.webhook_delivery SET state = 'DEAD'")
        assert await found() == [(True, False)]
        await owner.execute("UPDATE t_fujian.webhook_delivery SET settled_at = settled_at - interval '4 days'")
        assert await found() == [(False, True)]
        await desk.do("replayWebhook", webhookId=made["webhook"]["id"], fromSequence="1")
        await desk.deliver(made)
    assert await found() == []


async def test_messages_that_wait_or_are_dead_and_a_gateway_that_is_gone_are_told(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async def told() -> dict[str, bool]:
        return {one.told.partition(" / ")[2]: one.wrong for one in await work(house, owner, [fujian], 60.0)}

    sealed = (fujian.division, house.clock() - timedelta(minutes=20))
    await owner.execute(GATEWAY, house.clock())
    assert await texted(house, fujian) == Texted(0, 0, 0, 0, 0, active=True, gone=False)
    for tries in (0, 1):
        await owner.execute(MESSAGE, *sealed, tries, "WAITING", None)
    assert await texted(house, fujian) == Texted(2, 1200, 1, 0, 0, active=True, gone=False)
    said = await told()
    assert said["messages wait to be sent: 2, 20 min"]
    assert not said["1 messages not taken yet, to be tried again"]
    for ago in (1, 5):
        await owner.execute(MESSAGE, *sealed, 10, "DEAD", house.clock() - timedelta(days=ago))
    assert (await told())["2 messages given up"]
    await owner.execute("UPDATE t_fujian.message SET settled_at = settled_at - interval '3 days' WHERE tries = 10")
    assert not (await told())["2 messages given up"]
    await owner.execute("UPDATE t_fujian.message_gateway SET active = false, gone_at = set_at")
    said = await told()
    assert said["the gateway for messages answered 410 and is sent nothing any more"]
    assert not [one for one in said if "wait" in one]
    counted = await lines(Behind(house))
    names = ("messages_waiting", "message_age_seconds", "messages_refused", "messages_dead", "message_gateway_gone")
    assert [counted[f'{name}{{tenant="fujian"}}'] for name in names] == [2, 1200, 1, 2, 1]
