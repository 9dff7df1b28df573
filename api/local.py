"""Whoever works at the command line: named by the account it runs under, in a role over the whole tenant."""

import getpass
from datetime import datetime

from care.divisions.scope import multirange
from policies.caller import Caller
from policies.local import local_caller
from policies.source import PolicySet
from policies.standing import Standing
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant


def whole(tenant: Tenant) -> str:
    """Give the scope of all of a tenant's places."""
    return multirange([tenant.division])


async def acting(house: House, tenant: Tenant, role: Role) -> Caller:
    """Make the caller of a command that acts for a whole tenant, under the policies that stand there."""
    return local(tenant, role, house.clock(), await Standing().now(house, tenant))


def local(tenant: Tenant, role: Role, now: datetime, policies: PolicySet | None = None) -> Caller:
    """Make the caller of a command that acts for a whole tenant; by the platform's policies, where none are given."""
    return local_caller(
        tenant=tenant.code,
        division=tenant.division,
        scope=whole(tenant),
        user=getpass.getuser(),
        now=now,
        role=role,
        policies=policies,
    )
