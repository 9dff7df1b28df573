"""Whoever works at the command line: named by the account it runs under, in a role over the whole tenant."""

import getpass
from datetime import datetime

from care.divisions.scope import multirange
from policies.caller import Caller
from policies.local import local_caller
from records.codes import Role
from tenants.registry import Tenant


def whole(tenant: Tenant) -> str:
    """Give the scope of all of a tenant's places."""
    return multirange([tenant.division])


def local(tenant: Tenant, role: Role, now: datetime) -> Caller:
    """Make the caller of a command that acts for a whole tenant."""
    return local_caller(
        tenant=tenant.code,
        division=tenant.division,
        scope=whole(tenant),
        user=getpass.getuser(),
        now=now,
        role=role,
    )
