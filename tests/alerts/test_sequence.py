"""Numbers follow the order in which things became true, without gaps, whoever hands them out."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from alerts.outbox import announce
from alerts.sequence import sequence
from records.ids import uuid7
from tenants.errors import Unreachable
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work


async def tell(work: Work) -> UUID:
    subject = uuid7()
    await announce(work, "CHILD_REGISTERED", subject_kind="child", subject=subject, division=350102001001)
    return subject


async def told(house: House, tenant: Tenant, times: int = 1) -> list[UUID]:
    async with house.work(tenant) as work:
        return [await tell(work) for _ in range(times)]


async def number(house: House, tenant: Tenant, batch: int = 5_000) -> int:
    async with house.work(tenant) as work:
        return await sequence(work, batch=batch)


async def numbered(owner: asyncpg.Connection, tenant: Tenant) -> dict[int, UUID]:
    found = await owner.fetch(f"SELECT sequence, subject FROM {tenant.schema}.event_log ORDER BY sequence")
    return {row["sequence"]: row["subject"] for row in found}


async def test_numbers_events_in_the_order_of_their_transactions(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    first, second = await told(house, fujian, 2), await told(house, fujian, 3)
    assert await number(house, fujian) == 5
    assert await numbered(owner, fujian) == dict(enumerate([*first, *second], start=1))


async def test_numbering_again_changes_nothing(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await told(house, fujian, 3)
    await number(house, fujian)
    before = await numbered(owner, fujian)
    assert await number(house, fujian) == 0
    assert await numbered(owner, fujian) == before


async def test_a_long_transaction_delays_nobody_and_gets_its_number_when_it_commits(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with house.work(fujian) as slow:
        late = await tell(slow)
        early = await told(house, fujian, 2)
        assert await number(house, fujian) == 2
        assert await numbered(owner, fujian) == dict(enumerate(early, start=1))
    assert await number(house, fujian) == 1
    assert await numbered(owner, fujian) == dict(enumerate([*early, late], start=1))


async def test_what_was_committed_before_another_began_has_the_lower_number(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with house.work(fujian) as long:
        began_first = await tell(long)
        before = await told(house, fujian)
        after = await told(house, fujian)
    await number(house, fujian)
    order = list((await numbered(owner, fujian)).values())
    assert order.index(before[0]) < order.index(after[0])
    assert began_first in order


async def test_the_events_of_one_transaction_stand_together(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with house.work(fujian) as one, house.work(fujian) as other:
        those: dict[Work, list[UUID]] = {one: [], other: []}
        for work in (one, other, one, other):
            those[work].append(await tell(work))
            await work.conclude()
    assert await number(house, fujian) == 4
    assert await numbered(owner, fujian) == dict(enumerate([*those[one], *those[other]], start=1))


async def test_a_rolled_back_event_leaves_no_gap(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    before = await told(house, fujian)
    try:
        async with house.work(fujian) as work:
            await tell(work)
            raise RuntimeError("midway")
    except RuntimeError:
        pass
    after = await told(house, fujian)
    await number(house, fujian)
    assert await numbered(owner, fujian) == dict(enumerate([*before, *after], start=1))


async def test_two_runners_at_once_number_each_event_once(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    subjects = [subject for _ in range(10) for subject in await told(house, fujian, 3)]
    counts = await asyncio.gather(*(number(house, fujian) for _ in range(4)))
    assert sorted(counts) == [0, 0, 0, 30]
    assert await numbered(owner, fujian) == dict(enumerate(subjects, start=1))


async def test_a_second_runner_waits_until_the_first_has_committed(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    """Without the lock it would not see the first one's numbers, and hand the same ones out again."""
    first = await told(house, fujian, 2)
    async with house.work(fujian) as one:
        assert await sequence(one) == 2
        second = await told(house, fujian, 2)
        other = asyncio.create_task(number(house, fujian))
        done, _ = await asyncio.wait([other], timeout=0.3)
        assert not done
    assert await other == 2
    assert await numbered(owner, fujian) == dict(enumerate([*first, *second], start=1))


async def test_a_runner_that_hangs_before_its_commit_is_sent_away_and_the_next_one_does_it(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    subjects = await told(house, fujian, 2)

    async def hang() -> None:
        async with house.work(fujian) as hung:
            assert await sequence(hung) == 2
            assert await asyncio.wait_for(number(house, fujian), 10) == 2

    with pytest.raises(Unreachable):
        await hang()
    assert await numbered(owner, fujian) == dict(enumerate(subjects, start=1))


async def test_runners_and_writers_at_once_lose_nothing_and_repeat_nothing(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    writing = True

    async def runner() -> int:
        total = 0
        while writing:
            total += await number(house, fujian, batch=7)
        return total

    runners = [asyncio.create_task(runner()) for _ in range(2)]
    written = [one for group in await asyncio.gather(*(told(house, fujian, 2) for _ in range(40))) for one in group]
    writing = False
    total = sum(await asyncio.gather(*runners))
    while done := await number(house, fujian, batch=7):
        total += done
    found = await numbered(owner, fujian)
    assert total == len(written) == 80
    assert list(found) == list(range(1, 81))
    assert set(found.values()) == set(written)


async def test_each_tenant_counts_for_itself(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    await told(house, fujian, 2)
    there = await told(house, jilin, 1)
    assert (await number(house, fujian), await number(house, jilin)) == (2, 1)
    assert await numbered(owner, jilin) == {1: there[0]}


async def test_works_in_batches(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    subjects = await told(house, fujian, 5)
    assert [await number(house, fujian, batch=2) for _ in range(4)] == [2, 2, 1, 0]
    assert await numbered(owner, fujian) == dict(enumerate(subjects, start=1))
