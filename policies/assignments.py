"""Who holds which roles right now, and by which version of the tenant's policies they are understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, Uuid, bindparam, text

from policies.permits import Permit, binding, permit
from policies.source import PolicySet
from records.codes import Role
from tenants.house import House
from tenants.registry import Login, Tenant

# What a subject holds, a text for each assignment, where `app.subject` is set: row-level security shows a subject its
# own. With it come the version of the policies, so that a changed one holds from the next request on, the mark that
# any change of these replaces, and the next moment at which time alone changes what is held.
_HELD = """SELECT CASE WHEN set_config('app.subject', $1, true) IS NOT NULL THEN
  ARRAY[
    (SELECT version::text FROM "{schema}".access_version),
    (SELECT coalesce(max(version), 0)::text FROM "{schema}".policy_set),
    (SELECT min(least(
       CASE WHEN a.valid_from > $2 THEN a.valid_from END,
       CASE WHEN a.until > $2 THEN a.until END,
       CASE WHEN a.revoked_at > $2 THEN a.revoked_at END))::text
     FROM "{schema}".role_assignment a WHERE a.subject = $1)
  ] || ARRAY(
    SELECT concat(a.role, '|', a.division, '|', a.organisation_id, '|',
      (SELECT o.division FROM "{schema}".organisation o WHERE o.id = a.organisation_id), '|', a.until, '|', a.name)
    FROM "{schema}".role_assignment a
    WHERE a.subject = $1 AND a.valid_from <= $2 AND (a.until IS NULL OR a.until > $2)
      AND (a.revoked_at IS NULL OR a.revoked_at > $2)
    ORDER BY a.id
  ) END"""
_NEVER = UUID(int=0)  # what no tenant is marked with
_STANDING = '(:access IS NULL OR :access = (SELECT version FROM "{schema}".access_version))'


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

    Read at the moment `since`, they are the same for as long as the tenant's mark (`records.access.access_version`) is
    `access`, and before the moment `until` (None: whenever), at which one begins or ends.
    """

    policies: int
    assignments: tuple[Assignment, ...]
    access: UUID
    since: datetime
    until: datetime | None

    def at(self, moment: datetime) -> UUID:
        """Give the mark of the tenant under which these are the roles at a moment: one that it never has, for none."""
        return self.access if self.since <= moment and (self.until is None or moment < self.until) else _NEVER


async def held(house: House, tenant: Tenant, subject: str) -> Held:
    """Read what a subject holds in a tenant at the clock's moment. Raises as `House.read` does."""
    now = house.clock()
    access, policies, until, *said = await house.read(tenant, Login.AREA, _held(tenant.schema), (subject, now))
    return Held(int(policies), tuple(map(_assignment, said)), UUID(access), now, _moment(until))


@cache
def _held(schema: str) -> str:
    return _HELD.format(schema=schema)


def still_held(schema: str, access: Any) -> TextClause:
    """Write the condition that roles which were believed still stand: that the tenant's mark is `access`.

    Where it is NULL, roles were read for this very request. `schema` is the tenant's own.
    """
    return text(_STANDING.format(schema=schema)).bindparams(bindparam("access", access, Uuid))


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
        until=_moment(until),
        seat=int(seat) if seat else None,
    )


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
