"""Whoever works at the command line: named by the account it runs under, in a role over the whole tenant."""

import getpass

from care.divisions.scope import multirange
from policies.caller import Caller
from policies.local import local_caller
from records.codes import Role
from tenants.registry import Tenant
from tenants.work import Work


def whole(tenant: Tenant) -> str:
    """Give the scope of all of a tenant's places."""
    return multirange([tenant.division])


def local(work: Work, role: Role) -> Caller:
    """Make the caller of a command for one unit of work."""
    tenant = work.tenant
    return local_caller(
        tenant=tenant.code,
        division=tenant.division,
        scope=whole(tenant),
        user=getpass.getuser(),
        now=work.now,
        role=role,
    )
