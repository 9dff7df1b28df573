"""Several workers share the jobs of all tenants; no tenant and no fault of one holds up others, and none is lost."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence

import asyncpg

from jobs.job import Job
from jobs.kinds import PROMPT, SLOW, Jobs, Kind, Lane, Source, rounds
from jobs.outcome import Outcome
from jobs.schedule import Entry
from jobs.worker import do
from jobs.working import working
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work
from tests.alerts.test_relay import until
from tests.support.places import open_house

Do = Callable[[str, str], Awaitable[None]]
LOST = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'tonghu'
"""


def of(asked: Iterable[Job], do: Do, lane: Lane = PROMPT, delays: Sequence[float] = (0.1, 0.1)) -> Jobs:
    """Make jobs of one kind that are asked for once each, whoever does them."""
    left = list(asked)

    async def find(_house: House) -> list[Job]:
        found, left[:] = list(left), []
        return found

    async def act(_house: House, tenant: Tenant, key: str) -> int:
        await do(tenant.code, key)
        return 1

    return Jobs([Kind("test.job", act, lane, delays)], [Source(find)])


def asked(tenant: Tenant, count: int) -> list[Job]:
    return [Job("test.job", tenant.code, str(number)) for number in range(count)]


async def has(found: Sequence[object], count: int) -> bool:
    return len(found) >= count


async def test_two_workers_share_the_jobs_and_each_is_done_once(house: House, fujian: Tenant, fresh_url: str) -> None:
    done: dict[str, list[str]] = {"here": [], "there": []}

    def by(who: str) -> Do:
        async def do(_tenant: str, key: str) -> None:
            await asyncio.sleep(0.02)
            done[who].append(key)

        return do

    here, there = of(asked(fujian, 60), by("here")), of([], by("there"))
    async with open_house(fresh_url) as other, working(house, here), working(other, there):
        await until(lambda: has([*done["here"], *done["there"]], 60))
    assert sorted(map(int, done["here"] + done["there"])) == list(range(60))
    assert min(map(len, done.values())) > 5


async def test_a_source_in_trouble_holds_up_no_other(house: House, fujian: Tenant) -> None:
    done: list[str] = []

    async def troubled(_house: House) -> list[Job]:
        raise ValueError

    async def do(_tenant: str, key: str) -> None:
        done.append(key)

    async with working(house, Jobs([], [Source(troubled)]) + of(asked(fujian, 3), do)):
        await until(lambda: has(done, 3))


async def test_no_tenant_takes_all_the_places(house: House, fujian: Tenant, jilin: Tenant) -> None:
    begun: list[str] = []
    go_on = asyncio.Event()

    async def do(tenant: str, _key: str) -> None:
        begun.append(tenant)
        if tenant == "fujian":
            await go_on.wait()

    async with working(house, of([*asked(fujian, 40), *asked(jilin, 20)], do)):
        await until(lambda: has([one for one in begun if one == "jilin"], 20))
        assert begun.count("fujian") == PROMPT.each < PROMPT.slots
        go_on.set()
        await until(lambda: has(begun, 60))


async def test_a_long_round_holds_up_neither_its_tenant_nor_others(house: House, fujian: Tenant, jilin: Tenant) -> None:
    heard: list[tuple[str, str]] = []
    go_on = asyncio.Event()

    def noting(name: str) -> Callable[[Work], Awaitable[int]]:
        async def act(work: Work) -> int:
            heard.append((work.tenant.code, name))
            if (work.tenant.code, name) == ("fujian", "long"):
                await go_on.wait()
            return 0

        return act

    often, hourly = Entry("often", noting("often"), every=1.0), Entry("hourly", noting("hourly"), every=3600.0)
    async with working(house, rounds([Entry("long", noting("long"), every=3600.0), often, hourly])):
        await until(lambda: has([one for one in heard if one == ("fujian", "often")], 3))
        for one in (("fujian", "hourly"), ("jilin", "hourly"), ("jilin", "long")):
            assert heard.count(one) == 1
        assert heard.count(("fujian", "long")) == 1
        go_on.set()


async def test_a_failing_job_is_tried_again_then_held_under_its_faults_name_and_heals(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    tries: list[str] = []
    told: list[Outcome] = []
    well = asyncio.Event()

    async def act(work: Work) -> int:
        tries.append(work.tenant.code)
        if work.tenant.code == "fujian" and not well.is_set():
            await work.connection.execute("SELECT '陈小明'::int")
        return 1

    async def held() -> list[str]:
        rows = await owner.fetch("SELECT dedupe_key FROM jobs.pgqueuer WHERE status = 'failed'")
        return [row[0] for row in rows]

    entry = Entry("troubled", act, every=3600.0)
    jobs = rounds([entry])
    jobs = Jobs([Kind(one.name, one.do, one.lane, (0.1, 0.1)) for one in jobs.kinds], jobs.sources)
    async with working(house, jobs, told.extend):
        await until(held)
        assert await held() == ["fujian troubled"]
        assert sorted(tries) == ["fujian"] * 3 + ["jilin"]
        fault = Outcome("fujian", "troubled", 0, "InvalidTextRepresentationError (22P02)")
        assert sorted(told, key=str) == [fault, fault, fault, Outcome("jilin", "troubled", 1)]
        lines = await owner.fetch("SELECT to_jsonb(line)::text FROM jobs.pgqueuer_log line WHERE traceback IS NOT NULL")
        assert len(lines) == 3
        assert all("22P02" in row[0] and "陈" not in row[0] for row in lines)
        well.set()
        await owner.execute("UPDATE jobs.pgqueuer SET updated = now() - interval '2 hours'")

        async def healed() -> bool:
            return await held() == []

        await until(healed)
    assert await owner.fetchval("SELECT count(*) FROM platform.job_rounds WHERE entry = 'troubled'") == 2


async def test_goes_on_when_every_connection_is_lost(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    rounds_done: list[float] = []

    async def act(work: Work) -> int:
        await work.connection.execute("SELECT pg_sleep(0.3)")
        rounds_done.append(time.monotonic())
        return 0

    async with working(house, rounds([Entry("often", act, every=0.1)])):
        await until(lambda: has(rounds_done, 1))
        for _ in range(2):
            await owner.execute(LOST)
            before = len(rounds_done)
            assert await until(lambda: has(rounds_done, before + 4), seconds=30) < 10  # noqa: B023
    assert await owner.fetchval("SELECT count(*) FROM jobs.pgqueuer WHERE status = 'failed'") == 0


async def test_a_worker_that_ends_hands_its_job_back(house: House, fujian: Tenant, fresh_url: str) -> None:
    begun, done = asyncio.Event(), asyncio.Event()

    async def endless(_tenant: str, _key: str) -> None:
        begun.set()
        await asyncio.sleep(600)

    async def short(_tenant: str, _key: str) -> None:
        done.set()

    async with open_house(fresh_url) as other:
        async with working(house, of(asked(fujian, 1), endless, SLOW)):
            await asyncio.wait_for(begun.wait(), 10)
            stopped = time.monotonic()
        assert time.monotonic() - stopped < 8
        async with working(other, of([], short, SLOW)):
            await asyncio.wait_for(done.wait(), 3)


async def test_those_who_do_the_same_for_the_same_tenant_take_turns(house: House, fujian: Tenant) -> None:
    inside, most = 0, 0

    async def act(_work: Work) -> int:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.1)
        inside -= 1
        return 0

    await asyncio.gather(*(do(house, fujian, Entry("one", act, every=1.0)) for _ in range(3)))
    assert most == 1
