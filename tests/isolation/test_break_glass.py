"""Broken glass and pupils behind the wall: the child for the time alone, one's own breaking, one's own school."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import delete, func, insert, select, update

from care.actions.common.revealing import REVEAL
from care.divisions.tree import prefecture_of
from records.access import access_link, role_assignment
from records.agreement import agreement
from records.break_glass import break_glass
from records.child import child
from records.ids import uuid7
from records.journal import audit_event
from records.organisation import organisation
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import GULOU, NOW, TAIJIANG, put_child, scope

MINE, OTHERS = "night@fujian", "other@fujian"


@pytest.fixture
async def broken(house: House, fujian: Tenant) -> AsyncIterator[UUID]:
    """A child whose glass somebody of another county broke for two hours; nobody else is on file."""
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(child))
        key, glass = await put_child(work, division=GULOU), uuid7()
        of = {"child_id": key, "division": GULOU, "field_classes": ["health"], "subject": MINE}
        until = NOW + timedelta(hours=2)
        row = {"id": glass, "role": "COUNTY_OFFICER", "reason": "x", "broken_at": NOW, "until": until}
        await work.run(insert(break_glass).values(**of, **row))
        link = {"subject": MINE, "kind": "child", "object": key, "ground": f"breakglass:{glass}", "classes": ["health"]}
        await work.run(insert(access_link).values(**link, until=until))
    yield key
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(child))


async def test_the_link_login_sees_the_child_until_the_glass_ends(house: House, fujian: Tenant, broken: UUID) -> None:
    clock = house.clock
    for subject, hours, rows in ((MINE, 0, 1), (MINE, 2, 0), (OTHERS, 0, 0), ("", 0, 0)):
        house.clock = lambda hours=hours: NOW + timedelta(hours=hours)  # type: ignore[misc]
        async with house.work(fujian, login=Login.LINK, subject=subject, scope="{(,)}") as work:
            assert await work.value(select(func.count()).select_from(child)) == rows
    house.clock = clock


@pytest.mark.parametrize("login", [Login.AREA, Login.LINK])
async def test_who_broke_it_and_whose_child_it_is_see_that_it_was(
    house: House, fujian: Tenant, broken: UUID, login: Login
) -> None:
    for subject, counties, rows in ((MINE, (TAIJIANG,), 1), (OTHERS, (TAIJIANG,), 0), (OTHERS, (), 0)):
        async with house.work(fujian, login=login, subject=subject, scope=scope(*counties)) as work:
            assert await work.value(select(func.count()).select_from(break_glass)) == rows
    async with house.work(fujian, login=Login.AREA, subject=OTHERS, scope=scope(GULOU)) as work:
        assert await work.value(select(func.count()).select_from(break_glass)) == 1


async def test_nobody_breaks_glass_or_judges_it_beyond_the_scope(house: House, fujian: Tenant, broken: UUID) -> None:
    async with house.work(fujian, subject=MINE, scope=scope(TAIJIANG)) as work:
        link = {"subject": MINE, "kind": "child", "object": broken, "ground": "breakglass:x", "classes": []}
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with work.savepoint():
                await work.run(insert(access_link).values(**link, until=NOW))
        assert await work.run(update(break_glass).values(until=NOW + timedelta(hours=3))) == 0


async def test_a_table_takes_no_glass_without_an_end_and_no_review_of_ones_own(
    house: House, fujian: Tenant, broken: UUID
) -> None:
    judged = {"outcome": "JUSTIFIED", "note": "x", "reviewed_at": NOW}
    async with house.work(fujian, scope=scope(GULOU)) as work:
        for values in ({"until": NOW + timedelta(hours=3, seconds=1)}, {**judged, "reviewed_by": MINE}, judged):
            with pytest.raises(asyncpg.CheckViolationError):
                async with work.savepoint():
                    await work.run(update(break_glass).values(**values))
        assert await work.run(update(break_glass).values(**judged, reviewed_by=OTHERS)) == 1


async def test_a_writer_counts_its_own_reveals_and_reads_nothing_else_of_the_trail(
    house: House, fujian: Tenant
) -> None:
    async with house.work(fujian, scope="{(,)}", subject=MINE) as work:
        for subject, action in ((MINE, REVEAL), (MINE, "child:update"), (OTHERS, REVEAL)):
            row = {
                "id": uuid7(),
                "subject": subject,
                "action": action,
                "kind": "child",
                "policy_version": "x",
                "division": GULOU,
            }
            await work.run(insert(audit_event).inline().values(**row))
        assert await work.value(select(func.count(audit_event.c.at))) == 1
        for hidden in (audit_event.c.object, audit_event.c.reason, audit_event.c.fields):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with work.savepoint():
                    await work.all(select(hidden))
        for change in (update(audit_event).values(reason="x"), delete(audit_event)):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with work.savepoint():
                    await work.run(change)


@pytest.fixture
async def school(house: House, fujian: Tenant) -> AsyncIterator[UUID]:
    """A school with one pupil of two children, each of whom has an agreement; somebody acts for the school."""
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(child))
        key, times = uuid7(), {"created_at": NOW, "updated_at": NOW}
        place = {"name": "某小学", "kind": "SCHOOL", "division": GULOU, "prefecture": prefecture_of(GULOU)}
        await work.run(insert(organisation).values(id=key, **place, **times))
        for at in (key, None):
            pupil = await put_child(work, division=GULOU)
            await work.run(update(child).where(child.c.id == pupil).values(school_id=at))
            made = {"child_id": pupil, "division": GULOU, "instrument": "GUARDIANSHIP_CONFIRMATION"}
            await work.run(insert(agreement).values(id=uuid7(), **made, **FORM, **times))
        role = {"subject": MINE, "role": "SCHOOL", "organisation_id": key, "valid_from": NOW, "granted_by": "x"}
        await work.run(insert(role_assignment).values(id=uuid7(), **role, created_at=NOW))
    yield key
    async with house.work(fujian, scope="{(,)}") as work:
        await work.run(delete(child))


FORM = {"relation": "GRANDPARENT", "recorded_by": "x"}


async def test_who_acts_for_a_school_sees_its_pupils_and_their_agreements(
    house: House, fujian: Tenant, school: UUID
) -> None:
    async def seen(subject: str) -> tuple[int, int]:
        async with house.work(fujian, login=Login.LINK, subject=subject, scope="{(,)}") as work:
            counts = [await work.value(select(func.count()).select_from(table)) for table in (child, agreement)]
        return counts[0], counts[1]

    assert await seen(MINE) == (1, 1)
    assert await seen(OTHERS) == (0, 0)
    assert await seen("") == (0, 0)
    for changed in ({"until": NOW}, {"until": None, "revoked_at": NOW}, {"revoked_at": None, "role": "VOLUNTEER"}):
        async with house.work(fujian, scope="{(,)}") as work:
            await work.run(update(role_assignment).where(role_assignment.c.subject == MINE).values(**changed))
        assert await seen(MINE) == (0, 0)
