"""Onboard a tenant: its place in the database, and the law that holds there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.actions.appoint_admin import appoint_admin
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
    admin: str | None = None,
    by: str | None = None,
) -> Tenant:
    """Give a tenant its place, the shipped rulebooks that hold there and its first administrator, or complete them.

    A text that the tenant has applied itself stays. `url` logs in as the migration role, `user` is whoever runs this;
    the trail names `by` where it is done for somebody else. Raises as `tenants.provision.onboard` does.
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
        who = who if by is None else replace(who, subject=by)
        async with house.work(tenant, scope=scope, subject=who.subject) as work:
            await apply_rulebook(work, who, ApplyRulebook(only_missing=True))
            if admin is not None:
                await appoint_admin(work, who, admin)
    return tenant
