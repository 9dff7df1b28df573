"""Appoint a tenant's first administrator: onboarding's last step, done by the platform since nobody else may yet."""

from sqlalchemy import insert, select

from alerts.outbox import announce
from policies.audit import audit
from policies.caller import Caller
from records.access import role_assignment
from records.codes import Role
from records.ids import uuid7
from tenants.work import Work


async def appoint_admin(work: Work, operator: Caller, subject: str) -> bool:
    """Make a subject administrator of the work's tenant; False when it is one already.

    Runs in the whole tenant's scope; `operator` is who onboards, and stands in the trail.
    """
    columns = role_assignment.c
    held = select(columns.id).where(
        columns.subject == subject,
        columns.role == Role.TENANT_ADMIN.value,
        columns.revoked_at.is_(None),
        columns.until.is_(None),
    )
    if await work.value(held):
        return False
    key = uuid7()
    await work.run(
        insert(role_assignment).values(
            id=key,
            subject=subject,
            role=Role.TENANT_ADMIN.value,
            division=work.tenant.division,
            valid_from=work.now,
            granted_by=operator.subject,
            created_at=work.now,
        )
    )
    await audit(work, operator, "role:assign", object=key, kind="role_assignment", fields=["role", "division"])
    await announce(work, "ROLE_ASSIGNED", subject_kind="role_assignment", subject=key, division=work.tenant.division)
    return True
