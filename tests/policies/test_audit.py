"""The trail is written with the change, or not at all, and nobody who writes it can change it."""

from collections.abc import Callable

import asyncpg
import pytest

from policies.audit import audit
from policies.caller import Caller
from records.codes import Purpose, Role
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.support.trails import TOLD

MakeCaller = Callable[..., Caller]


async def rows(owner: asyncpg.Connection, tenant: Tenant) -> list[asyncpg.Record]:
    found: list[asyncpg.Record] = await owner.fetch(
        f"SELECT subject, role, action, kind, object, fields, purpose, {TOLD}, count, policy_version, rule_version"
        f" FROM {tenant.schema}.audit_event ORDER BY at"
    )
    return found


async def test_tells_who_did_what_to_which_fields(
    house: House, fujian: Tenant, owner: asyncpg.Connection, caller: MakeCaller
) -> None:
    county, child = caller(Role.COUNTY_OFFICER, subject="county@fujian"), uuid7()
    async with house.work(fujian, scope=county.scope, subject=county.subject) as work:
        await audit(
            work,
            county,
            "child:update",
            object=child,
            kind="child",
            fields=["name", "address", "name"],
            purpose=Purpose["DATA_CORRECTION"],
            reason="改正错字",
        )
    (row,) = await rows(owner, fujian)
    assert (row["subject"], row["role"], row["action"]) == ("county@fujian", "COUNTY_OFFICER", "child:update")
    assert (row["object"], row["kind"], row["fields"]) == (child, "child", ["address", "name"])
    assert (row["purpose"], row["reason"], row["count"]) == ("DATA_CORRECTION", "改正错字", None)
    assert row["policy_version"] == county.permit.version


async def test_a_work_that_fails_leaves_no_trail(
    house: House, fujian: Tenant, owner: asyncpg.Connection, caller: MakeCaller
) -> None:
    county = caller(Role.COUNTY_OFFICER)

    async def fail() -> None:
        async with house.work(fujian, scope=county.scope, subject=county.subject) as work:
            await audit(work, county, "ledger:export", object=None, kind="child", count=12)
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        await fail()
    assert await rows(owner, fujian) == []


@pytest.mark.parametrize("statement", ["UPDATE {}.audit_event SET subject = 'x'", "DELETE FROM {}.audit_event"])
async def test_who_writes_the_trail_cannot_change_it(
    house: House, fujian: Tenant, caller: MakeCaller, statement: str
) -> None:
    county = caller(Role.COUNTY_OFFICER)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.work(fujian, scope=county.scope, subject=county.subject) as work:
            await work.connection.execute(statement.format(fujian.schema))
