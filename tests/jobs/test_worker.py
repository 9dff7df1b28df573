"""Once through the schedule: for every tenant what is due, one tenant's trouble stopping no other."""

import asyncio
from datetime import timedelta

import asyncpg
from sqlalchemy import insert

from alerts.outbox import announce
from jobs.outcome import Outcome
from jobs.schedule import SCHEDULE, Entry
from jobs.worker import do, go_through
from records.ids import uuid7
from records.journal import idempotency_key
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work
from tests.support.places import open_house


async def remember(house: House, tenant: Tenant, key: str, age: timedelta, *, from_client: bool) -> None:
    async with house.work(tenant, subject="director@fujian") as unit:
        await unit.run(
            insert(idempotency_key).values(
                subject="director@fujian",
                key=key,
                from_client=from_client,
                action="visit:record",
                body_hash=b"0" * 32,
                answer="{}",
                at=unit.now - age,
            )
        )


async def kept(owner: asyncpg.Connection, tenant: Tenant) -> list[str]:
    return [row["key"] for row in await owner.fetch(f"SELECT key FROM {tenant.schema}.idempotency_key ORDER BY key")]


async def test_numbers_events_and_forgets_old_answers_of_every_tenant(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    for tenant in (fujian, jilin):
        async with house.work(tenant) as unit:
            await announce(unit, "CHILD_REGISTERED", subject_kind="child", subject=uuid7(), division=tenant.division)
    await remember(house, fujian, "old", timedelta(hours=72, seconds=1), from_client=False)
    await remember(house, fujian, "new", timedelta(hours=71), from_client=False)
    await remember(house, fujian, "phone", timedelta(days=400), from_client=True)
    outcomes = await go_through(house)
    assert [(one.entry, one.tenant) for one in outcomes] == [
        (entry.name, code) for entry in SCHEDULE for code in ("fujian", "jilin")
    ]
    assert [one for one in outcomes if one.done or one.fault] == [
        Outcome("fujian", "outbox.sequence", 1),
        Outcome("jilin", "outbox.sequence", 1),
        Outcome("fujian", "idempotency.purge", 1),
    ]
    assert await kept(owner, fujian) == ["new", "phone"]


async def test_a_round_may_take_longer_than_an_answer(fujian: Tenant, fresh_url: str) -> None:
    async def slow(unit: Work) -> int:
        await asyncio.sleep(0.5)
        await unit.connection.execute("SELECT pg_sleep(0.5)")
        return 1

    async with open_house(fresh_url, deadline=0.1) as hurried:
        assert await do(hurried, fujian, Entry("slow", slow, every=3600.0)) == 1


async def test_one_tenants_failure_does_not_stop_the_rest(house: House, fujian: Tenant, jilin: Tenant) -> None:
    async def troubled(unit: Work) -> int:
        if unit.tenant.code == "fujian":
            await unit.connection.execute("SELECT secret_name FROM nowhere")
        return 3

    outcomes = await go_through(house, [Entry("troubled", troubled, every=1.0), *SCHEDULE])
    assert outcomes[:2] == [
        Outcome("fujian", "troubled", 0, "UndefinedTableError (42P01)"),
        Outcome("jilin", "troubled", 3),
    ]
    assert [outcome.fault for outcome in outcomes[2:]] == [None] * 2 * len(SCHEDULE)


async def test_a_full_part_is_followed_by_the_next(house: House, fujian: Tenant, jilin: Tenant) -> None:
    left = {"fujian": 5, "jilin": 0}

    async def in_parts(unit: Work) -> int:
        taken = min(2, left[unit.tenant.code])
        left[unit.tenant.code] -= taken
        return taken

    outcomes = await go_through(house, [Entry("parts", in_parts, every=1.0, full=2)])
    assert [outcome.done for outcome in outcomes] == [5, 0]


async def test_a_fault_names_no_value_of_any_row(house: House, fujian: Tenant) -> None:
    async def doubled(unit: Work) -> int:
        for _ in range(2):
            await unit.connection.execute(
                f"INSERT INTO {unit.tenant.schema}.access_link (subject, kind, object, classes, until)"
                " VALUES ('陈小明的主任', 'CHILD', '00000000-0000-7000-8000-000000000000', '{}', now())"
            )
        return 2

    (outcome, *_) = await go_through(house, [Entry("doubled", doubled, every=1.0)])
    assert outcome.fault is not None
    assert "陈" not in outcome.fault
