"""Catching up comes to what every night would have come to, whatever stood still, died or was busy."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from care.actions import catch_up as catching_up
from care.actions.catch_up import catch_up_all
from tenants.house import House
from tenants.registry import Tenant
from tests.support.children import begin, kill
from tests.support.derived_rows import Rows, at, on_file, settled, standings_of, told_of
from tests.support.desks import QINGCHENG, ZHONGSHAN
from tests.support.lawful import populate, send_parents_away
from tests.support.places import MASTER_KEY, NOW

COMING = "2026-09-01"  # three months are full on 2026-12-01


async def prospective(house: House, tenant: Tenant, owner: asyncpg.Connection, number: int) -> list[UUID]:
    """Put children on file whose parents left some weeks ago."""
    keys = await populate(house, tenant, owner, *[ZHONGSHAN] * number)
    for key in keys:
        await send_parents_away(owner, tenant, key, ZHONGSHAN, COMING)
    await settled(house, tenant, *keys)
    return sorted(keys)


def of(rows: dict[str, Rows], key: UUID) -> dict[str, Rows]:
    """Take what stands of one child, without keys and without when it was written."""
    kept = {
        name: [
            {column: value for column, value in row.items() if column not in _OWN}
            for row in found
            if row.get("child_id") == key
        ]
        for name, found in rows.items()
    }
    return {name: sorted(found, key=str) for name, found in kept.items()}


_OWN = ("id", "child_id", "natural_key", "created_at", "updated_at")


async def test_nothing_is_derived_before_its_day(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await prospective(house, fujian, owner, 2)
    before = await on_file(owner, fujian)
    (day,) = {row["changes_on"] for row in before["child"]}
    assert day > NOW.date()
    at(house, str(day - timedelta(days=1)), "23:59")
    assert await catch_up_all(house, fujian) == 0
    assert await on_file(owner, fujian) == before
    at(house, str(day), "00:00")
    assert await catch_up_all(house, fujian) == 2
    assert await catch_up_all(house, fujian) == 0


async def test_after_months_of_pause_all_is_as_if_every_night_had_been_worked(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    nightly, once = await prospective(house, fujian, owner, 2)
    day, last = NOW.date(), date(2027, 7, 10)
    while day < last:
        day += timedelta(days=1)
        at(house, str(day))
        ripe = await owner.fetchval("SELECT changes_on <= $2 FROM t_fujian.child WHERE id = $1", nightly, day)
        if ripe:
            await settled(house, fujian, nightly)
    assert await catch_up_all(house, fujian) == 1
    assert await standings_of(owner, fujian, once) == {("RURAL_LEFT_BEHIND", "HELD")}
    found = await on_file(owner, fujian)
    assert len(of(found, once)["duty"]) > 8
    assert of(found, once) == of(found, nightly)


async def test_two_at_once_share_the_work_and_tell_it_once(
    house: House, fujian: Tenant, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = await prospective(house, fujian, owner, 9)
    monkeypatch.setattr(catching_up, "BATCH", 2)
    at(house, "2026-12-01")
    while sum(await asyncio.gather(catch_up_all(house, fujian), catch_up_all(house, fujian))):
        pass
    assert await told_of(owner, fujian, "CLASS_CHANGED") == keys
    assert all(row["changes_on"] > date(2026, 12, 1) for row in (await on_file(owner, fujian))["child"])


async def test_a_child_that_somebody_writes_waits_for_the_next_round(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    keys = await prospective(house, fujian, owner, 3)
    at(house, "2026-12-01")
    async with owner.transaction():
        await owner.execute("SELECT id FROM t_fujian.child WHERE id = $1 FOR UPDATE", keys[1])
        assert await catch_up_all(house, fujian) == 2
    assert await told_of(owner, fujian, "CLASS_CHANGED") == [keys[0], keys[2]]
    assert await catch_up_all(house, fujian) == 1
    assert await told_of(owner, fujian, "CLASS_CHANGED") == keys


async def test_what_a_fault_cuts_off_leaves_no_half(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await prospective(house, fujian, owner, 2)
    before = await on_file(owner, fujian)
    at(house, "2026-12-01")
    await owner.execute("ALTER TABLE t_fujian.outbox ADD CHECK (kind <> 'CLASS_CHANGED') NOT VALID")
    with pytest.raises(asyncpg.CheckViolationError):
        await catch_up_all(house, fujian)
    assert await on_file(owner, fujian) == before


async def test_no_other_tenant_is_touched(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    await populate(house, fujian, owner, QINGCHENG)
    await populate(house, jilin, owner, 220102001001)
    at(house, "2027-05-10")
    before = await on_file(owner, jilin)
    assert await catch_up_all(house, fujian) == 1
    assert await on_file(owner, jilin) == before
    assert await catch_up_all(house, jilin) == 1


# The third batch is written and not yet committed when the process is killed.
KILLED = """
import asyncio, sys, time
from datetime import datetime
from care.actions import catch_up as catching_up
from care.actions.common import abreast as batches_abreast
from tenants.house import House

catching_up.BATCH, batches_abreast.ABREAST = 3, 1
rederive, batches = catching_up.rederive, 0

async def and_stay(work, *keys):
    global batches
    await rederive(work, *keys)
    batches += 1
    if batches == 3:
        print(batches, flush=True)
        time.sleep(600)

catching_up.rederive = and_stay

async def main():
    url, key, now = sys.argv[1:]
    house = await House.open(
        database_url=url, master_key=key.encode(), cipher="sm4", clock=lambda: datetime.fromisoformat(now)
    )
    async with house:
        await catching_up.catch_up_all(house, await house.tenant("fujian"))

asyncio.run(main())
"""


async def test_a_kill_in_the_middle_loses_and_repeats_nothing(
    house: House, fujian: Tenant, owner: asyncpg.Connection, fresh_url: str
) -> None:
    keys = await prospective(house, fujian, owner, 10)
    at(house, "2026-12-01")
    child = begin(KILLED, fresh_url, MASTER_KEY.decode(), house.clock().isoformat())
    assert child.stdout is not None
    assert child.stderr is not None
    line = await asyncio.to_thread(child.stdout.readline)
    kill(child)
    assert line == "3\n", child.stderr.read()
    child.stdout.close()
    child.stderr.close()
    done = await told_of(owner, fujian, "CLASS_CHANGED")
    assert len(done) == 6
    for key in keys:
        state = "HELD" if key in done else "PROSPECTIVE"
        assert await standings_of(owner, fujian, key) == {("RURAL_LEFT_BEHIND", state)}
    left = 4
    for _ in range(500):  # the server may take a moment to see that the killed one is gone
        left -= await catch_up_all(house, fujian)
        if left <= 0:
            break
        await asyncio.sleep(0.02)
    assert left == 0
    assert await told_of(owner, fujian, "CLASS_CHANGED") == keys
