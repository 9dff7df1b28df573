import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from care.actions.common.done import Done
from care.actions.save_organisation import SaveOrganisation, save_organisation
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from records.codes import Department, OrganisationKind, Role
from tenants.house import House
from tenants.registry import Tenant
from tests.care.actions.test_once import waiting
from tests.support.desks import ADMIN, COUNTY, DIRECTOR, GUDONG, GULOU, JIANHAI, PROVINCE, Desk, caller, codes


def school(**changes: Any) -> SaveOrganisation:
    facts: dict[str, Any] = {"name": "中山小学", "kind": OrganisationKind.SCHOOL, "division": GUDONG}
    return SaveOrganisation(**{**facts, **changes})


async def test_writes_a_new_organisation(desk: Desk) -> None:
    police = school(
        name="鼓楼公安分局",
        kind=OrganisationKind.DEPARTMENT,
        department=Department.POLICE,
        division=GULOU,
        contact_name="陈警官",
        contact_phone="0591-87654321转802",
    )
    done = await desk.do(save_organisation, police)
    row = await desk.row("organisation", done.ids[0])
    expected = {
        "version": 1,
        "name": "鼓楼公安分局",
        "kind": "DEPARTMENT",
        "department": "POLICE",
        "division": GULOU,
        "prefecture": 350100000000,
        "contact_name": "陈警官",
        "contact_phone": "0591-87654321转802",
    }
    assert {name: row[name] for name in expected} == expected
    assert await desk.told() == [("ORGANISATION_SAVED", "organisation", row["id"], GULOU)]


async def test_writes_the_whole_of_one_on_file(desk: Desk) -> None:
    key = (await desk.do(save_organisation, school(contact_phone="12345"))).ids[0]
    await desk.do(save_organisation, school(id=key, version=1, name="中山中心小学"))
    row = await desk.row("organisation", key)
    assert (row["name"], row["contact_phone"], row["version"]) == ("中山中心小学", None, 2)


async def test_serves_the_whole_province_for_the_tenants_administrator(desk: Desk) -> None:
    done = await desk.do(save_organisation, school(division=PROVINCE), ADMIN)
    assert (await desk.row("organisation", done.ids[0]))["prefecture"] == PROVINCE


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"name": " "}, "name", ErrorCode.REQUIRED),
        ({"name": "校" * 201}, "name", ErrorCode.BAD_USER_INPUT),
        ({"division": JIANHAI}, "division", ErrorCode.OUT_OF_JURISDICTION),
        ({"division": 350102999000}, "division", ErrorCode.BAD_USER_INPUT),
        ({"department": Department.POLICE}, "department", ErrorCode.BAD_USER_INPUT),
        ({"kind": OrganisationKind.DEPARTMENT}, "department", ErrorCode.BAD_USER_INPUT),
        ({"contact_phone": "不详"}, "contactPhone", ErrorCode.BAD_USER_INPUT),
        ({"contact_name": "1"}, "contactName", ErrorCode.BAD_USER_INPUT),
        ({"id": uuid4(), "version": 1}, "id", ErrorCode.NOT_FOUND),
    ],
)
async def test_refuses_a_wrong_organisation(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    assert codes(await desk.refused(save_organisation, school(**changes))) == {path: code}
    assert await desk.rows("organisation") == []


async def test_needs_the_version_it_was_read_at(desk: Desk) -> None:
    key = (await desk.do(save_organisation, school())).ids[0]
    assert codes(await desk.refused(save_organisation, school(id=key))) == {"version": ErrorCode.REQUIRED}
    assert codes(await desk.refused(save_organisation, school(id=key, version=7))) == {"version": ErrorCode.CONFLICT}


async def test_names_the_organisation_on_file(desk: Desk) -> None:
    key = (await desk.do(save_organisation, school())).ids[0]
    refusals = await desk.refused(save_organisation, school())
    assert codes(refusals) == {"name": ErrorCode.CONFLICT}
    assert f"organisation_{key}" in refusals[0].zh


async def test_leaves_organisations_of_other_areas_alone(desk: Desk) -> None:
    key = (await desk.do(save_organisation, school())).ids[0]
    other = caller(Role.COUNTY_OFFICER, 350103000000)
    refusals = await desk.refused(save_organisation, school(id=key, version=1, division=JIANHAI), other)
    assert codes(refusals) == {"id": ErrorCode.OUT_OF_JURISDICTION}
    assert codes(await desk.refused(save_organisation, school(), DIRECTOR)) == {"": ErrorCode.FORBIDDEN}


async def test_writes_the_same_organisation_once_when_two_save_it_at_once(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async def save(who: Caller) -> Done:
        async with house.work(fujian, scope=who.scope, subject=who.subject) as work:
            return await save_organisation(work, who, school())

    async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        first = await save_organisation(work, COUNTY, school())
        second = asyncio.create_task(save(ADMIN))
        await waiting(work)
        assert not second.done()
    with pytest.raises(Refused) as raised:
        await second
    assert codes(raised.value.refusals) == {"name": ErrorCode.CONFLICT}
    assert f"organisation_{first.ids[0]}" in raised.value.refusals[0].zh
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.organisation") == 1


async def test_lets_different_organisations_be_saved_at_once(house: House, fujian: Tenant) -> None:
    async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        await save_organisation(work, COUNTY, school())
        for other in (school(name="城东小学"), school(kind=OrganisationKind.KINDERGARTEN), school(division=GULOU)):
            async with house.work(fujian, scope=ADMIN.scope, subject=ADMIN.subject) as beside:
                await asyncio.wait_for(save_organisation(beside, ADMIN, other), 5)
