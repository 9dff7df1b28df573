"""Any number of processes deliver, each endpoint has one at a time, and one that is killed loses nothing."""

import asyncio
import os

import asyncpg

from alerts.endpoints import HOLD, holding
from jobs.webhooks import webhooks
from tests.alerts.test_relay import until
from tests.support.children import begin, kill
from tests.support.hooks import LOCAL, Hooks, got, ids, key_of, scripted
from tests.support.places import MASTER_KEY, open_house

DELIVERER = f"""
import asyncio, sys
from ipaddress import ip_network
from jobs.webhooks import webhooks
from tests.support.places import open_house
async def main():
    async with open_house(sys.argv[1], outgoing_allow=[ip_network("{LOCAL}")]) as house, webhooks(house):
        await asyncio.sleep(600)
asyncio.run(main())
"""
BLOCKED = "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%webhook_attempt%'"


async def test_what_was_answered_and_not_written_down_is_sent_again_under_the_same_id(
    desk: Hooks, owner: asyncpg.Connection, fresh_url: str
) -> None:
    gate = asyncio.Event()
    async with scripted(gate=gate) as receiver:
        made = await desk.register(receiver.url)
        await desk.tell(3)
        surroundings = os.environ | {"TONGHU_MASTER_KEY": MASTER_KEY.hex()}
        with begin(DELIVERER, fresh_url, env=surroundings) as child:
            try:
                await until(lambda: asyncio.sleep(0, len(got(receiver)) == 3), 90)
                async with owner.transaction():
                    await owner.execute("SELECT FROM t_fujian.webhook FOR UPDATE")
                    gate.set()

                    async def blocked() -> bool:
                        await owner.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one picture else
                        return bool(await owner.fetchval(f"SELECT count(*) {BLOCKED}"))

                    await until(blocked)  # it has its answers, and would write them down
                    kill(child)
                    await owner.execute(f"SELECT pg_terminate_backend(pid) {BLOCKED}")  # as when its machine is gone
            finally:
                kill(child)
        assert await desk.states() == [("PENDING", None, 0)] * 3
        assert await desk.deliver(made) == 0  # who was killed holds it still
        await owner.execute("UPDATE t_fujian.webhook SET held_until = held_until - $1::float8 * interval '1 s'", HOLD)
        async with webhooks(desk.house):
            await until(lambda: desk.settled(3))
        assert sorted(ids(receiver)) == sorted([*set(ids(receiver))] * 2)


async def test_two_processes_send_each_event_once(desk: Hooks, fresh_url: str) -> None:
    async with scripted() as receiver, open_house(fresh_url, outgoing_allow=[LOCAL]) as other:
        await desk.register(receiver.url)
        async with webhooks(desk.house), webhooks(other):
            for _ in range(10):
                await desk.tell(5)
            await until(lambda: desk.settled(50))
        assert len(ids(receiver)) == len(set(ids(receiver))) == 50


async def test_one_endpoint_has_one_who_delivers_and_who_ends_lets_it_go(desk: Hooks) -> None:
    async with scripted() as receiver:
        made = await desk.register(receiver.url)
        await desk.tell()
        async with holding(desk.house, desk.tenant, key_of(made)) as held:
            assert held is not None
            assert (await desk.ready(), await desk.deliver(made)) == ([], 0)
        assert await desk.deliver(made) == 1
