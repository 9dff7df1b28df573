"""Roles are given downwards, inside the own area, never to oneself."""

from collections.abc import Callable

import pytest

from policies.assign import require_assign
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from records.codes import Role

MakeCaller = Callable[..., Caller]
GULOU, GULOU_TOWN, GULOU_VILLAGE = 350102000000, 350102001000, 350102001001
TAIJIANG_VILLAGE, FUZHOU, PROVINCE = 350103001001, 350100000000, 350000000000
WHOLE = "{[350000000000,360000000000)}"


def code(caller: Caller, subject: str, role: Role, division: int) -> ErrorCode:
    with pytest.raises(Refused) as refused:
        require_assign(caller, subject, role, division)
    return refused.value.refusals[0].code


def test_a_county_names_directors_supervisors_and_partners_of_its_own(caller: MakeCaller) -> None:
    county = caller(Role.COUNTY_OFFICER)
    require_assign(county, "new@fujian", Role.CHILD_DIRECTOR, GULOU_VILLAGE)
    require_assign(county, "new@fujian", Role.CHILD_SUPERVISOR, GULOU_TOWN)
    require_assign(county, "new@fujian", Role.PARTNER_WORKER, GULOU)


def test_nobody_gives_a_role_above_their_own(caller: MakeCaller) -> None:
    county = caller(Role.COUNTY_OFFICER)
    assert code(county, "new@fujian", Role.COUNTY_OFFICER, GULOU) is ErrorCode.FORBIDDEN
    assert code(county, "new@fujian", Role.TENANT_ADMIN, GULOU) is ErrorCode.FORBIDDEN
    township = caller(Role.TOWNSHIP, scope="{[350102001000,350102002000)}")
    assert code(township, "new@fujian", Role.PARTNER_WORKER, GULOU_TOWN) is ErrorCode.FORBIDDEN


def test_a_role_that_names_nobody_is_refused(caller: MakeCaller) -> None:
    director = caller(Role.CHILD_DIRECTOR)
    assert code(director, "new@fujian", Role.VOLUNTEER, GULOU_VILLAGE) is ErrorCode.FORBIDDEN


def test_nobody_gives_a_role_outside_their_area(caller: MakeCaller) -> None:
    county = caller(Role.COUNTY_OFFICER)
    assert code(county, "new@fujian", Role.CHILD_DIRECTOR, TAIJIANG_VILLAGE) is ErrorCode.OUT_OF_JURISDICTION
    assert code(county, "new@fujian", Role.PARTNER_WORKER, FUZHOU) is ErrorCode.OUT_OF_JURISDICTION


def test_nobody_gives_a_role_to_themselves(caller: MakeCaller) -> None:
    admin = caller(Role.TENANT_ADMIN, subject="admin@fujian", scope=WHOLE)
    assert code(admin, "admin@fujian", Role.COUNTY_OFFICER, GULOU) is ErrorCode.FORBIDDEN


@pytest.mark.parametrize(
    ("role", "division"),
    [
        (Role.CHILD_DIRECTOR, GULOU_TOWN),
        (Role.CHILD_SUPERVISOR, GULOU),
        (Role.COUNTY_OFFICER, FUZHOU),
        (Role.PREFECTURE_OFFICER, PROVINCE),
    ],
)
def test_a_role_is_not_given_for_a_wider_place_than_it_has(caller: MakeCaller, role: Role, division: int) -> None:
    admin = caller(Role.TENANT_ADMIN, subject="admin@fujian", scope=WHOLE)
    assert code(admin, "new@fujian", role, division) is ErrorCode.RULE_VIOLATION


@pytest.mark.parametrize(
    ("role", "division"),
    [
        (Role.PREFECTURE_OFFICER, 350128000000),
        (Role.PREFECTURE_OFFICER, FUZHOU),
        (Role.PROVINCE_OFFICER, PROVINCE),
        (Role.TENANT_ADMIN, PROVINCE),
        (Role.COUNTY_OFFICER, GULOU_TOWN),
    ],
)
def test_the_administrator_fills_every_level(caller: MakeCaller, role: Role, division: int) -> None:
    require_assign(caller(Role.TENANT_ADMIN, subject="admin@fujian", scope=WHOLE), "new@fujian", role, division)
