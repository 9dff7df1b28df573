"""The chain of seals: every committed row once, in the order in which things became true, and no hand goes unseen."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from policies.audit import audit
from policies.caller import Caller
from policies.seal import Flaw, Proof, holds, prove, seal
from records.codes import Role
from records.ids import uuid7
from tenants.house import House
from tenants.logins import connect
from tenants.registry import Tenant
from tenants.work import Work
from tests.policies.conftest import MakeCaller


@pytest.fixture
def county(caller: MakeCaller) -> Caller:
    return caller(Role.COUNTY_OFFICER, subject="county@fujian")


async def tell(work: Work, county: Caller) -> UUID:
    key = uuid7()
    await audit(work, county, "child:update", object=key, kind="child", fields=["name"], reason="改正错字")
    return key


async def told(house: House, tenant: Tenant, county: Caller, times: int = 1) -> list[UUID]:
    """Write rows, each in a transaction of its own."""
    keys = []
    for _ in range(times):
        async with house.work(tenant, scope=county.scope) as work:
            keys.append(await tell(work, county))
    return keys


async def sealed(house: House, tenant: Tenant, batch: int = 5_000) -> int:
    async with house.work(tenant) as work:
        return await seal(work, batch=batch)


async def proof(url: str, house: House, tenant: Tenant) -> Proof:
    """Prove the chain as the owner of the tables, who is no superuser."""
    owner = await connect(url)
    try:
        return await prove(owner, tenant, await house.keys(tenant))
    finally:
        await owner.close()


async def order(owner: asyncpg.Connection) -> list[UUID]:
    chain = "SELECT e.object FROM t_fujian.audit_seal s JOIN t_fujian.audit_event e ON e.id = s.event ORDER BY sequence"
    return [row["object"] for row in await owner.fetch(chain)]


async def test_seals_what_is_committed_once_and_proves_it(
    house: House, fujian: Tenant, county: Caller, fresh_url: str, owner: asyncpg.Connection
) -> None:
    assert await proof(fresh_url, house, fujian) == Proof(0, bytes(32))
    keys = await told(house, fujian, county, 5)
    assert [await sealed(house, fujian, batch=2) for _ in range(4)] == [2, 2, 1, 0]
    assert await order(owner) == keys
    first = await proof(fresh_url, house, fujian)
    assert (first.rows, first.flaw) == (5, None)
    keys += await told(house, fujian, county)
    assert await sealed(house, fujian) == 1
    assert await order(owner) == keys
    head = f"5:{first.head.hex()}"
    assert await holds(owner, "t_fujian", head)
    for other in (f"6:{first.head.hex()}", f"5:{'0' * 64}", "nonsense", "7:", ":"):
        assert not await holds(owner, "t_fujian", other)


async def test_a_long_transaction_delays_nobody_and_none_of_its_rows_is_forgotten(
    house: House, fujian: Tenant, county: Caller, fresh_url: str, owner: asyncpg.Connection
) -> None:
    async with house.work(fujian, scope=county.scope) as slow:
        late = await tell(slow, county)
        early = await told(house, fujian, county, 2)
        assert await sealed(house, fujian) == 2
        early += await told(house, fujian, county, 2)
        assert await sealed(house, fujian) == 2
        assert await order(owner) == early
    assert await sealed(house, fujian) == 1
    assert await order(owner) == [*early, late]
    assert (await proof(fresh_url, house, fujian)).flaw is None


async def test_what_was_committed_before_another_began_comes_first(
    house: House, fujian: Tenant, county: Caller, owner: asyncpg.Connection
) -> None:
    async with house.work(fujian, scope=county.scope) as long:
        first = await tell(long, county)
        before = await told(house, fujian, county)
        after = await told(house, fujian, county)
    await sealed(house, fujian)
    found = await order(owner)
    assert found.index(before[0]) < found.index(after[0])
    assert first in found


async def test_sealers_and_writers_at_once_seal_each_row_once(
    house: House, fujian: Tenant, county: Caller, fresh_url: str
) -> None:
    writing = True

    async def sealer() -> int:
        total = 0
        while writing:
            total += await sealed(house, fujian, batch=3)
        return total

    sealers = [asyncio.create_task(sealer()) for _ in range(2)]
    await asyncio.gather(*(told(house, fujian, county, 2) for _ in range(15)))
    writing = False
    total = sum(await asyncio.gather(*sealers)) + await sealed(house, fujian)
    found = await proof(fresh_url, house, fujian)
    assert (total, found.rows, found.flaw) == (30, 30, None)


async def test_a_cluster_that_counts_its_transactions_anew_seals_on(
    house: House, fujian: Tenant, county: Caller, owner: asyncpg.Connection
) -> None:
    await told(house, fujian, county, 2)
    await sealed(house, fujian)
    await owner.execute("UPDATE t_fujian.audit_seal SET horizon = horizon + 1000000000")
    await told(house, fujian, county)
    assert (await sealed(house, fujian), await sealed(house, fujian)) == (1, 0)


SWAP = """UPDATE t_fujian.audit_seal SET sequence = CASE sequence WHEN 2 THEN -3 ELSE -2 END WHERE sequence IN (2, 3);
UPDATE t_fujian.audit_seal SET sequence = -sequence WHERE sequence < 0"""
EXCHANGE = """CREATE TEMP TABLE seen AS SELECT sequence, event FROM t_fujian.audit_seal WHERE sequence IN (2, 3);
UPDATE t_fujian.audit_seal SET event = gen_random_uuid() WHERE sequence IN (2, 3);
UPDATE t_fujian.audit_seal s SET event = seen.event FROM seen WHERE seen.sequence = 5 - s.sequence"""
THIRD = "(SELECT event FROM t_fujian.audit_seal WHERE sequence = 3)"
ADD = """INSERT INTO t_fujian.audit_event (id, subject, action, kind, policy_version, division, xact)
VALUES (gen_random_uuid(), 'x@fujian', 'child:read', 'child', '1', 350000000000, 3)"""
HANDS = {
    f"UPDATE t_fujian.audit_event SET subject = 'other@fujian' WHERE id = {THIRD}": (Flaw.CHANGED, 3),
    f"UPDATE t_fujian.audit_event SET at = at - interval '1 us' WHERE id = {THIRD}": (Flaw.CHANGED, 3),
    f"UPDATE t_fujian.audit_event SET reason = NULL WHERE id = {THIRD}": (Flaw.CHANGED, 3),
    f"DELETE FROM t_fujian.audit_event WHERE id = {THIRD}": (Flaw.REMOVED, 3),
    f"DELETE FROM t_fujian.audit_event WHERE id = {THIRD}; DELETE FROM t_fujian.audit_seal WHERE sequence = 3": (
        Flaw.REMOVED,
        3,
    ),
    "UPDATE t_fujian.audit_seal SET hash = sha256(hash) WHERE sequence = 4": (Flaw.CHANGED, 4),
    SWAP: (Flaw.OUT_OF_ORDER, 2),
    EXCHANGE: (Flaw.OUT_OF_ORDER, 2),
    "DELETE FROM t_fujian.audit_seal WHERE sequence = 5": (Flaw.REMOVED, 5),
    ADD: (Flaw.ADDED, None),
}


@pytest.mark.parametrize(("hand", "flaw", "at"), [(hand, *found) for hand, found in HANDS.items()])
async def test_the_first_row_that_is_not_as_it_was_is_named(
    house: House,
    fujian: Tenant,
    county: Caller,
    fresh_url: str,
    owner: asyncpg.Connection,
    hand: str,
    flaw: Flaw,
    at: int | None,
) -> None:
    await told(house, fujian, county, 6)
    await sealed(house, fujian)
    await owner.execute(hand)
    found = await proof(fresh_url, house, fujian)
    assert (found.flaw, found.sequence) == (flaw, at)
