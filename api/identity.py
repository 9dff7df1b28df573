"""Who asks: a token becomes a caller, who acts in one role, in the areas and organisations assigned to it right now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import or_, select

from api.language import language
from api.tokens.claims import Claims, UnauthenticatedError, Verify
from care.divisions.scope import multirange
from policies.caller import Caller
from policies.permits import permit
from policies.refusal import ErrorCode, Refusal, Refused
from policies.scope import NOTHING
from policies.source import PolicySet
from records.codes import Role
from records.tenant import operator
from tenants.errors import NotActive
from tenants.house import House
from tenants.registry import Login, Tenant

# The tenant that operators' tokens name; no tenant can have this code.
PLATFORM = "platform"

# Carries the subject inside, like every compiled read; row-level security shows a subject its own assignments alone.
_ASSIGNMENTS = """
SELECT CASE WHEN set_config('app.subject', $1, true) IS NOT NULL THEN (
  SELECT coalesce(json_agg(json_build_object(
    'role', a.role, 'division', a.division, 'organisation', a.organisation_id, 'name', a.name, 'until', a.until
  )), '[]')::text
  FROM "{schema}".role_assignment a
  WHERE a.subject = $1 AND a.valid_from <= $2 AND (a.until IS NULL OR a.until > $2)
    AND (a.revoked_at IS NULL OR a.revoked_at > $2)
) END
"""


@dataclass(frozen=True)
class Assignment:
    """One role that is held now: for a place, for an organisation, or both; `until` is open when None."""

    role: Role
    division: int | None
    organisation: UUID | None
    name: str | None
    until: datetime | None


@dataclass(frozen=True)
class Identity:
    """What tells callers apart: the house, how tokens are verified, and the policies their permits come from."""

    house: House
    verify: Verify
    policies: PolicySet

    async def caller(self, token: str, *, role: str | None = None, accept_language: str | None = None) -> Caller:
        """Give the caller behind a token; `role` and `accept_language` are the request's headers.

        A request acts in one role: the one named by the header `Tonghu-Role`, else by the token, else the held role
        that stands first in the contract's enumeration (nearest to the child, with the least reach). All areas of that
        role count together. Raises `UnauthenticatedError` for a token that proves nothing and for a tenant that is not
        open, alike; `Refused` with FORBIDDEN when the role asked for, or any role, is not held.
        """
        claims = await self.verify(token)
        asked = role if role is not None else claims.role
        if claims.tenant == PLATFORM:
            held = await self._operator(claims.subject)
        else:
            held = await self._assignments(claims)
        acting = _acting(held, asked)
        areas = tuple(sorted({one.division for one in acting if one.division is not None}))
        return Caller(
            subject=claims.subject,
            name=next((one.name for one in acting if one.name), claims.name),
            tenant=claims.tenant,
            role=acting[0].role,
            areas=areas,
            organisations=tuple(sorted({one.organisation for one in acting if one.organisation is not None})),
            scope=multirange(areas) if areas else NOTHING,
            permit=permit(self.policies, acting[0].role, claims.tenant),
            expires=min([claims.expires, *(one.until for one in acting if one.until is not None)]),
            language=language(accept_language),
        )

    async def _assignments(self, claims: Claims) -> list[Assignment]:
        tenant = await self.house.tenant(claims.tenant)
        if tenant is None or not tenant.active:
            raise UnauthenticatedError("unknown or closed tenant")
        try:
            found = await self._read(tenant, claims.subject)
        except NotActive as error:
            raise UnauthenticatedError("unknown or closed tenant") from error
        # An operator of the platform is none by a tenant's word.
        return [one for one in map(_assignment, found) if one.role is not Role.PLATFORM_OPERATOR]

    async def _read(self, tenant: Tenant, subject: str) -> list[dict[str, Any]]:
        sql = _ASSIGNMENTS.format(schema=tenant.schema)
        rows: list[dict[str, Any]] = orjson.loads(
            await self.house.read(tenant, Login.AREA, sql, (subject, self.house.clock()))
        )
        return rows

    async def _operator(self, subject: str) -> list[Assignment]:
        columns = operator.c
        async with self.house.platform() as platform:
            found = await platform.one(
                select(columns.name, columns.until).where(
                    columns.subject == subject, or_(columns.until.is_(None), columns.until > platform.now)
                )
            )
        return [Assignment(Role.PLATFORM_OPERATOR, None, None, found["name"], found["until"])] if found else []


def bearer(authorization: str | None) -> str:
    """Take the token out of an `Authorization` header (RFC 6750, 2.1); raises `UnauthenticatedError` without one."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthenticatedError("no bearer token")
    return token.strip()


def _acting(held: Sequence[Assignment], asked: str | None) -> list[Assignment]:
    order = list(Role)
    roles = sorted({one.role for one in held}, key=order.index)
    if not roles:
        raise Refused(
            Refusal(ErrorCode.FORBIDDEN, (), "您在该租户中没有有效角色", "You hold no role in this tenant at present")
        )
    role = roles[0] if asked is None else next((role for role in roles if role.value == asked), None)
    if role is None:
        raise Refused(Refusal(ErrorCode.FORBIDDEN, (), "您没有所请求的角色", "You do not hold the role asked for"))
    return [one for one in held if one.role is role]


def _assignment(row: dict[str, Any]) -> Assignment:
    return Assignment(
        role=Role[row["role"]],
        division=row["division"],
        organisation=UUID(row["organisation"]) if row["organisation"] else None,
        name=row["name"],
        until=datetime.fromisoformat(row["until"]) if row["until"] else None,
    )
