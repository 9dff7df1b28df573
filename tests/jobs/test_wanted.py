"""A tenant that an operator asks for through the API is registered at once, and opened by the worker."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from jobs.outcome import Outcome
from jobs.wanted import ENTRY, Opening, open_wanted, openings
from jobs.working import working
from records.codes import Role
from schema.execute import execute
from tenants.house import House
from tests.alerts.test_relay import until
from tests.schema.conftest import caller_of
from tests.support.places import MASTER_KEY

ONBOARD = """mutation($input: OnboardTenantInput!) { onboardTenant(input: $input) {
  tenant { id code name division status } userErrors { code path message } } }"""
Want = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def want(house: House) -> Want:
    async def wanting(role: Role = Role.PLATFORM_OPERATOR, subject: str = "operator@platform", **given: Any) -> Any:
        caller = caller_of(house, role, tenant="platform", subject=subject)
        return (await execute(house, None, caller, ONBOARD, variables={"input": given}))["data"]["onboardTenant"]

    return wanting


def opening(url: str) -> Opening:
    return Opening(url, MASTER_KEY, "sm4")


async def test_the_worker_opens_it_with_its_law_and_its_first_administrator(
    house: House, owner: asyncpg.Connection, fresh_url: str, want: Want
) -> None:
    drafted = await want(code="yunnan", admin="admin@yunnan")
    assert drafted["userErrors"] == []
    assert (drafted["tenant"]["name"], drafted["tenant"]["status"]) == ("云南省", "DRAFT")
    heard: list[Outcome] = []
    async with working(house, openings(opening(fresh_url)), heard.extend):
        await until(lambda: asyncio.sleep(0, heard), seconds=60)
    assert heard == [Outcome("yunnan", ENTRY, 1)]
    assert await open_wanted(house, opening(fresh_url)) == []
    admins = await owner.fetch("SELECT subject, role, granted_by FROM t_yunnan.role_assignment")
    assert [tuple(row) for row in admins] == [("admin@yunnan", "TENANT_ADMIN", "operator@platform")]
    trail = await owner.fetch("SELECT DISTINCT subject, action FROM t_yunnan.audit_event ORDER BY 1, 2")
    assert [tuple(row) for row in trail] == [
        ("operator@platform", "role:assign"),
        ("operator@platform", "rulebook:apply"),
    ]
    # Whose answer was lost asks again, and reads how it stands.
    again = await want(code="yunnan", admin="admin@yunnan")
    assert again["tenant"]["id"] == drafted["tenant"]["id"]


async def test_what_was_cut_short_is_completed(
    house: House, owner: asyncpg.Connection, fresh_url: str, want: Want
) -> None:
    await want(code="shanxi", admin="admin@shanxi")
    broken = Opening(fresh_url, b"another key, of as many bytes...", "sm4")
    (failed,) = await open_wanted(house, broken)
    assert failed.fault is not None
    assert await open_wanted(house, opening(fresh_url)) == [Outcome("shanxi", ENTRY, 1)]


async def test_a_code_that_differs_by_its_dash_alone_is_taken(want: Want) -> None:
    assert (await want(code="kun_ming", division="530000000000"))["userErrors"] == []
    refused = await want(code="kun-ming", division="530000000000")
    assert [(error["code"], error["path"]) for error in refused["userErrors"]] == [("CONFLICT", ["code"])]


async def test_only_an_operator_may_ask(house: House, want: Want) -> None:
    refused = await want(Role.TENANT_ADMIN, code="yunnan")
    assert [error["code"] for error in refused["userErrors"]] == ["FORBIDDEN"]
    assert await house.tenant("yunnan") is None


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"code": "Yunnan"}, "BAD_USER_INPUT", ["code"]),
        ({"code": "platform"}, "BAD_USER_INPUT", ["code"]),
        ({"code": "nowhere"}, "BAD_USER_INPUT", ["division"]),
        ({"code": "kunming", "division": "530199000000"}, "BAD_USER_INPUT", ["division"]),
        ({"code": "yunnan", "admin": " "}, "BAD_USER_INPUT", ["admin"]),
        ({"code": "fujian"}, "CONFLICT", ["code"]),
    ],
    ids=["capital", "platform", "no place", "unknown place", "no admin", "taken"],
)
async def test_what_cannot_be_opened_is_refused(
    house: House, want: Want, given: dict[str, Any], code: str, path: list[str]
) -> None:
    refused = await want(**given)
    assert refused["tenant"] is None
    assert [(error["code"], error["path"]) for error in refused["userErrors"]] == [(code, path)]
