"""Four nodes and two workers on Postgres alone: whatever is killed, each subscriber gets every event once, in order."""

import asyncio

import asyncpg

from tests.support.crowd import crowd, people
from tests.support.fleet import fleet
from tests.support.mortal import mortal

TENANTS = ("fujian", "jilin")
DEAFEN = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' OR query = 'SELECT 1'"


async def test_every_event_reaches_each_node_once_in_order_whatever_is_killed() -> None:
    async with mortal(people(*TENANTS)) as server, fleet(server.url, server.folder) as here:
        await here.begin(nodes=4, workers=2)
        async with crowd(here, 24, *TENANTS, pace=0.1) as gathered:
            async with gathered.writing():
                await asyncio.sleep(1)
                owner = await asyncpg.connect(server.url)
                await owner.execute(DEAFEN)
                await owner.close()
                await asyncio.sleep(1)
                here.nodes[here.node()].kill()
                await asyncio.sleep(1)
                leader = await here.leader("fujian")
                assert leader is not None
                leader.kill()
                await asyncio.sleep(1)
                server.kill()
                await asyncio.to_thread(server.start)
                await here.ready()
                await asyncio.sleep(1)
            await gathered.judge()
        assert sum(reader.begins for _, reader in gathered.readers) > len(gathered.readers)  # some had to come again
