"""To whom a case is given: organisations whose people read it, and holders of a post who were given a decision."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import asyncpg
from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from care.actions.cases.sight import InHand
from care.actions.common.findings import Findings, Path
from care.actions.common.sight import beyond_scope, not_found
from care.actions.reports.lists import list_case
from care.actions.reports.offices import Holder, register_of
from care.duties.reports.offices import Office
from policies.refusal import ErrorCode
from records.access import role_assignment
from records.case import case_party
from records.codes import AdminLevel, Department, OrganisationKind, Role, TraineePost
from records.organisation import organisation
from records.trainee import trainee
from tenants.work import Work

# Who acts for an organisation in a case; supervisors and the county read the cases of their places anyhow.
ACTING = (
    Role.DEPARTMENT_LIAISON,
    Role.PROTECTION_CENTRE,
    Role.WELFARE_INSTITUTION,
    Role.SCHOOL,
    Role.TOWNSHIP,
    Role.VILLAGE_COMMITTEE,
)


async def check_office(
    findings: Findings, work: Work, path: Path, key: UUID, implicated: Sequence[UUID]
) -> asyncpg.Record | None:
    """Give an organisation that an input names; one that is part of what was reported is given no case."""
    found = await work.one(select(organisation).where(organisation.c.id == key))
    if found is None:
        findings.refusals.append(not_found(path))
    elif key in implicated:
        zh, en = "该机构是被报告的一方，不得参与处置", "is part of what was reported, and is given no case"
        findings.refuse(ErrorCode.RULE_VIOLATION, path, zh, en)
    return found


async def office_of(work: Work, place: int, department: Department, implicated: Sequence[UUID]) -> UUID | None:
    """Give the nearest office of a department around a place that is not implicated; None where none is entered."""
    register = await register_of(work, place, implicated)
    offices = register.all_of(Office(OrganisationKind.DEPARTMENT, department, AdminLevel.TOWNSHIP, ()))
    found: UUID | None = next((one["id"] for one in offices if one["id"] not in register.implicated), None)
    return found


async def give(work: Work, one: InHand, organisations: Iterable[UUID]) -> None:
    """Give a case to organisations: their people read it, and of its child what their role may see."""
    keys = set(organisations)
    if not keys:
        return
    rows = [{"case_id": one.key, "organisation_id": key} for key in sorted(keys)]
    await work.many(upsert(case_party).on_conflict_do_nothing(), rows)
    held = role_assignment.c
    acting = [held.organisation_id.in_(keys), held.role.in_(ACTING)]
    await list_case(work, one.key, one.child["id"], await _holders(work, one, *acting))


async def give_to_post(work: Work, one: InHand, post: TraineePost) -> None:
    """Let whoever holds a post at the child's village read the case; who sees it by place needs no entry."""
    held = role_assignment.c
    here = [held.role == Role.CHILD_DIRECTOR, held.division == one.child["division"]]
    if post is TraineePost.CHILD_DIRECTOR:
        await list_case(work, one.key, None, await _holders(work, one, *here))


async def people_of(work: Work, key: UUID) -> list[str]:
    """Give the accounts that act for an organisation now."""
    held = role_assignment.c
    asked = select(held.subject).where(held.organisation_id == key, held.role.in_(ACTING), held.revoked_at.is_(None))
    return sorted({row["subject"] for row in await beyond_scope(work, asked)})


async def _holders(work: Work, one: InHand, *which: object) -> list[Holder]:
    held = role_assignment.c
    implicated = select(trainee.c.subject).where(
        trainee.c.id.in_(one.case["implicated"]), trainee.c.subject.is_not(None)
    )
    asked = select(held.subject, held.until).where(
        *which,  # type: ignore[arg-type]
        held.valid_from <= work.now,
        or_(held.until.is_(None), held.until > work.now),
        held.revoked_at.is_(None),
        held.subject.not_in(implicated),
    )
    return [Holder(row["subject"], row["until"]) for row in await beyond_scope(work, asked.order_by(held.subject))]
