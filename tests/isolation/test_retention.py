"""The wall behind the archive: pupils, holds and erasures of others, terms, and the reasons of the trail."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import delete, func, insert, select, update

from care.divisions.tree import prefecture_of
from records.access import role_assignment
from records.child import child
from records.erasure import erasure
from records.ids import uuid7
from records.journal import audit_reason, idempotency_key
from records.legal_hold import legal_hold
from records.organisation import organisation
from records.retention import retention_term
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

HOLD = {"ground": "COURT", "reason": "x", "until": NOW.date(), "set_by": "x", "set_at": NOW}
REQUEST = {"requester": "CHILD", "asked_on": NOW.date(), "reason": "x", "requested_by": "one", "requested_at": NOW}


@pytest.fixture(autouse=True)
async def _left_as_it_was(house: House, fujian: Tenant) -> AsyncIterator[None]:
    """Take away what a test has put in: the database is shared."""
    yield
    async with house.work(fujian, scope="{(,)}") as work:
        for table in (child, role_assignment, audit_reason):
            await work.run(delete(table))
        await work.run(delete(organisation).where(organisation.c.kind == "SCHOOL"))


async def test_a_school_has_no_pupil_whose_file_is_archived(house: House, fujian: Tenant) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        office = {"name": "小学", "kind": "SCHOOL", "division": GULOU, "prefecture": prefecture_of(GULOU)}
        school = uuid7()
        await work.run(insert(organisation).values(id=school, **office, created_at=NOW, updated_at=NOW))
        held = {"subject": "school@fujian", "role": "SCHOOL", "organisation_id": school, "granted_by": "x"}
        await work.run(insert(role_assignment).values(id=uuid7(), **held, valid_from=NOW, created_at=NOW))
        await work.run(
            update(child).where(child.c.id == await put_child(work, division=GULOU)).values(school_id=school)
        )
    for status, pupils in (("CLOSED", 1), ("ARCHIVED", 0), ("OPEN", 1)):
        async with house.work(fujian, scope="{(,)}") as work:
            await work.run(update(child).where(child.c.school_id == school).values(file_status=status))
        async with house.work(fujian, login=Login.LINK, subject="school@fujian", scope="{}") as work:
            assert await work.value(select(func.count()).select_from(child)) == pupils


@pytest.mark.parametrize("login", [Login.AREA, Login.WRITER])
async def test_another_county_sees_no_hold_and_no_erasure_and_ends_none(
    house: House, fujian: Tenant, login: Login
) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        of = {"child_id": await put_child(work, division=GULOU), "division": GULOU}
        await work.run(insert(legal_hold).values(id=uuid7(), **of, **HOLD))
        await work.run(insert(erasure).values(id=uuid7(), **of, **REQUEST))
    for county, rows in ((TAIJIANG, 0), (GULOU, 1)):
        async with house.work(fujian, login=login, scope=scope(county)) as work:
            for table in (legal_hold, erasure):
                assert await work.value(select(func.count()).select_from(table)) == rows
    async with house.work(fujian, scope=scope(TAIJIANG)) as work:
        assert await work.run(update(legal_hold).values(until=NOW.date())) == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await work.run(insert(legal_hold).values(id=uuid7(), **of, **HOLD))


async def test_nobody_decides_on_their_own_request_even_past_the_action(house: House, fujian: Tenant) -> None:
    async with house.work(fujian, scope="{(,)}") as work:
        of = {"child_id": await put_child(work, division=GULOU), "division": GULOU}
        await work.run(insert(erasure).values(id=uuid7(), **of, **REQUEST))
        decided = {"status": "DECLINED", "decided_at": NOW, "note": "x"}
        with pytest.raises(asyncpg.CheckViolationError):
            async with work.savepoint():
                await work.run(update(erasure).values(**decided, decided_by="one"))
        with pytest.raises(asyncpg.CheckViolationError):
            async with work.savepoint():
                await work.run(update(erasure).values(status="ERASED", decided_at=NOW, decided_by="two"))
        assert await work.run(update(erasure).values(**decided, decided_by="two")) == 1


async def test_reasons_of_the_trail_go_only_where_everything_is_open_and_terms_never(
    house: House, fujian: Tenant
) -> None:
    row = {"event": uuid7(), "object": uuid7(), "salt": b"x", "reason": "x"}
    key = {"subject": "one", "key": "k", "from_client": False, "action": "x", "body_hash": b"x", "answer": "{}"}
    reasons = delete(audit_reason).where(audit_reason.c.event == row["event"])
    answers = update(idempotency_key).where(idempotency_key.c.subject == "one").values(body_hash=b"y")
    async with house.work(fujian, scope=scope(GULOU), subject="one") as work:
        await work.run(insert(audit_reason).inline().values(**row))
        await work.run(insert(idempotency_key).values(**key, at=NOW))
        await work.run(insert(retention_term).values(id=uuid7(), months=1, reason="x", set_by="x", set_at=NOW))
    for login in (Login.AREA, Login.LINK):
        async with house.work(fujian, login=login, scope="{(,)}") as work:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with work.savepoint():
                    await work.value(select(func.count()).select_from(audit_reason))
    async with house.work(fujian, scope=scope(350000000000), subject="two") as work:
        assert await work.run(reasons) == 0
        assert await work.run(answers) == 0
        for change in (update(retention_term).values(months=2), delete(retention_term)):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with work.savepoint():
                    await work.run(change)
    async with house.work(fujian, scope="{(,)}", subject="two") as work:
        assert await work.run(answers) == 1
        assert await work.run(reasons) == 1
