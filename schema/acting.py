"""Who acts in a role: the caller that assignments make, and that of an account when nobody asks, but it is told."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from care.divisions.scope import multirange
from policies.assignments import Assignment, Held, held, permit_of
from policies.caller import Caller, Language
from policies.scope import NOTHING
from policies.source import PolicySet
from policies.standing import standing_of
from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def caller_of(
    subject: str,
    tenant: str,
    acting: Sequence[Assignment],
    policies: PolicySet,
    *,
    name: str | None = None,
    expires: datetime = _NEVER,
    language: Language,
    believed: Held | None = None,
    client: str | None = None,
) -> Caller:
    """Make the caller of assignments of one role in a tenant (its code); the first that ends ends it.

    `name`: what they are called where no assignment says so; `believed`, `client`: as `Caller` has them.
    """
    areas = tuple(sorted({one.division for one in acting if one.division is not None}))
    return Caller(
        subject=subject,
        name=next((one.name for one in acting if one.name), name),
        tenant=tenant,
        role=acting[0].role,
        areas=areas,
        organisations=tuple(sorted({one.organisation for one in acting if one.organisation is not None})),
        scope=multirange(areas) if areas else NOTHING,
        permit=permit_of(policies, tenant, acting),
        expires=min([expires, *(one.until for one in acting if one.until is not None)]),
        language=language,
        believed=believed,
        client=client,
    )


async def acting_now(house: House, tenant: Tenant, subject: str, role: Role, language: Language) -> Caller | None:
    """Give the caller that an account is in a role at this moment; None where it does not hold it.

    Raises as `House.read` does.
    """
    found = await held(house, tenant, subject)
    acting = [one for one in found.assignments if one.role is role]
    if not acting:
        return None
    policies = await standing_of(house).at(house, tenant, found.policies)
    return caller_of(subject, tenant.code, acting, policies, language=language)
