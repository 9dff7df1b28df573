"""Why a process is not ready is one word, and the trouble of one tenant is not everybody's."""

import asyncpg

from alerts.outbox import announce
from api.readiness import obstacle
from api.telemetry.behind import Behind
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import open_house

OLDER = "UPDATE platform.tenant_migrations SET revision = '0001'"


async def why(house: House, most: float = 60.0) -> str | None:
    return await obstacle(house, Behind(house), most)


async def test_a_process_that_can_answer_is_ready(house: House) -> None:
    assert await why(house) is None


async def test_an_older_platform_is_told_a_newer_one_is_none_of_our_trouble(
    house: House, owner: asyncpg.Connection
) -> None:
    await owner.execute("UPDATE platform.alembic_version SET version_num = '0003'")
    assert await why(house) == "migrations"
    await owner.execute("UPDATE platform.alembic_version SET version_num = '9999'")
    assert await why(house) is None


async def test_tenants_are_told_when_all_are_older(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    await owner.execute(f"{OLDER} WHERE tenant_id = $1", fujian.id)
    assert await why(house) is None
    await owner.execute(OLDER)
    assert await why(house) == "migrations"


async def test_an_event_that_waits_too_long_is_told(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    async with house.work(fujian) as work:
        await announce(work, "CHILD_REGISTERED", subject_kind="child", subject=uuid7(), division=fujian.division)
    assert await why(house) is None
    await owner.execute("UPDATE t_fujian.outbox SET recorded_at = now() - interval '61 seconds'")
    assert await why(house) == "outbox"
    assert await why(house, most=300.0) is None


async def test_a_platform_without_what_is_asked_is_older(house: House, owner: asyncpg.Connection) -> None:
    await owner.execute("ALTER TABLE platform.tenant_migrations RENAME COLUMN revision TO was")
    assert await why(house) == "migrations"


async def test_no_connection_in_time_is_told(fresh_url: str) -> None:
    async with open_house(fresh_url, pool_size=1, pool_wait=0.05) as small:
        async with small.platform():
            assert await why(small) == "connections"
        assert await why(small) is None
