"""Who holds which roles right now, and by which version of the tenant's policies they are understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Text, TextClause, bindparam, text

from policies.permits import Permit, binding, permit
from policies.source import PolicySet
from records.codes import Role
from tenants.house import House
from tenants.registry import Login, Tenant

# What a subject holds, a text for each assignment, where `app.subject` is set: row-level security shows a subject its
# own. Every query asks it again, so it is made of few parts: Postgres begins and ends each of them each time.
_ROLES = """ARRAY(
  SELECT concat(a.role, '|', a.division, '|', a.organisation_id, '|',
    (SELECT o.division FROM "{schema}".organisation o WHERE o.id = a.organisation_id), '|', a.until, '|', a.name)
  FROM "{schema}".role_assignment a
  WHERE a.subject = {subject} AND a.valid_from <= {now} AND (a.until IS NULL OR a.until > {now})
    AND (a.revoked_at IS NULL OR a.revoked_at > {now})
  ORDER BY a.id
)"""
# The version comes with them, so a changed policy holds from the next request on, for no round trip of its own.
_HELD = """SELECT CASE WHEN set_config('app.subject', $1, true) IS NOT NULL THEN
  (SELECT coalesce(max(version), 0)::text FROM "{schema}".policy_set) || {roles} END"""
_STANDING = """(:roles IS NULL OR (:roles = {roles}
  AND NOT EXISTS (SELECT FROM "{schema}".policy_set WHERE version > :policies)))"""


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
    """The roles of a subject, and the version of the tenant's policies (0: it has none of its own).

    `said` is what was read, a text for each role: as long as the database says the same, this holds.
    """

    policies: int
    assignments: tuple[Assignment, ...]
    said: tuple[str, ...]


async def held(house: House, tenant: Tenant, subject: str) -> Held:
    """Read what a subject holds in a tenant at the clock's moment. Raises as `House.read` does."""
    version, *said = await house.read(tenant, Login.AREA, _standalone(tenant.schema), (subject, house.clock()))
    return Held(int(version), tuple(map(_assignment, said)), tuple(said))


@cache
def _standalone(schema: str) -> str:
    return _HELD.format(schema=schema, roles=_ROLES.format(schema=schema, subject="$1", now="$2"))


def still_held(schema: str, subject: Any, now: Any, *, policies: Any, roles: Any) -> TextClause:
    """Write the condition that a subject holds the roles that were believed (`Held.said`), by policies of that version.

    Roles that are NULL were read for this very request. For a statement that has set `app.subject` before. `schema` is
    the tenant's own.
    """
    found = _ROLES.format(schema=schema, subject=":holder", now=":moment")
    return text(_STANDING.format(schema=schema, roles=found)).bindparams(
        bindparam("holder", subject, Text),
        bindparam("moment", now, DateTime(timezone=True)),
        bindparam("roles", roles, ARRAY(Text)),
        bindparam("policies", policies, Integer),
    )


def permit_of(policies: PolicySet, tenant: str, acting: Sequence[Assignment]) -> Permit:
    """Give the permit of assignments of one role: what counties narrow binds whoever acts inside them."""
    places = [one.place for one in acting if one.place is not None]
    return permit(policies, acting[0].role, tenant, binding(policies, places))


def _assignment(said: str) -> Assignment:
    role, division, organisation, seat, until, name = said.split("|", 5)
    return Assignment(
        role=Role[role],
        division=int(division) if division else None,
        organisation=UUID(organisation) if organisation else None,
        name=name or None,
        until=datetime.fromisoformat(until) if until else None,
        seat=int(seat) if seat else None,
    )
