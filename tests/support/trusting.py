"""Documents that a tenant trusts, as an administrator's command puts them there."""

import hashlib
from collections.abc import Iterable

from api.local import local, whole
from care.actions.trust_documents import TrustDocuments, Trusting, trust_documents
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def trust(
    house: House,
    tenant: Tenant,
    *texts: str,
    remove: Iterable[str] = (),
    demanded: bool | None = None,
    role: Role = Role.TENANT_ADMIN,
) -> Trusting:
    """Trust texts, and others no more."""
    caller = local(tenant, role, house.clock())
    command = TrustDocuments({hashed(text): text for text in texts}, [hashed(text) for text in remove], demanded)
    async with house.work(tenant, scope=whole(tenant), subject=caller.subject) as work:
        return await trust_documents(work, caller, command)
