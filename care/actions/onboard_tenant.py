"""Onboard a tenant: its place in the database, and the law that holds there."""

from collections.abc import Callable
from datetime import datetime

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.divisions.scope import multirange
from policies.local import local_caller
from records.codes import Role
from tenants.house import House
from tenants.keys import CipherName
from tenants.provision import onboard
from tenants.registry import Tenant


async def onboard_tenant(
    url: str,
    *,
    master_key: bytes,
    cipher: CipherName,
    clock: Callable[[], datetime],
    user: str,
    code: str,
    name: str | None = None,
    division: int | None = None,
) -> Tenant:
    """Give a tenant its place and the shipped rulebooks that hold there, or complete what was begun.

    A text that the tenant has applied itself stays. `url` logs in as the migration role, `user` is whoever runs this.
    Raises as `tenants.provision.onboard` does.
    """
    tenant = await onboard(url, master_key=master_key, code=code, name=name, division=division)
    opened = await House.open(database_url=url, master_key=master_key, cipher=cipher, clock=clock)
    async with opened as house:
        scope = multirange([tenant.division])
        who = local_caller(
            tenant=tenant.code,
            division=tenant.division,
            scope=scope,
            user=user,
            now=clock(),
            role=Role.TENANT_ADMIN,
        )
        async with house.work(tenant, scope=scope, subject=who.subject) as work:
            await apply_rulebook(work, who, ApplyRulebook(only_missing=True))
    return tenant
