"""Who holds which roles right now, and by which version of the tenant's policies they are understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import DateTime, Text, TextClause, bindparam, text

from policies.permits import Permit, binding, permit
from policies.source import PolicySet
from records.codes import Role
from tenants.house import House
from tenants.registry import Login, Tenant

# What a subject holds, as text, where `app.subject` is set: row-level security shows a subject its own assignments.
# The version comes with them, so a changed policy holds from the next request on, for no round trip of its own.
_HELD = """(
  SELECT json_build_object(
    'policies', (SELECT coalesce(max(version), 0) FROM "{schema}".policy_set),
    'held', coalesce(json_agg(json_build_object(
      'role', a.role, 'division', a.division, 'organisation', a.organisation_id, 'seat', o.division, 'name', a.name,
      'until', a.until
    ) ORDER BY a.id), '[]'))::text
  FROM "{schema}".role_assignment a LEFT JOIN "{schema}".organisation o ON o.id = a.organisation_id
  WHERE a.subject = {subject} AND a.valid_from <= {now} AND (a.until IS NULL OR a.until > {now})
    AND (a.revoked_at IS NULL OR a.revoked_at > {now})
)"""


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

    `text` is what was read: as long as the database says the same, this holds.
    """

    policies: int
    assignments: tuple[Assignment, ...]
    text: str


async def held(house: House, tenant: Tenant, subject: str) -> Held:
    """Read what a subject holds in a tenant at the clock's moment. Raises as `House.read` does."""
    said = await house.read(tenant, Login.AREA, _standalone(tenant.schema), (subject, house.clock()))
    read = orjson.loads(said)
    return Held(read["policies"], tuple(map(_assignment, read["held"])), said)


@cache
def _standalone(schema: str) -> str:
    found = _HELD.format(schema=schema, subject="$1", now="$2")
    return f"SELECT CASE WHEN set_config('app.subject', $1, true) IS NOT NULL THEN {found} END"


def still_held(schema: str, subject: Any, now: Any, believed: Any) -> TextClause:
    """Write the condition that a subject holds what was believed (`Held.text`); NULL was read for this very request.

    For a statement that has set `app.subject` before. `schema` is the tenant's own.
    """
    found = _HELD.format(schema=schema, subject=":holder", now=":moment")
    return text(f"(:believed IS NULL OR :believed = {found})").bindparams(
        bindparam("holder", subject, Text),
        bindparam("moment", now, DateTime(timezone=True)),
        bindparam("believed", believed, Text),
    )


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
