"""Role assignments: where a role counts, and which one an account holds now."""

from uuid import UUID

import asyncpg
from sqlalchemy import or_, select

from care.actions.common.findings import Findings
from care.actions.common.sight import not_found
from records.access import role_assignment
from records.codes import Role
from records.organisation import organisation
from tenants.work import Work


async def place_of(findings: Findings, work: Work, division: int | None, organisation_id: UUID | None) -> int | None:
    """Give the place that a role counts for: the one named, else where its organisation is."""
    if organisation_id is None:
        if division is None:
            findings.require(("division",))
        return division
    found: int | None = await work.value(select(organisation.c.division).where(organisation.c.id == organisation_id))
    if found is None:
        findings.refusals.append(not_found(("organisationId",)))
    return found if division is None else division


async def running(
    work: Work, subject: str, role: Role, place: int, organisation_id: UUID | None
) -> asyncpg.Record | None:
    """Load and lock the assignment of exactly this role that counts now, if there is one in sight."""
    held = role_assignment.c
    asked = select(role_assignment).where(
        held.subject == subject,
        held.role == role,
        held.division == place,
        held.organisation_id.is_not_distinct_from(organisation_id),
        held.revoked_at.is_(None),
        or_(held.until.is_(None), held.until > work.now),
    )
    return await work.one(asked.order_by(held.id).limit(1).with_for_update())
