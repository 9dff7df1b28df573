import os
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import update

from records.tenant import tenant_key
from tenants.errors import NotMigrated, TenancyError, WrongMasterKey
from tenants.house import House
from tenants.logins import connect
from tenants.rotate_master import Rewrapped, rotate_master
from tests.support.places import GULOU, MASTER_KEY, clock, open_house, put_child, scope, settle

NEW, NUMBER, ROW = os.urandom(32), "990102201605010010", UUID(int=7)


async def _house(url: str, key: bytes, new: bytes | None = None) -> House:
    return await House.open(database_url=url, master_key=key, new_master_key=new, cipher="sm4", clock=clock, fresh=0.0)


async def _registry(url: str) -> list[asyncpg.Record]:
    connection = await connect(url)
    try:
        rows: list[asyncpg.Record] = await connection.fetch(
            "SELECT wrapped FROM platform.tenant_keys UNION ALL SELECT password FROM platform.tenant_logins ORDER BY 1"
        )
        return rows
    finally:
        await connection.close()


async def test_wraps_all_secrets_anew_and_the_cells_stay_as_they_are(empty: str) -> None:
    await settle(empty, ["fujian", "jilin"])
    async with open_house(empty) as before:
        fujian = await before.tenant("fujian")
        assert fujian is not None
        keys = await before.keys(fujian)
        cell, blind = keys.encrypt(NUMBER, table="child", row=ROW, field="resident_id"), keys.blind(NUMBER)
    old = await _registry(empty)
    assert await rotate_master(empty, master_key=MASTER_KEY, new_master_key=NEW) == Rewrapped(2, 4, 6)
    assert not set(old) & set(await _registry(empty))
    async with await _house(empty, NEW) as after:
        fujian = await after.tenant("fujian")
        assert fujian is not None
        keys = await after.keys(fujian)
        assert (keys.decrypt(cell, table="child", row=ROW, field="resident_id"), keys.blind(NUMBER)) == (NUMBER, blind)
        async with after.work(fujian, scope=scope(GULOU)) as work:
            await put_child(work)
    with pytest.raises((NotMigrated, WrongMasterKey), match="master key"):
        await _house(empty, MASTER_KEY)


async def test_doing_it_again_changes_nothing(fresh_url: str) -> None:
    await rotate_master(fresh_url, master_key=MASTER_KEY, new_master_key=NEW)
    once = await _registry(fresh_url)
    assert await rotate_master(fresh_url, master_key=MASTER_KEY, new_master_key=NEW) == Rewrapped(0, 0, 0)
    assert await _registry(fresh_url) == once


async def test_a_process_with_the_old_key_refuses_and_one_with_both_goes_on(fresh_url: str) -> None:
    async with await _house(fresh_url, MASTER_KEY) as alone, await _house(fresh_url, MASTER_KEY, NEW) as both:
        fujian = await alone.tenant("fujian")
        assert fujian is not None
        for house in (alone, both):
            async with house.work(fujian, scope=scope(GULOU)) as work:
                await put_child(work)
        await rotate_master(fresh_url, master_key=MASTER_KEY, new_master_key=NEW)
        with pytest.raises(WrongMasterKey, match=r"主密钥不正确.*TONGHU_MASTER_KEY"):
            async with alone.work(fujian, scope=scope(GULOU)) as work:
                pytest.fail("worked on with a key that was replaced")
        async with both.work(fujian, scope=scope(GULOU)) as work:
            await put_child(work)
            assert await work.connection.fetchval("SELECT count(*) FROM t_fujian.child") == 3
    async with await _house(fresh_url, MASTER_KEY, NEW) as late:  # new connections of every login
        assert [tenant.code for tenant in await late.tenants()] == ["fujian", "jilin"]
        async with late.work(fujian, scope=scope(GULOU)) as work:
            assert await work.connection.fetchval("SELECT count(*) FROM t_fujian.child") == 3


@pytest.mark.parametrize("key", [NEW, b"short"], ids=["another", "short"])
async def test_a_wrong_old_key_changes_nothing(fresh_url: str, key: bytes) -> None:
    before = await _registry(fresh_url)
    with pytest.raises(WrongMasterKey):
        await rotate_master(fresh_url, master_key=key, new_master_key=os.urandom(32))
    assert await _registry(fresh_url) == before
    async with open_house(fresh_url) as house:
        assert len(await house.tenants()) == 2


async def test_one_secret_that_does_not_open_keeps_all_as_they_were(fresh_url: str) -> None:
    async with open_house(fresh_url) as house:
        jilin = await house.tenant("jilin")
        assert jilin is not None
        async with house.platform() as platform:
            broken = (tenant_key.c.tenant_id == jilin.id, tenant_key.c.purpose == "index")
            await platform.run(update(tenant_key).where(*broken).values(wrapped=os.urandom(40)))
    before = await _registry(fresh_url)
    with pytest.raises(WrongMasterKey):
        await rotate_master(fresh_url, master_key=MASTER_KEY, new_master_key=NEW)
    assert await _registry(fresh_url) == before
    async with open_house(fresh_url) as house:  # the platform's login, too, has its old password
        assert len(await house.tenants()) == 2


async def test_refuses_the_same_key_twice(fresh_url: str) -> None:
    with pytest.raises(TenancyError, match="the old one"):
        await rotate_master(fresh_url, master_key=MASTER_KEY, new_master_key=MASTER_KEY)
