"""The school that a child goes to: an organisation of the tenant, seen by everybody."""

from uuid import UUID

from sqlalchemy import select

from care.actions.common.findings import Findings
from care.actions.common.sight import not_found
from policies.refusal import ErrorCode
from records.codes import OrganisationKind
from records.organisation import organisation
from tenants.work import Work

SCHOOLS = frozenset({OrganisationKind.SCHOOL, OrganisationKind.KINDERGARTEN})


async def check_school(findings: Findings, work: Work, key: UUID | None) -> None:
    """Check that an organisation is a school or a kindergarten of the tenant."""
    if key is None:
        return
    kind = await work.value(select(organisation.c.kind).where(organisation.c.id == key))
    if kind is None:
        findings.refusals.append(not_found(("schoolId",)))
    elif kind not in SCHOOLS:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("schoolId",), "不是学校或幼儿园", "is no school or kindergarten")
