from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from care.actions.assign_role import AssignRole, assign_role
from care.actions.revoke_role import RevokeRole, revoke_role
from care.actions.save_organisation import SaveOrganisation, save_organisation
from policies.refusal import ErrorCode
from records.codes import OrganisationKind, Role
from tests.support.desks import ADMIN, COUNTY, DIRECTOR, GUDONG, GULOU, JIANHAI, PROVINCE, ZHONGSHAN, Desk, codes
from tests.support.places import NOW


def directing(**changes: Any) -> AssignRole:
    facts: dict[str, Any] = {"subject": "new@fujian", "role": Role.CHILD_DIRECTOR, "division": ZHONGSHAN}
    return AssignRole(**{**facts, **changes})


async def test_gives_a_role_for_a_place(desk: Desk) -> None:
    until = NOW + timedelta(days=30)
    done = await desk.do(assign_role, directing(until=until, name="蓝小燕"))
    row = await desk.row("role_assignment", done.ids[0])
    expected = {
        "subject": "new@fujian",
        "name": "蓝小燕",
        "role": "CHILD_DIRECTOR",
        "division": ZHONGSHAN,
        "organisation_id": None,
        "valid_from": NOW,
        "until": until,
        "granted_by": COUNTY.subject,
        "revoked_at": None,
    }
    assert {name: row[name] for name in expected} == expected
    assert await desk.told() == [("ROLE_ASSIGNED", "role_assignment", row["id"], ZHONGSHAN)]


async def test_gives_a_role_for_an_organisation_where_it_is(desk: Desk) -> None:
    school = SaveOrganisation(name="中山小学", kind=OrganisationKind.SCHOOL, division=GUDONG)
    organisation = (await desk.do(save_organisation, school)).ids[0]
    teacher = AssignRole("teacher@fujian", Role.SCHOOL, organisation_id=organisation)
    row = await desk.row("role_assignment", (await desk.do(assign_role, teacher)).ids[0])
    assert (row["division"], row["organisation_id"]) == (GUDONG, organisation)


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"subject": ""}, "subject", ErrorCode.REQUIRED),
        ({"subject": "a\x07b"}, "subject", ErrorCode.BAD_USER_INPUT),
        ({"subject": COUNTY.subject}, "subject", ErrorCode.FORBIDDEN),
        ({"role": Role.TENANT_ADMIN}, "role", ErrorCode.FORBIDDEN),
        ({"role": Role.PLATFORM_OPERATOR}, "role", ErrorCode.FORBIDDEN),
        ({"division": None}, "division", ErrorCode.REQUIRED),
        ({"division": JIANHAI}, "division", ErrorCode.OUT_OF_JURISDICTION),
        ({"division": PROVINCE}, "division", ErrorCode.OUT_OF_JURISDICTION),
        ({"division": GULOU}, "division", ErrorCode.RULE_VIOLATION),
        ({"division": 350102999001}, "division", ErrorCode.BAD_USER_INPUT),
        ({"organisation_id": uuid4()}, "organisationId", ErrorCode.NOT_FOUND),
        ({"until": NOW}, "until", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_a_wrong_assignment(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    assert codes(await desk.refused(assign_role, directing(**changes))) == {path: code}
    assert await desk.rows("role_assignment") == []


async def test_refuses_the_same_role_twice_until_it_ends(desk: Desk) -> None:
    await desk.do(assign_role, directing())
    assert codes(await desk.refused(assign_role, directing())) == {"role": ErrorCode.CONFLICT}
    done = await desk.do(revoke_role, RevokeRole("new@fujian", Role.CHILD_DIRECTOR, ZHONGSHAN, reason="离任"))
    row = await desk.row("role_assignment", done.ids[0])
    assert (row["revoked_at"], row["version"]) == (NOW, 2)
    again = await desk.refused(revoke_role, RevokeRole("new@fujian", Role.CHILD_DIRECTOR, ZHONGSHAN))
    assert codes(again) == {"role": ErrorCode.NOT_FOUND}
    await desk.do(assign_role, directing())


async def test_lets_nobody_revoke_what_they_may_not_give(desk: Desk) -> None:
    officer = AssignRole("new@fujian", Role.COUNTY_OFFICER, GULOU)
    await desk.do(assign_role, officer, ADMIN)
    revoking = RevokeRole("new@fujian", Role.COUNTY_OFFICER, GULOU)
    assert codes(await desk.refused(revoke_role, revoking)) == {"role": ErrorCode.FORBIDDEN}
    assert codes(await desk.refused(revoke_role, revoking, DIRECTOR)) == {"": ErrorCode.FORBIDDEN}
    outside = RevokeRole("new@fujian", Role.CHILD_DIRECTOR, JIANHAI)
    assert codes(await desk.refused(revoke_role, outside)) == {"division": ErrorCode.OUT_OF_JURISDICTION}
    await desk.do(revoke_role, revoking, ADMIN)
