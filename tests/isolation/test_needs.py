"""Needs behind the wall: by place, and by list the one need that was referred, with its services alone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import delete, insert, select

from records.access import access_link
from records.care_plan import care_plan
from records.child import child
from records.ids import uuid7
from records.need import need, service_record
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

MINE = "teacher@fujian"
STAMPS = {"created_at": NOW, "updated_at": NOW}


@pytest.fixture
async def two(house: House, fujian: Tenant) -> AsyncIterator[tuple[UUID, UUID]]:
    """Two needs of one child with a service each, and a plan; the second need alone is listed for somebody."""
    keys, day = (uuid7(), uuid7()), NOW.date()
    async with house.work(fujian, scope="{(,)}") as work:
        of = {"child_id": await put_child(work, division=GULOU), "division": GULOU}
        for key in keys:
            facts = {"kind": "READING", "found_on": day, "opened_by": "x"}
            await work.run(insert(need).values(id=key, **of, **facts, **STAMPS))
            done = {"need_id": key, "provided_on": day, "provider": "x", "outcome": "x", "recorded_by": "x"}
            await work.run(insert(service_record).values(id=uuid7(), **of, **done, **STAMPS))
        plan = {"made_on": day, "review_on": day + timedelta(days=9), "measures": "x", "made_by": "x"}
        await work.run(insert(care_plan).values(id=uuid7(), **of, **plan, **STAMPS))
        for ground, days in (("need:old", -1), ("need:new", 1)):
            link = {"subject": MINE, "kind": "need", "object": keys[1], "ground": ground, "classes": ["referred"]}
            await work.run(insert(access_link).values(**link, until=NOW + timedelta(days=days)))
    yield keys
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(access_link))
        await work.run(delete(child))


@pytest.mark.parametrize("login", [Login.AREA, Login.WRITER])
async def test_a_careless_select_shows_the_needs_of_the_places(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], login: Login
) -> None:
    for counties, rows in (((GULOU,), 2), ((TAIJIANG,), 0), ((), 0)):
        async with house.work(fujian, login=login, subject=MINE, scope=scope(*counties)) as work:
            for table in (need, service_record):
                assert len(await work.all(select(table.c.id))) == rows
            assert len(await work.all(select(care_plan.c.id))) == rows / 2


async def test_who_is_listed_for_a_need_sees_it_and_its_services_and_no_more(
    house: House, fujian: Tenant, two: tuple[UUID, UUID]
) -> None:
    for subject, keys in ((MINE, [two[1]]), ("nobody@fujian", []), ("", [])):
        async with house.work(fujian, login=Login.LINK, subject=subject, scope="{(,)}") as work:
            assert [row["id"] for row in await work.all(select(need.c.id))] == keys
            assert [row["need_id"] for row in await work.all(select(service_record.c.need_id))] == keys
            assert await work.all(select(care_plan.c.id)) == []


async def test_nobody_lists_a_need_that_is_out_of_sight(house: House, fujian: Tenant, two: tuple[UUID, UUID]) -> None:
    link = {"subject": "x@fujian", "kind": "need", "object": two[0], "classes": [], "until": NOW}
    async with house.work(fujian, scope=scope(TAIJIANG)) as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await work.run(insert(access_link).values(**link))
