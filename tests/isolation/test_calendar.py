"""The calendar behind the wall: by place, and for who has none by the organisations that it acts for."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select

from records.access import role_assignment
from records.activity import activity
from records.duty import duty
from records.hazard_check import hazard_check
from records.ids import uuid7
from records.organisation import organisation
from records.submission import submission
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, NOW, TAIJIANG, scope

TABLES = (duty, submission, activity, hazard_check)
TEACHER = "teacher@fujian"
DAY = date(2026, 6, 1)


def a_duty(key: UUID, place: int, office: UUID | None) -> dict[str, Any]:
    facts = {"kind": "SUBMISSION", "calendar": "PROGRESS_REPORT", "natural_key": f"X:{key}", "period": "2026"}
    days = {"base_on": DAY, "due_on": DAY, "due_at": NOW, "created_at": NOW, "updated_at": NOW}
    law = {"basis": "IN_FORCE", "rule": "x", "citation": "x", "rule_version": "x"}
    return {"id": key, "division": place, "organisation_id": office, "prefecture": 350100000000, **facts, **days, **law}


@pytest.fixture
async def schools(house: House, fujian: Tenant) -> AsyncIterator[tuple[UUID, UUID]]:
    """A school in each of two counties with a row in every table, and a duty of the first county itself."""
    keys = (uuid7(), uuid7())
    async with house.work(fujian, scope="{(,)}") as work:
        for key, place in zip(keys, (GULOU, TAIJIANG), strict=True):
            where: dict[str, Any] = {"division": place, "prefecture": 350100000000}
            stamps = {"created_at": NOW, "updated_at": NOW}
            await work.run(insert(organisation).values(id=key, name="学校", kind="SCHOOL", **where, **stamps))
            await work.run(insert(duty).values(**a_duty(key, place, key)))
            kept = {"organisation_id": key, "recorded_by": "x", "recorded_at": NOW, **where}
            await work.run(insert(submission).values(id=uuid7(), duty_id=key, submitted_at=NOW, **kept))
            await work.run(insert(activity).values(id=uuid7(), kind="SAFETY_LECTURE", held_on=DAY, **kept))
            await work.run(insert(hazard_check).values(id=uuid7(), checked_on=DAY, **kept))
        await work.run(insert(duty).values(**a_duty(uuid7(), GULOU, None)))
    yield keys
    async with house.work(fujian, scope="{(,)}") as work:
        for table in (submission, activity, hazard_check, duty, role_assignment):
            await work.run(delete(table))
        await work.run(delete(organisation).where(organisation.c.id.in_(keys)))  # others' may have agreements


async def assign(house: House, tenant: Tenant, school: UUID, **changes: Any) -> None:
    facts = {"subject": TEACHER, "role": "SCHOOL", "organisation_id": school, "granted_by": "x", "created_at": NOW}
    async with house.work(tenant, scope="{(,)}") as work:
        await work.run(insert(role_assignment).values(id=uuid7(), **{"valid_from": NOW, **facts, **changes}))


async def counted(house: House, tenant: Tenant, login: Login, subject: str, places: str) -> list[int]:
    async with house.work(tenant, login=login, subject=subject, scope=places) as work:
        return [int(await work.value(select(func.count()).select_from(table))) for table in TABLES]


@pytest.mark.parametrize("login", [Login.AREA, Login.WRITER])
async def test_a_careless_select_shows_the_rows_of_the_places(
    house: House, fujian: Tenant, schools: tuple[UUID, UUID], login: Login
) -> None:
    for counties, rows in (((GULOU,), [2, 1, 1, 1]), ((GULOU, TAIJIANG), [3, 2, 2, 2]), ((), [0, 0, 0, 0])):
        assert await counted(house, fujian, login, "anybody@fujian", scope(*counties)) == rows


async def test_who_acts_for_a_school_sees_its_rows_and_nobody_elses(
    house: House, fujian: Tenant, schools: tuple[UUID, UUID]
) -> None:
    assert await counted(house, fujian, Login.LINK, TEACHER, "{}") == [0, 0, 0, 0]
    await assign(house, fujian, schools[0])
    assert await counted(house, fujian, Login.LINK, TEACHER, "{}") == [1, 1, 1, 1]
    assert await counted(house, fujian, Login.LINK, "other@fujian", "{}") == [0, 0, 0, 0]
    assert await counted(house, fujian, Login.LINK, "", "{}") == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param({"until": NOW - timedelta(hours=1)}, id="ended"),
        pytest.param({"revoked_at": NOW - timedelta(hours=1)}, id="revoked"),
        pytest.param({"valid_from": NOW + timedelta(hours=1)}, id="not-yet"),
    ],
)
async def test_an_assignment_that_does_not_hold_shows_nothing(
    house: House, fujian: Tenant, schools: tuple[UUID, UUID], ended: dict[str, Any]
) -> None:
    await assign(house, fujian, schools[0], **ended)
    assert await counted(house, fujian, Login.LINK, TEACHER, "{}") == [0, 0, 0, 0]
