"""The worker archives in bounded parts, each tenant by its own term, and finds again what a kill left."""

from datetime import timedelta

import asyncpg
from sqlalchemy import insert, select, update

from care.actions import archive_files as archiving
from jobs.schedule import Entry
from jobs.worker import go_through
from policies.scope import EVERYTHING
from records.child import child
from records.ids import uuid7
from records.retention import retention_term
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work
from tests.support.places import NOW, put_child

STATES = "SELECT file_status, count(*) FROM {}.child GROUP BY 1 ORDER BY 1"
MONTH = timedelta(days=31)


async def put(house: House, tenant: Tenant, village: int, *ages: timedelta, months: int | None = 12) -> None:
    """Put files that were closed so long ago into a tenant, and its term."""
    async with house.work(tenant, scope=EVERYTHING) as work:
        for age in ages:
            key = await put_child(work, division=village)
            closed = {"file_status": "CLOSED", "closed_on": (NOW - age).date()}
            await work.run(update(child).where(child.c.id == key).values(**closed))
        term = {"months": months, "reason": "x", "set_by": "x", "set_at": NOW}
        await work.run(insert(retention_term).values(id=uuid7(), **term))


async def states(owner: asyncpg.Connection, tenant: Tenant) -> dict[str, int]:
    return dict(await owner.fetch(STATES.format(tenant.schema)))


async def test_full_parts_follow_each_other_and_each_tenant_has_its_own_term(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    await put(house, fujian, 350102001001, *[13 * MONTH] * 5, 11 * MONTH)
    await put(house, jilin, 220102001001, 13 * MONTH, months=None)

    async def two(work: Work) -> int:
        return await archiving.archive_files(work, size=2)

    entry = Entry("files.archive", two, every=1.0, full=2)
    assert [one.done for one in await go_through(house, [entry])] == [5, 0]
    assert await states(owner, fujian) == {"ARCHIVED": 5, "CLOSED": 1}
    assert await states(owner, jilin) == {"CLOSED": 1}
    assert [one.done for one in await go_through(house, [entry])] == [0, 0]
    for table, rows in (("file_change", 5), ("audit_event", 5), ("outbox", 5)):
        assert await owner.fetchval(f"SELECT count(*) FROM t_fujian.{table}") == rows


async def test_what_a_kill_left_is_found_again(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await put(house, fujian, 350102001001, *[13 * MONTH] * 3)

    async def killed(work: Work) -> int:
        assert await archiving.archive_files(work, size=2) == 2
        raise ConnectionResetError

    (outcome, _) = await go_through(house, [Entry("files.archive", killed, every=1.0)])
    assert outcome.fault == "ConnectionResetError"
    assert await states(owner, fujian) == {"CLOSED": 3}
    async with house.work(fujian) as work:
        assert await archiving.archive_files(work) == 3


async def test_a_file_that_somebody_writes_is_left_for_the_next_round(house: House, fujian: Tenant) -> None:
    await put(house, fujian, 350102001001, *[13 * MONTH] * 2)
    async with house.work(fujian, scope=EVERYTHING) as writer, house.work(fujian) as work:
        await writer.one(select(child.c.id).order_by(child.c.id).limit(1).with_for_update())
        assert await archiving.archive_files(work) == 1
    async with house.work(fujian) as work:
        assert await archiving.archive_files(work) == 1
