import asyncio
import os

import asyncpg
import pytest
from sqlalchemy import select, text, update

from records.child import child
from records.tenant import operator, tenant_key
from records.tenant import tenant as tenants_table
from tenants.errors import NotActive, NotMigrated, WrongMasterKey
from tenants.house import House
from tenants.logins import connect, database_name
from tenants.provision import onboard
from tenants.registry import Login
from tests.support.places import MASTER_KEY, NOW, clock, open_house, settle


async def test_knows_its_tenants(house: House) -> None:
    fujian = await house.tenant("fujian")
    assert fujian is not None
    assert (fujian.name, fujian.division, fujian.schema) == ("福建省", 350000000000, "t_fujian")
    assert fujian.active
    assert set(fujian.roles) == set(Login)
    assert [tenant.code for tenant in await house.tenants()] == ["fujian", "jilin"]
    assert await house.tenant("nowhere") is None
    assert len({fujian, await house.tenant("fujian")}) == 1


async def test_the_platforms_transaction_reaches_the_platform_alone(house: House) -> None:
    async with house.platform() as platform:
        assert platform.now == NOW
        assert await platform.value(select(tenants_table.c.name).where(tenants_table.c.code == "jilin")) == "吉林省"
    for statement in ("select * from t_fujian.child", "update platform.alembic_version set version_num = 'x'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.platform() as platform:
                await platform.value(text(statement))


async def test_the_platforms_transaction_writes(house: House) -> None:
    async with house.platform() as platform:
        await platform.run(text("insert into platform.operators (subject, name) values ('a@platform', 'A')"))
    async with house.platform() as platform:
        assert await platform.value(select(operator.c.name).where(operator.c.subject == "a@platform")) == "A"
        await platform.run(text("delete from platform.operators"))


async def test_refuses_a_database_that_was_never_migrated(empty: str) -> None:
    with pytest.raises(NotMigrated, match="tonghu migrate"):
        await House.open(database_url=empty, master_key=MASTER_KEY, cipher="sm4", clock=clock)


async def test_refuses_another_master_key(place: str) -> None:
    with pytest.raises((NotMigrated, WrongMasterKey), match="master key"):
        await House.open(database_url=place, master_key=os.urandom(32), cipher="sm4", clock=clock)
    with pytest.raises(WrongMasterKey, match="32"):
        await House.open(database_url=place, master_key=b"short", cipher="sm4", clock=clock)


async def test_refuses_keys_that_were_wrapped_with_another_master_key(empty: str) -> None:
    await settle(empty, ["fujian", "jilin"])
    async with open_house(empty) as opened:
        async with opened.platform() as platform:
            await platform.run(update(tenant_key).values(wrapped=os.urandom(40)))
        with pytest.raises(WrongMasterKey):
            await open_house(empty).__aenter__()


async def test_lets_nobody_work_for_a_tenant_that_is_not_active(empty: str) -> None:
    await settle(empty, ["fujian"])
    async with open_house(empty, fresh=0.0) as opened:
        fujian = await opened.tenant("fujian")
        assert fujian is not None
        async with opened.work(fujian) as work:
            assert await work.value(select(child.c.id)) is None
        async with opened.platform() as platform:
            await platform.run(update(tenants_table).values(status="SUSPENDED"))
        with pytest.raises(NotActive, match="fujian"):
            async with opened.work(fujian):
                pytest.fail("a suspended tenant was let in")
        with pytest.raises(NotActive):
            await opened.read(fujian, Login.AREA, "select 1", [])
        known = await opened.tenant("fujian")
        assert known is not None
        assert known.status == "SUSPENDED"


async def test_sees_a_tenant_that_another_process_onboards(empty: str) -> None:
    await settle(empty, [])
    async with open_house(empty, fresh=0.0) as opened:
        assert await opened.tenants() == []
        await onboard(empty, master_key=MASTER_KEY, code="fujian")
        fujian = await opened.tenant("fujian")
        assert fujian is not None
        async with opened.work(fujian) as work:
            assert await work.value(select(child.c.id)) is None


async def test_opens_the_keys_once(house: House) -> None:
    fujian = await house.tenant("fujian")
    assert fujian is not None
    first, *others = await asyncio.gather(*(house.keys(fujian) for _ in range(5)))
    assert all(other is first for other in others)


async def test_a_connection_is_set_up_as_all_code_expects(house: House) -> None:
    fujian = await house.tenant("fujian")
    assert fujian is not None
    shown = {
        name: await house.read(fujian, Login.AREA, f"select current_setting('{name}')", [])
        for name in ("TimeZone", "jit", "application_name", "standard_conforming_strings", "row_security")
    }
    assert shown == {
        "TimeZone": "Asia/Shanghai",
        "jit": "off",
        "application_name": "tonghu",
        "standard_conforming_strings": "on",
        "row_security": "on",
    }


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql://u:p@h:1/tonghu", "tonghu"),
        ("postgresql://u@/a%20b?host=/tmp&port=1", "a b"),
        ("postgresql:///?host=/tmp&dbname=c", "c"),
        ("postgresql:///?database=d", "d"),
    ],
)
def test_finds_the_databases_name(url: str, name: str) -> None:
    assert database_name(url) == name


def test_a_url_without_a_database_is_refused() -> None:
    with pytest.raises(ValueError, match="no database"):
        database_name("postgresql://u@h")


async def test_the_url_may_name_nobody(place: str) -> None:
    nobody = place.replace(place.partition("//")[2].partition("@")[0] + "@", "")
    async with open_house(nobody) as opened:
        assert await opened.tenant("fujian")
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await connect(nobody, user="nobody_at_all", password="x")
