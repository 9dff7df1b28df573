"""A worker that is killed in the middle of a job leaves it to another, within seconds."""

import asyncio

from jobs.kinds import rounds
from jobs.schedule import Entry
from jobs.working import working
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work
from tests.alerts.test_relay import until
from tests.support.children import begin, kill

WORKER = """
import asyncio, sys
from jobs.kinds import rounds
from jobs.schedule import Entry
from jobs.working import working
from tests.support.places import open_house
async def act(work):
    print(work.tenant.code, flush=True)
    await work.connection.execute("SELECT pg_sleep(600)")
async def main():
    async with open_house(sys.argv[1]) as house, working(house, rounds([Entry("long", act, every=3600.0)])):
        await asyncio.sleep(600)
asyncio.run(main())
"""


async def test_another_does_again_what_a_killed_worker_was_at(house: House, fujian: Tenant, fresh_url: str) -> None:
    done: list[str] = []

    async def act(work: Work) -> int:
        done.append(work.tenant.code)
        return 0

    with begin(WORKER, fresh_url) as worker:
        assert worker.stdout is not None
        begun = {await asyncio.to_thread(worker.stdout.readline) for _ in range(2)}
        assert begun == {"fujian\n", "jilin\n"}
        async with working(house, rounds([Entry("long", act, every=3600.0)])):
            await asyncio.sleep(1.5)
            assert done == []
            kill(worker)

            async def both() -> bool:
                return len(done) == 2

            assert await until(both, seconds=30) < 12
    assert sorted(done) == ["fujian", "jilin"]
