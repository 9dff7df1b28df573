"""Reports behind the wall: by place, by name, and who reported by nobody."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import delete, func, insert, select, text

from records.access import access_link
from records.ids import uuid7
from records.report import report, report_recipient, report_reporter
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, NOW, TAIJIANG, scope

LISTED = "committee@fujian"


@pytest.fixture
async def two(house: House, fujian: Tenant) -> AsyncIterator[tuple[UUID, UUID]]:
    """A report in each of two counties, the second one listed for somebody; there are no others."""
    keys = (uuid7(), uuid7())
    async with house.work(fujian, scope="{(,)}") as work:
        for key, place in zip(keys, (GULOU, TAIJIANG), strict=True):
            facts = {"circumstance": "CHILD_MISSING", "urgency": "IMMEDIATE", "stage": "SENT", "narrative": "走失"}
            times = {"discovered_at": NOW, "created_at": NOW, "updated_at": NOW}
            where = {"division": place, "occurred_division": place, "prefecture": 350100000000}
            await work.run(insert(report).values(id=key, rule_version="x", **facts, **times, **where))
            told = {"recipient": "POLICE", "mandatory": True, "urgency": "IMMEDIATE", "due_at": NOW, "rule": "x"}
            stamps = {"citation": "x", "basis": "IN_FORCE", "created_at": NOW, "updated_at": NOW}
            await work.run(insert(report_recipient).values(id=uuid7(), report_id=key, **told, **stamps))
            sealed = {"kind": "SCHOOL", "subject": b"sealed", "created_at": NOW}
            await work.run(insert(report_reporter).values(id=uuid7(), report_id=key, **sealed))
        until = NOW + timedelta(days=1)
        link = {"subject": LISTED, "kind": "report", "object": keys[1], "classes": ["addressed"], "until": until}
        await work.run(insert(access_link).values(**link))
    yield keys
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(access_link))
        await work.run(delete(report))


@pytest.mark.parametrize("login", [Login.AREA, Login.WRITER])
async def test_a_careless_select_shows_the_reports_of_the_places_and_their_recipients(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], login: Login
) -> None:
    for counties, rows in (((GULOU,), 1), ((GULOU, TAIJIANG), 2), ((), 0)):
        async with house.work(fujian, login=login, scope=scope(*counties)) as work:
            for table in (report, report_recipient):
                assert await work.value(select(func.count()).select_from(table)) == rows


@pytest.mark.parametrize("login", [Login.AREA, Login.LINK])
async def test_who_was_listed_by_name_sees_that_report_wherever_it_is(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], login: Login
) -> None:
    for subject, keys in ((LISTED, [two[1]]), ("nobody@fujian", []), ("", [])):
        async with house.work(fujian, login=login, subject=subject, scope="{}") as work:
            assert [row["id"] for row in await work.all(select(report.c.id))] == keys
            assert [row["report_id"] for row in await work.all(select(report_recipient.c.report_id))] == keys


@pytest.mark.parametrize("login", [Login.AREA, Login.LINK])
async def test_no_reading_login_reaches_who_reported(
    house: House, fujian: Tenant, two: tuple[UUID, UUID], login: Login
) -> None:
    async with house.work(fujian, login=login, subject=LISTED, scope="{(,)}") as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await work.run(text("SELECT * FROM t_fujian.report_reporter"))


async def test_nobody_sees_for_whom_else_a_report_is_listed(
    house: House, fujian: Tenant, two: tuple[UUID, UUID]
) -> None:
    for login in (Login.AREA, Login.LINK):
        async with house.work(fujian, login=login, subject="county@fujian", scope="{(,)}") as work:
            assert await work.all(select(access_link)) == []


async def test_what_is_sealed_is_never_changed(house: House, fujian: Tenant, two: tuple[UUID, UUID]) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        for statement in (
            "UPDATE t_fujian.report_reporter SET kind = 'SCHOOL'",
            "DELETE FROM t_fujian.report_reporter",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with work.savepoint():
                    await work.run(text(statement))
