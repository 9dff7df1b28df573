"""Cases behind the wall: by place, by name, and what belongs to a case with it alone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select

from records.access import access_link
from records.case import care_case, conference, conference_decision, intervention
from records.child import child
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

LISTED = "police@fujian"
PARTS = (conference, conference_decision, intervention)
STAMPS = {"created_at": NOW, "updated_at": NOW}


@pytest.fixture
async def two(house: House, fujian: Tenant) -> AsyncIterator[tuple[UUID, UUID]]:
    """A case in each of two counties with its parts, the second one listed for somebody; there are no others."""
    keys = (uuid7(), uuid7())
    async with house.work(fujian, scope="{(,)}") as work:
        for key, county in zip(keys, (GULOU, TAIJIANG), strict=True):
            village = county + 1001
            whose = await put_child(work, "陈小明", village)
            facts = {"stage": "MANDATORY_REPORT", "opened_on": NOW.date(), "opened_at": NOW, "opened_by": "x"}
            where = {"child_id": whose, "division": village, "prefecture": 350100000000}
            await work.run(insert(care_case).values(id=key, **facts, **where, **STAMPS))
            held = uuid7()
            own = {"case_id": key, **STAMPS}
            await work.run(insert(conference).values(id=held, held_on=NOW.date(), recorded_by="x", **own))
            decided = {"decision": "走访", "post": "CHILD_DIRECTOR", "due_on": NOW.date()}
            await work.run(insert(conference_decision).values(id=uuid7(), conference_id=held, **decided, **own))
            done = {"kind": "STOP", "taken_on": NOW.date(), "recorded_by": "x"}
            await work.run(insert(intervention).values(id=uuid7(), **done, **own))
        until = NOW + timedelta(days=1)
        link = {"subject": LISTED, "kind": "case", "object": keys[1], "classes": ["addressed"], "until": until}
        await work.run(insert(access_link).values(**link))
    yield keys
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(access_link))
        await work.run(delete(care_case))
        await work.run(delete(child))


@pytest.mark.parametrize("login", [Login.AREA, Login.WRITER])
async def test_a_careless_select_shows_the_cases_of_the_places_with_their_parts(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], login: Login
) -> None:
    for counties, rows in (((GULOU,), 1), ((GULOU, TAIJIANG), 2), ((), 0)):
        async with house.work(fujian, login=login, scope=scope(*counties)) as work:
            for table in (care_case, *PARTS):
                assert await work.value(select(func.count()).select_from(table)) == rows, table.name


@pytest.mark.parametrize("login", [Login.AREA, Login.LINK])
async def test_whom_a_case_was_given_to_sees_that_one_wherever_it_is(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], login: Login
) -> None:
    for subject, keys in ((LISTED, [two[1]]), ("nobody@fujian", []), ("", [])):
        async with house.work(fujian, login=login, subject=subject, scope="{}") as work:
            assert [row["id"] for row in await work.all(select(care_case.c.id))] == keys
            for table in PARTS:
                assert [row["case_id"] for row in await work.all(select(table.c.case_id))] == keys


async def test_a_list_of_children_opens_no_case(house: House, fujian: Tenant, two: tuple[UUID, UUID]) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        whose = await work.value(select(care_case.c.child_id).where(care_case.c.id == two[0]))
        until = NOW + timedelta(days=1)
        link = {"subject": "school@fujian", "kind": "child", "object": whose, "classes": ["x"], "until": until}
        await work.run(insert(access_link).values(**link))
    async with house.work(fujian, login=Login.LINK, subject="school@fujian", scope="{}") as work:
        assert [row["id"] for row in await work.all(select(child.c.id))] == [whose]
        assert await work.all(select(care_case.c.id)) == []
