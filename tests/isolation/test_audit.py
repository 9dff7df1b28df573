"""The trail behind the wall: read by place, added to, and sealed by the owner's function alone."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import insert, select, text

from policies.seal import seal
from records.ids import uuid7
from records.journal import audit_event, audit_seal
from tenants.house import House
from tenants.logins import connect
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, TAIJIANG, scope


@pytest.fixture
async def two(house: House, fujian: Tenant, place: str) -> AsyncIterator[dict[int, UUID]]:
    """A row of the trail in each of two counties."""
    keys = {GULOU: uuid7(), TAIJIANG: uuid7()}
    facts = {"subject": "director@fujian", "action": "child:read", "kind": "child", "policy_version": "1"}
    async with house.work(fujian) as work:
        for county, key in keys.items():
            await work.run(insert(audit_event).values(id=key, division=county, **facts))
    yield keys
    owner = await connect(place)
    await owner.execute("DELETE FROM t_fujian.audit_event")
    await owner.execute("DELETE FROM t_fujian.audit_seal")
    await owner.close()


async def test_a_careless_select_shows_the_trail_of_the_places(
    house: House, fujian: Tenant, two: dict[int, UUID]
) -> None:
    for login, counties, keys in (
        (Login.AREA, (GULOU,), [two[GULOU]]),
        (Login.AREA, (GULOU, TAIJIANG), list(two.values())),
        (Login.AREA, (), []),
        (Login.LINK, (GULOU, TAIJIANG), []),
    ):
        async with house.work(fujian, login=login, scope=scope(*counties), subject="director@fujian") as work:
            found = await work.all(select(audit_event.c.id).order_by(audit_event.c.id))
            assert [row["id"] for row in found] == keys


async def test_no_login_reads_who_reported(house: House, fujian: Tenant, two: dict[int, UUID]) -> None:
    facts = {"subject": "reporter@fujian", "kind": "report", "policy_version": "1", "division": GULOU}
    async with house.work(fujian) as work:
        for action in ("report:file", "report:amend", "report:read", "report:pass_over", "child:read"):
            await work.run(insert(audit_event).values(id=uuid7(), action=action, **facts))
    reports = select(audit_event.c.action).where(audit_event.c.kind == "report")
    async with house.work(fujian, login=Login.AREA, scope="{(,)}") as work:
        assert [row["action"] for row in await work.all(reports)] == ["child:read"]


@pytest.mark.parametrize("login", list(Login))
@pytest.mark.parametrize(
    "statement",
    [
        "update t_fujian.audit_event set subject = 'x'",
        "delete from t_fujian.audit_event",
        "update t_fujian.audit_seal set hash = ''",
        "delete from t_fujian.audit_seal",
        "insert into t_fujian.audit_seal values (1, '00000000-0000-7000-8000-000000000000', '', 0)",
        "truncate t_fujian.audit_event, t_fujian.audit_seal",
    ],
)
async def test_no_login_changes_the_trail_or_makes_a_seal(
    house: House, fujian: Tenant, two: dict[int, UUID], login: Login, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.work(fujian, login=login, scope="{(,)}") as work:
            await work.run(text(statement))


async def test_the_writer_has_rows_sealed_that_it_cannot_read(
    house: House, fujian: Tenant, jilin: Tenant, two: dict[int, UUID]
) -> None:
    for login in (Login.AREA, Login.LINK):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.work(fujian, login=login, scope="{(,)}") as work:
                await seal(work)
    async with house.work(jilin) as work:
        assert await seal(work) == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.work(jilin) as work:
            await work.run(text("select t_fujian.seal_audit(10)"))
    async with house.work(fujian) as work:
        assert await seal(work) == 2
        for table in (audit_event, audit_seal):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with work.savepoint():
                    await work.run(select(table))
