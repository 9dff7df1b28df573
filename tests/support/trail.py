"""Rows of the trail that are years old, and a tenant that keeps some months of them."""

from uuid import UUID

import asyncpg

from care.actions.keep_trail import keep_trail
from policies.caller import Caller
from policies.seal import seal
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work

OLD = """INSERT INTO t_fujian.audit_event (id, subject, action, kind, policy_version, division, at)
SELECT overlay(t_fujian.audit_bound(at)::text PLACING right(gen_random_uuid()::text, 12) FROM 25)::uuid, 'x@fujian',
    'child:read', 'child', '1', 350102001001, at
FROM (SELECT date_trunc('month', now(), 'Asia/Shanghai') - $1 * interval '1 month' + interval '9 days' AS at) moments
RETURNING id"""
MONTH = """SELECT t_fujian.make_audit_month(
    (date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') - $1 * interval '1 month')::date)"""


async def seal_all(house: House, tenant: Tenant) -> int:
    """Seal what has no seal yet."""
    async with house.work(tenant) as work:
        return await seal(work)


async def told_before(owner: asyncpg.Connection, house: House, tenant: Tenant, *months: int) -> list[UUID]:
    """Write and seal a row in each of these months before the running one, in tables of their own, in this order."""
    keys = []
    for ago in months:
        await owner.execute(MONTH, ago)
        keys.append(await owner.fetchval(OLD, ago))
        await seal_all(house, tenant)
    return keys


async def keep(owner: asyncpg.Connection, house: House, tenant: Tenant, who: Caller, months: int | None) -> None:
    """Say how many months are kept, as the command does it."""
    async with owner.transaction():
        keys = await house.keys(tenant)
        work = Work(owner, tenant=tenant, keys=keys, scope="{}", subject=who.subject, now=house.clock())
        await keep_trail(work, who, months)
