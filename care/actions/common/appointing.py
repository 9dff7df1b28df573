"""What appointments and roles share: who may take cases in a place, and which appointment runs."""

from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.days import today
from care.actions.common.findings import Findings, Path
from care.duties.law import law_of
from care.duties.staffing import EXAM
from policies.refusal import ErrorCode
from records.codes import AssessmentResult, Role
from records.trainee import appointment, trainee
from tenants.work import Work


async def check_assessed(findings: Findings, work: Work, row: asyncpg.Record, path: Path) -> None:
    """Refuse a trainee who must pass an assessment before duty and has not (YN-G3); reports they may file."""
    exam = (await law_of(work)).at(row["division"], today(work)).flag(EXAM, row["post"])
    if exam is not None and row["assessment"] != AssessmentResult.PASSED:
        zh, en = "须经培训考核合格后方可上岗", "must be trained and pass the assessment before duty"
        findings.refuse(ErrorCode.NOT_ASSESSED, path, zh, en, exam.citation)


async def check_account(findings: Findings, work: Work, subject: str, role: Role) -> None:
    """Refuse the role of a serving post to the account of a trainee who must be assessed before it and was not."""
    if role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR):
        register = select(trainee).where(trainee.c.subject == subject, trainee.c.post == role.value)
        for row in await work.all(register.order_by(trainee.c.id)):
            await check_assessed(findings, work, row, ("role",))


async def running_of(work: Work, trainee: UUID) -> asyncpg.Record | None:
    """Give the appointment of a trainee that runs, locked by the transaction."""
    asked = select(appointment).where(appointment.c.trainee_id == trainee, appointment.c.until.is_(None))
    return await work.one(asked.with_for_update())
