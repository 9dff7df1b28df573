"""A token becomes a caller: in the tenant it names, in one role, with the areas that are assigned right now."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from joserfc.jwk import OKPKey
from sqlalchemy import insert

from api.identity import Identity, bearer
from api.tokens.claims import UnauthenticatedError
from api.tokens.demo import demo_verifier, mint
from policies.refusal import ErrorCode, Refused
from policies.source import baseline, policy_set
from records.access import role_assignment
from records.codes import Role
from records.ids import uuid7
from schema.acting import acting_now
from tenants.house import House
from tenants.registry import Login, Tenant
from tests.support.places import open_house

KEY = OKPKey.generate_key("Ed25519", auto_kid=True)
WHO = "someone@fujian"
DAY = timedelta(days=1)
GULOU, TAIJIANG, PINGTAN, FUZHOU, VILLAGE = 350102000000, 350103000000, 350128000000, 350100000000, 350102001001


@pytest.fixture
def identity(house: House) -> Identity:
    return Identity(house, demo_verifier(KEY, house.clock), baseline())


@pytest.fixture
def token(house: House) -> str:
    return mint(KEY, WHO, tenant="fujian", now=house.clock(), name="令牌上的名字")


async def assign(house: House, tenant: Tenant, role: Role, division: int | None = None, **changes: Any) -> None:
    now = house.clock()
    row = {
        "id": uuid7(),
        "subject": WHO,
        "role": role.value,
        "division": division,
        "valid_from": now - DAY,
        "granted_by": "admin@fujian",
        "created_at": now,
    }
    async with house.work(tenant, scope="{(,)}", subject="admin@fujian") as work:
        await work.run(insert(role_assignment).values(row | changes))


async def refused(identity: Identity, token: str, role: str | None = None) -> ErrorCode:
    with pytest.raises(Refused) as found:
        await identity.caller(token, role=role)
    return found.value.refusals[0].code


async def test_who_acts_when_nobody_asks_goes_by_the_same_policies_as_the_doors(
    house: House, fujian: Tenant, identity: Identity, token: str
) -> None:
    await assign(house, fujian, Role.CHILD_DIRECTOR, VILLAGE)
    acting = await acting_now(house, fujian, WHO, Role.CHILD_DIRECTOR, "zh")
    assert acting is not None
    assert acting.permit is (await identity.caller(token)).permit
    line = "p, CHILD_DIRECTOR, *, child:health, show, deny"
    other = policy_set(baseline().model, dict(baseline().files) | {"narrower": line})
    door = Identity(house, demo_verifier(KEY, house.clock), other)
    acting = await acting_now(house, fujian, WHO, Role.CHILD_DIRECTOR, "zh")
    assert acting is not None
    assert acting.permit is (await door.caller(token)).permit
    assert acting.permit.version == other.version != baseline().version


async def test_a_director_acts_for_the_own_village(
    house: House, fujian: Tenant, identity: Identity, token: str
) -> None:
    await assign(house, fujian, Role.CHILD_DIRECTOR, VILLAGE, name="陈主任")
    caller = await identity.caller(token)
    assert (caller.subject, caller.name, caller.tenant, caller.role) == (WHO, "陈主任", "fujian", Role.CHILD_DIRECTOR)
    assert (caller.areas, caller.scope) == ((VILLAGE,), "{[350102001001,350102001002)}")
    assert caller.organisations == ()
    assert caller.permit.role is Role.CHILD_DIRECTOR
    assert caller.permit.tenant == "fujian"
    assert caller.language == "zh"
    assert caller.expires == house.clock() + timedelta(hours=12)


async def test_all_areas_of_the_role_count_together(
    house: House, fujian: Tenant, identity: Identity, token: str
) -> None:
    await assign(house, fujian, Role.COUNTY_OFFICER, TAIJIANG)
    await assign(house, fujian, Role.COUNTY_OFFICER, GULOU)
    await assign(house, fujian, Role.CHILD_DIRECTOR, PINGTAN + 1001)
    caller = await identity.caller(token, role="COUNTY_OFFICER", accept_language="en")
    assert (caller.areas, caller.scope) == ((GULOU, TAIJIANG), "{[350102000000,350104000000)}")
    assert caller.language == "en"


async def test_a_prefectures_scope_leaves_out_what_reports_elsewhere(
    house: House, fujian: Tenant, identity: Identity, token: str
) -> None:
    await assign(house, fujian, Role.PREFECTURE_OFFICER, FUZHOU)
    assert (await identity.caller(token)).scope == "{[350100000000,350128000000),[350129000000,350200000000)}"


async def test_several_roles_without_a_choice_give_the_one_nearest_to_the_child(
    house: House, fujian: Tenant, identity: Identity, token: str
) -> None:
    for role, division in ((Role.TENANT_ADMIN, 350000000000), (Role.COUNTY_OFFICER, GULOU), (Role.SCHOOL, GULOU)):
        await assign(house, fujian, role, division)
    for _ in range(3):
        assert (await identity.caller(token)).role is Role.COUNTY_OFFICER


async def test_the_header_chooses_before_the_token_and_both_among_held_roles_alone(
    house: House, fujian: Tenant, identity: Identity, token: str
) -> None:
    await assign(house, fujian, Role.CHILD_DIRECTOR, VILLAGE)
    await assign(house, fujian, Role.COUNTY_OFFICER, GULOU)
    county = mint(KEY, WHO, tenant="fujian", now=house.clock(), role="COUNTY_OFFICER")
    assert (await identity.caller(county)).role is Role.COUNTY_OFFICER
    assert (await identity.caller(county, role="CHILD_DIRECTOR")).role is Role.CHILD_DIRECTOR
    assert await refused(identity, token, "TENANT_ADMIN") is ErrorCode.FORBIDDEN
    assert await refused(identity, token, "NO_SUCH_ROLE") is ErrorCode.FORBIDDEN
    assert await refused(identity, token, "") is ErrorCode.FORBIDDEN


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_from": timedelta(seconds=1)},
        {"until": timedelta(0)},
        {"until": -DAY},
        {"revoked_at": timedelta(0)},
        {"subject": "someone.else@fujian"},
    ],
)
async def test_a_role_that_is_not_held_now_is_none(
    house: House, fujian: Tenant, identity: Identity, token: str, changes: dict[str, Any]
) -> None:
    moments = {k: house.clock() + v if isinstance(v, timedelta) else v for k, v in changes.items()}
    await assign(house, fujian, Role.CHILD_DIRECTOR, VILLAGE, **moments)
    assert await refused(identity, token) is ErrorCode.FORBIDDEN


async def test_a_caller_ends_with_the_first_assignment_that_ends(
    house: House, fujian: Tenant, identity: Identity, token: str
) -> None:
    soon = house.clock() + timedelta(hours=1)
    await assign(house, fujian, Role.CHILD_DIRECTOR, VILLAGE, until=soon)
    await assign(house, fujian, Role.CHILD_DIRECTOR, VILLAGE + 1)
    assert (await identity.caller(token)).expires == soon


async def test_a_role_that_is_taken_away_is_gone_at_the_next_request(
    house: House, fujian: Tenant, identity: Identity, token: str, owner: asyncpg.Connection
) -> None:
    await assign(house, fujian, Role.CHILD_DIRECTOR, VILLAGE)
    assert (await identity.caller(token)).role is Role.CHILD_DIRECTOR
    await owner.execute(f"UPDATE {fujian.schema}.role_assignment SET revoked_at = $1", house.clock())
    assert await refused(identity, token) is ErrorCode.FORBIDDEN


async def test_a_role_of_one_tenant_is_none_in_another(
    house: House, fujian: Tenant, jilin: Tenant, identity: Identity, token: str
) -> None:
    await assign(house, jilin, Role.TENANT_ADMIN, 220000000000)
    assert await refused(identity, token) is ErrorCode.FORBIDDEN


async def test_a_tenants_word_makes_no_operator_of_the_platform(
    house: House, fujian: Tenant, identity: Identity, token: str
) -> None:
    await assign(house, fujian, Role.PLATFORM_OPERATOR)
    assert await refused(identity, token) is ErrorCode.FORBIDDEN
    platform = mint(KEY, WHO, tenant="platform", now=house.clock())
    assert await refused(identity, platform) is ErrorCode.FORBIDDEN


@pytest.mark.parametrize("tenant", ["atlantis", "Fujian", "fujian ", "t_fujian", "'; drop schema t_fujian; --"])
async def test_an_unknown_tenant_is_answered_like_a_bad_token(
    house: House, fujian: Tenant, identity: Identity, tenant: str
) -> None:
    with pytest.raises(UnauthenticatedError):
        await identity.caller(mint(KEY, WHO, tenant=tenant, now=house.clock()))


@pytest.fixture
async def reopened(suspended: Tenant, fresh_url: str) -> AsyncIterator[House]:
    async with open_house(fresh_url) as opened:
        yield opened


@pytest.fixture
async def suspended(jilin: Tenant, owner: asyncpg.Connection) -> Tenant:
    await owner.execute("UPDATE platform.tenants SET status = 'SUSPENDED' WHERE code = 'jilin'")
    return jilin


async def test_a_suspended_tenant_is_answered_like_a_bad_token(suspended: Tenant, reopened: House) -> None:
    identity = Identity(reopened, demo_verifier(KEY, reopened.clock), baseline())
    with pytest.raises(UnauthenticatedError):
        await identity.caller(mint(KEY, WHO, tenant=suspended.code, now=reopened.clock()))


@pytest.mark.parametrize(("until", "known"), [(None, True), (timedelta(seconds=1), True), (timedelta(0), False)])
async def test_an_operator_of_the_platform_is_named_in_the_platform_schema(
    house: House, identity: Identity, owner: asyncpg.Connection, until: timedelta | None, known: bool
) -> None:
    end: datetime | None = None if until is None else house.clock() + until
    who = f"operator.{uuid7()}@platform"
    await owner.execute("INSERT INTO platform.operators (subject, name, until) VALUES ($1, '平台运维', $2)", who, end)
    platform = mint(KEY, who, tenant="platform", now=house.clock())
    if not known:
        assert await refused(identity, platform) is ErrorCode.FORBIDDEN
        return
    caller = await identity.caller(platform)
    assert (caller.tenant, caller.role, caller.areas, caller.scope) == ("platform", Role.PLATFORM_OPERATOR, (), "{}")
    assert caller.name == "平台运维"


async def test_the_scope_of_one_caller_stays_on_no_connection(
    house: House, fujian: Tenant, identity: Identity, token: str
) -> None:
    await assign(house, fujian, Role.COUNTY_OFFICER, GULOU)
    await identity.caller(token)
    left = "SELECT concat(current_setting('app.subject', true), current_setting('app.scope', true))"
    assert await house.read(fujian, Login.AREA, left, ()) == ""


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "abc", "bearerabc"])
def test_a_request_without_a_bearer_token_proves_nothing(header: str | None) -> None:
    with pytest.raises(UnauthenticatedError):
        bearer(header)


@pytest.mark.parametrize("header", ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c "])
def test_takes_the_token_out_of_the_header(header: str) -> None:
    assert bearer(header) == "a.b.c"
