"""The review that an assessment names: owed on its day, and done by the next assessment of the same kind."""

from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import func, insert, select, update

from care.actions.common.findings import Findings
from care.duties.schedule.moments import end_of
from care.rulebooks.rulebook import Rulebook
from policies.refusal import ErrorCode
from records.assessment import assessment
from records.codes import AssessmentKind, DutyBasis, DutyKind
from records.duty import duty
from records.ids import uuid7
from records.placement import placement
from tenants.work import Work

# What stands in for a citation where no rule names the assessment: whoever made it said when to look again.
BY_ASSESSOR = "评估人确定的复评日期，文件未规定"


async def owe_review(
    work: Work, child: asyncpg.Record, key: UUID, kind: AssessmentKind, on: date, again: date | None, book: Rulebook
) -> None:
    """Let the review be owed that an assessment (`key`, made on a day) names, and the one that it answers be done.

    An assessment that came in late answers what was owed before it, and owes nothing where a later one is on file.
    """
    await _answer(work, child["id"], key, kind, on)
    later = select(func.count()).where(
        assessment.c.child_id == child["id"], assessment.c.kind == kind, assessment.c.assessed_on > on
    )
    if again is None or await work.value(later):
        return
    rule = next(iter(book.naming("assessments", kind.value)), None)
    await work.run(
        insert(duty).values(
            id=uuid7(),
            kind=DutyKind.ASSESSMENT,
            # Not the child's key: what is derived of a child begins with that.
            natural_key=f"{DutyKind.ASSESSMENT}:{key}",
            child_id=child["id"],
            division=child["division"],
            prefecture=child["prefecture"],
            priority=child["priority"],
            subject_kind="assessment",
            subject=key,
            base_on=on,
            due_at=end_of(again),
            due_on=again,
            basis=DutyBasis.PLATFORM_DEFAULT if rule is None else DutyBasis[rule.basis],
            rule="recordAssessment" if rule is None else rule.name,
            citation=BY_ASSESSOR if rule is None else rule.citation,
            rule_version=book.version,
            created_at=work.now,
            updated_at=work.now,
        )
    )


async def _answer(work: Work, child: UUID, key: UUID, kind: AssessmentKind, on: date) -> None:
    before = select(assessment.c.id).where(
        assessment.c.child_id == child, assessment.c.kind == kind, assessment.c.assessed_on < on
    )
    reviews = update(duty).where(
        duty.c.subject_kind == "assessment",
        duty.c.subject.in_(before),
        duty.c.done_at.is_(None),
        duty.c.cancelled_at.is_(None),
    )
    done = {"done_on": on, "done_at": min(end_of(on), work.now), "satisfied_by": key, "satisfied_kind": "assessment"}
    await work.run(reviews.values(updated_at=work.now, **done))


async def prompt_review(
    findings: Findings, work: Work, child: UUID, kind: AssessmentKind, again: date | None, book: Rulebook
) -> None:
    """Warn where an institution has to assess a resident child regularly and no next review is named (JL-K12)."""
    rule = book.rule("placement.assessments")
    if again is not None or rule is None or kind not in book.codes("placement.assessments"):
        return
    resident = select(placement.c.id).where(
        placement.c.child_id == child, placement.c.ends_on.is_(None), placement.c.organisation_id.is_not(None)
    )
    if await work.one(resident) is not None:
        zh, en = "在院儿童应定期评估，请写明下次复评日期", "is to be named: resident children are assessed regularly"
        findings.warn(ErrorCode.REQUIRED, ("nextReviewOn",), zh, en, rule.citation)
