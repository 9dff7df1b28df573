"""Who holds which roles right now, and by which version of the tenant's policies they are understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from policies.permits import Permit, binding, permit
from policies.source import PolicySet
from records.codes import Role
from tenants.house import House
from tenants.registry import Login, Tenant

# Carries the subject inside, like every compiled read; row-level security shows a subject its own assignments alone.
# The version comes with them, so a changed policy holds from the next request on, for no round trip of its own.
_HELD = """
SELECT CASE WHEN set_config('app.subject', $1, true) IS NOT NULL THEN (
  SELECT json_build_object(
    'policies', (SELECT coalesce(max(version), 0) FROM "{schema}".policy_set),
    'held', coalesce(json_agg(json_build_object(
      'role', a.role, 'division', a.division, 'organisation', a.organisation_id, 'seat', o.division, 'name', a.name,
      'until', a.until
    )), '[]'))::text
  FROM "{schema}".role_assignment a LEFT JOIN "{schema}".organisation o ON o.id = a.organisation_id
  WHERE a.subject = $1 AND a.valid_from <= $2 AND (a.until IS NULL OR a.until > $2)
    AND (a.revoked_at IS NULL OR a.revoked_at > $2)
) END
"""


@dataclass(frozen=True)
class Assignment:
    """One role that is held now: for a place, for an organisation, or both; `until` is open when None.

    `seat` is the place (12-digit code) of the organisation.
    """

    role: Role
    division: int | None
    organisation: UUID | None
    name: str | None
    until: datetime | None
    seat: int | None = None

    @property
    def place(self) -> int | None:
        """The place that the role is held in: the one it was given for, else where its organisation is."""
        return self.seat if self.division is None else self.division


@dataclass(frozen=True)
class Held:
    """The roles of a subject, and the version of the tenant's policies (0: it has none of its own)."""

    policies: int
    assignments: tuple[Assignment, ...]


async def held(house: House, tenant: Tenant, subject: str) -> Held:
    """Read what a subject holds in a tenant at the clock's moment. Raises as `House.read` does."""
    sql = _HELD.format(schema=tenant.schema)
    read = orjson.loads(await house.read(tenant, Login.AREA, sql, (subject, house.clock())))
    return Held(read["policies"], tuple(map(_assignment, read["held"])))


def permit_of(policies: PolicySet, tenant: str, acting: Sequence[Assignment]) -> Permit:
    """Give the permit of assignments of one role: what counties narrow binds whoever acts inside them."""
    places = [one.place for one in acting if one.place is not None]
    return permit(policies, acting[0].role, tenant, binding(policies, places))


def _assignment(row: dict[str, Any]) -> Assignment:
    return Assignment(
        role=Role[row["role"]],
        division=row["division"],
        organisation=UUID(row["organisation"]) if row["organisation"] else None,
        name=row["name"],
        until=datetime.fromisoformat(row["until"]) if row["until"] else None,
        seat=row["seat"],
    )
