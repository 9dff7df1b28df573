"""What a tenant trusts changes by versions, each with who set it, and what was trusted once stays on file."""

import asyncpg
import pytest

from api.local import local, whole
from care.actions.trust_documents import MOST, TrustDocuments, Trusting, trust_documents
from policies.refusal import ErrorCode, Refused
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.trusting import hashed, trust

ONE, TWO = "{ viewer { subject } }", "{ viewer { role } }"


async def test_versions_follow_each_other_with_who_set_them_and_a_row_in_the_trail(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    assert await trust(house, fujian, ONE, TWO) == Trusting(1, 2, demanded=False)
    assert await trust(house, fujian, demanded=True) == Trusting(2, 2, demanded=True)
    assert await trust(house, fujian, remove=[ONE]) == Trusting(3, 1, demanded=True)
    assert await trust(house, fujian, ONE, TWO, demanded=False) == Trusting(4, 2, demanded=False)
    rows = await owner.fetch("SELECT hash, added, removed FROM t_fujian.trusted_document ORDER BY added")
    assert [tuple(row) for row in rows] == [(hashed(TWO), 1, None), (hashed(ONE), 4, None)]
    sets = await owner.fetch("SELECT version, demanded, set_by FROM t_fujian.trusted_set ORDER BY version")
    assert [row["demanded"] for row in sets] == [False, True, True, False]
    assert all(row["set_by"].startswith("local:") for row in sets)
    trail = await owner.fetch("SELECT reason FROM t_fujian.audit_event WHERE action = 'documents:trust' ORDER BY id")
    assert trail[1]["reason"] == "version 2: 2 documents, no others"


async def refused(house: House, tenant: Tenant, command: TrustDocuments) -> ErrorCode:
    caller = local(tenant, Role.TENANT_ADMIN, house.clock())
    with pytest.raises(Refused) as told:
        async with house.work(tenant, scope=whole(tenant), subject=caller.subject) as work:
            await trust_documents(work, caller, command)
    return told.value.refusals[0].code


async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    many = [f"{{ viewer {{ a{number}: role }} }}" for number in range(MOST + 1)]
    for command, code in (
        (TrustDocuments({hashed(ONE): TWO}), ErrorCode.BAD_USER_INPUT),
        (TrustDocuments({hashed(text): text for text in many}), ErrorCode.BAD_USER_INPUT),
        (TrustDocuments(remove=[hashed(ONE)]), ErrorCode.NOT_FOUND),
        (TrustDocuments(demanded=True), ErrorCode.CONFLICT),
    ):
        assert await refused(house, fujian, command) is code
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.trusted_set") == 0


async def test_only_the_administrator_may(house: House, fujian: Tenant) -> None:
    for role in set(Role) - {Role.TENANT_ADMIN}:
        with pytest.raises(Refused):
            await trust(house, fujian, ONE, role=role)
