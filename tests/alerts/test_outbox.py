"""An event is written with what it tells of, or not at all."""

import asyncpg
import pytest

from alerts.outbox import announce
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant

GULOU_VILLAGE = 350102001001


async def rows(owner: asyncpg.Connection, tenant: Tenant) -> list[asyncpg.Record]:
    found: list[asyncpg.Record] = await owner.fetch(f"SELECT * FROM {tenant.schema}.outbox ORDER BY id")
    return found


async def test_names_what_happened_to_what_and_where_and_has_no_number_yet(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    child = uuid7()
    async with house.work(fujian) as work:
        await announce(work, "CHILD_REGISTERED", subject_kind="child", subject=child, division=GULOU_VILLAGE)
    (row,) = await rows(owner, fujian)
    assert (row["kind"], row["severity"], row["subject_kind"]) == ("CHILD_REGISTERED", "ORDINARY", "child")
    assert (row["subject"], row["division"], row["occurred_at"]) == (child, GULOU_VILLAGE, house.clock())
    assert await owner.fetchval(f"SELECT count(*) FROM {fujian.schema}.event_log") == 0


async def test_a_work_that_fails_tells_nobody(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    async def fail() -> None:
        async with house.work(fujian) as work:
            await announce(work, "CHILD_REGISTERED", subject_kind="child", subject=uuid7(), division=GULOU_VILLAGE)
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        await fail()
    assert await rows(owner, fujian) == []


@pytest.mark.parametrize("wrong", [{"kind": "SOMETHING"}, {"severity": "TERRIBLE"}])
async def test_refuses_a_kind_or_severity_that_is_not_on_the_list(
    house: House, fujian: Tenant, wrong: dict[str, str]
) -> None:
    event = {"kind": "CHILD_REGISTERED", "severity": "ORDINARY"} | wrong
    async with house.work(fujian) as work:
        with pytest.raises(KeyError):
            await announce(
                work,
                event["kind"],
                severity=event["severity"],
                subject_kind="child",
                subject=uuid7(),
                division=GULOU_VILLAGE,
            )
