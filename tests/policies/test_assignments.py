"""What a subject holds is read as the database has it, and it is told at once when that changes."""

from datetime import timedelta
from random import Random

import asyncpg
import pytest
from sqlalchemy import insert

from policies.assignments import Assignment, held
from records.access import role_assignment
from records.codes import OrganisationKind, Role
from records.ids import uuid7
from records.organisation import organisation
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU, NOW

WHO = "one@fujian"


async def test_roles_are_read_as_they_were_assigned(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    database = await owner.fetchval("SELECT current_database()")
    await owner.execute(f"ALTER DATABASE {database} SET datestyle = 'German'")
    seat, until, name = uuid7(), NOW + timedelta(days=30, microseconds=5), '林|老师 "甲"'
    wanted = [
        Assignment(Role.COUNTY_OFFICER, GULOU, None, name, until),
        Assignment(Role.PROTECTION_CENTRE, None, seat, None, None, seat=GULOU),
    ]
    async with house.work(fujian, scope="{(,)}") as work:
        made = {
            "id": seat,
            "name": "救助保护中心",
            "kind": OrganisationKind.PROTECTION_CENTRE,
            "division": GULOU,
            "prefecture": 350100000000,
        }
        await work.run(insert(organisation).values(**made, created_at=NOW, updated_at=NOW))
        for one in wanted:
            await work.run(
                insert(role_assignment).values(
                    id=uuid7(),
                    subject=WHO,
                    name=one.name,
                    role=one.role.value,
                    division=one.division,
                    organisation_id=one.organisation,
                    until=one.until,
                    valid_from=NOW,
                    granted_by="test",
                    created_at=NOW,
                )
            )
    found = await held(house, fujian, WHO)
    assert (found.policies, list(found.assignments)) == (0, wanted)


SEAT = "0199a000-0000-7000-8000-000000000001"
OFFICE = f"""INSERT INTO t_fujian.organisation (id, name, kind, division, prefecture, created_at, updated_at)
VALUES ('{SEAT}', '中心小学', 'SCHOOL', {GULOU}, 350100000000, '{NOW}', '{NOW}')"""
ROLE = f"""INSERT INTO t_fujian.role_assignment (id, subject, role, organisation_id, valid_from, granted_by, created_at)
VALUES (gen_random_uuid(), '{WHO}', 'SCHOOL', '{SEAT}', '{NOW}', 'test', '{NOW}')"""
CHANGES = [
    ROLE,
    f"UPDATE t_fujian.role_assignment SET revoked_at = '{NOW}'",
    "DELETE FROM t_fujian.role_assignment",
    "UPDATE t_fujian.organisation SET division = 350103000000",
    f"INSERT INTO t_fujian.policy_set VALUES (1, 'x', 'test', '{NOW}')",
]


@pytest.mark.parametrize("change", CHANGES)
async def test_each_change_of_what_is_held_replaces_the_mark_with_its_end(
    house: House, fujian: Tenant, owner: asyncpg.Connection, change: str
) -> None:
    await owner.execute(OFFICE)
    await owner.execute(ROLE)
    before = await held(house, fujian, WHO)
    for stays in (False, True):
        transaction = owner.transaction()
        await transaction.start()
        await owner.execute(change)
        assert await held(house, fujian, WHO) == before
        await (transaction.commit() if stays else transaction.rollback())
        assert ((await held(house, fujian, WHO)).access == before.access) != stays
    after = await held(house, fujian, WHO)
    assert (after.assignments, after.policies) != (before.assignments, before.policies)


async def test_roles_that_are_cleared_away_replace_the_mark(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    before = await held(house, fujian, WHO)
    await owner.execute("TRUNCATE t_fujian.role_assignment")
    assert (await held(house, fujian, WHO)).access != before.access


async def test_what_leaves_roles_as_they_are_leaves_the_mark(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    before = await held(house, fujian, WHO)
    await owner.execute(OFFICE)
    await owner.execute("UPDATE t_fujian.organisation SET name = '第一小学', division = division")
    assert (await held(house, fujian, WHO)).access == before.access


async def test_roles_stand_until_time_alone_changes_them(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    """Of random roles, read at random moments: where they are said to stand later, they are read the same then."""
    pick, hours, stood = Random(7), timedelta(hours=1), 0  # noqa: S311 (no secrets)
    for _ in range(30):
        await owner.execute("DELETE FROM t_fujian.role_assignment")
        for _ in range(pick.randint(1, 4)):
            begun, ended, revoked = (NOW + pick.randint(0, 12) * hours for _ in range(3))
            await owner.execute(
                """INSERT INTO t_fujian.role_assignment
                (id, subject, role, division, valid_from, until, revoked_at, granted_by, created_at)
                VALUES (gen_random_uuid(), $1, 'COUNTY_OFFICER', $2, $3, $4, $5, 'test', now())""",
                WHO,
                GULOU,
                begun,
                pick.choice([None, ended]),
                pick.choice([None, None, revoked]),
            )
        read = []
        for hour in range(14):
            moment = NOW + hour * hours
            house.clock = lambda: moment  # noqa: B023 (called at once)
            read.append((moment, await held(house, fujian, WHO)))
        for place, (since, found) in enumerate(read):
            assert found.at(since) == found.access
            assert all(found.at(earlier) != found.access for earlier, _ in read[:place])
            for later, then in read[place:]:
                if found.at(later) == found.access:
                    assert then.assignments == found.assignments
                    stood += later > since
    assert stood > 300
