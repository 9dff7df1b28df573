"""What a subject holds is read as the database has it, however the server writes dates."""

from datetime import timedelta

import asyncpg
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
