"""How deliveries fared is told in numbers, and an endpoint in trouble by its id."""

import asyncpg

from alerts.fared import Fared, fared, troubled
from api.doctor.work import RECEIVER, work
from api.telemetry.behind import Behind
from tenants.house import House
from tenants.registry import Tenant
from tests.api.telemetry.test_behind import lines
from tests.support.hooks import Hooks, scripted


async def test_outcomes_are_counted_and_who_fails_is_named(
    desk: Hooks, house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(3)
        assert await desk.deliver(made) == 3
    assert await fared(house, fujian) == Fared(0, {"DELIVERED": 3})
    assert await troubled(house, fujian) == []
    await owner.execute("UPDATE t_fujian.webhook_delivery SET state = 'DEAD' WHERE sequence = 1")
    await owner.execute("UPDATE t_fujian.webhook SET failures = 7, open_until = now() + interval '1 hour'")
    (one,) = await troubled(house, fujian)
    assert (one.failures, one.rests, one.dead) == (7, True, 1)
    told = await lines(Behind(house))
    assert told['deliveries_last_minute{outcome="DELIVERED",tenant="fujian"}'] == 2
    assert told['deliveries_last_minute{outcome="DEAD",tenant="fujian"}'] == 1
    assert told['deliveries_due{tenant="fujian"}'] == 0
    (finding,) = [found for found in await work(house, owner, [fujian], 60.0) if found.mend == RECEIVER]
    assert made["webhook"]["id"] in finding.told
    assert "1 given up" in finding.told
    assert "7 failures" in finding.told
