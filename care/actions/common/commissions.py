"""Visits that the township of residence makes for the place of the file, and calls that stand in for them.

A child's file and its household visits belong to one place; where the child lives in another (`child.lives_at`), a rule
may let the township there make the visit, or a call stand in for it (SX-B8, reading A19).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import select, update

from care.actions.common.days import today
from care.actions.common.findings import Findings
from care.actions.common.reading import read_text
from care.duties.law import law_of
from care.rulebooks.rulebook import Effective, Rulebook
from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal, Refused
from records.codes import CommissionStatus, DutyKind, VisitMode
from records.commission import commission
from records.duty import duty
from tenants.work import Work

RUNNING: Final = (
    CommissionStatus.OFFERED,
    CommissionStatus.ACCEPTED,
    CommissionStatus.PROPOSED,
    CommissionStatus.APPROVED,
)
_ALLOWING: Final = {
    VisitMode.COMMISSIONED: {VisitMode.COMMISSIONED},
    VisitMode.PHONE_SUBSTITUTE: {VisitMode.PHONE, VisitMode.PHONE_SUBSTITUTE},
}


@dataclass(frozen=True)
class Weighed:
    """What may be handed on: the household visit that is owed, and the columns of the commission that hands it on."""

    duty: UUID
    columns: dict[str, Any]
    warnings: tuple[Refusal, ...]


def allowing(book: Rulebook, mode: VisitMode) -> Effective | None:
    """Give the rule by which others visit (COMMISSIONED) or a call stands in (PHONE_SUBSTITUTE), or None."""
    return book.rule("visit.nonresident") if book.codes("visit.nonresident") & _ALLOWING[mode] else None


async def weigh(
    findings: Findings, work: Work, caller: Caller, child: asyncpg.Record, mode: VisitMode, reason: str
) -> Weighed:
    """Check that the visit of a child may be made in another way, and that there is one to be made.

    Raises `Refused` with everything that the findings hold by now.
    """
    book = (await law_of(work)).at(child["division"], today(work))
    why = read_text(findings, ("reason",), reason, today(work))
    if why is None and not findings.spoiled("reason"):
        findings.require(("reason",))
    rule = _check_allowed(findings, child, book, mode)
    owed = await _owed_visit(findings, work, child["id"])
    warnings = findings.settle()
    if rule is None or owed is None:
        raise Refused(*findings.refusals)
    columns = {
        "child_id": child["id"],
        "division": child["division"],
        "reason": why,
        "child_name": child["name"],
        "child_address": child["address"],
        "due_on": owed["due_on"],
        "basis": rule.basis.value,
        "rule": rule.name,
        "citation": rule.citation,
        "rule_version": book.version,
        "offered_by": caller.subject,
        "offered_at": work.now,
        "created_at": work.now,
        "updated_at": work.now,
    }
    return Weighed(owed["id"], columns, warnings)


def _check_allowed(findings: Findings, child: asyncpg.Record, book: Rulebook, mode: VisitMode) -> Effective | None:
    rule = allowing(book, mode)
    if rule is None:
        said = book.rule("visit.nonresident")
        zh, en = f"当地没有可以“{mode.zh}”的规定", f"no rule there allows {mode.value}"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("mode",), zh, en, said.citation if said else None)
    elif child["lives_at"] is None:
        zh, en = "档案未登记其居住在外地", "is not on file as living elsewhere"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("childId",), zh, en, rule.citation)
    return rule


async def _owed_visit(findings: Findings, work: Work, child: UUID) -> asyncpg.Record | None:
    asked = select(duty).where(
        duty.c.child_id == child,
        duty.c.kind == DutyKind.HOUSEHOLD_VISIT,
        duty.c.done_at.is_(None),
        duty.c.cancelled_at.is_(None),
        duty.c.closes_on.is_(None) | (duty.c.closes_on >= today(work)),
    )
    found = await work.one(asked.order_by(duty.c.due_at).limit(1))
    if found is None:
        zh, en = "该儿童没有待完成的入户走访任务", "is owed no household visit now"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("childId",), zh, en)
    return found


def refuse_running(findings: Findings, before: asyncpg.Record) -> None:
    """Add that a commission runs already, with its id."""
    named, status = f"commission_{before['id']}", CommissionStatus[before["status"]]
    zh, en = f"已有进行中的委托（{named}，{status.zh}）", f"is commissioned already ({named}, {status.value})"
    findings.refuse(ErrorCode.CONFLICT, ("childId",), zh, en)


async def running_commission(work: Work, child: UUID) -> asyncpg.Record | None:
    """Load and lock the commission of a child (whose row is locked) that has not come to its end."""
    asked = select(commission).where(commission.c.child_id == child, commission.c.status.in_(RUNNING))
    return await work.one(asked.order_by(commission.c.id.desc()).limit(1).with_for_update())


async def change_commission(work: Work, key: UUID, status: CommissionStatus, **values: Any) -> None:
    """Bring a commission to another status."""
    row = update(commission).where(commission.c.id == key)
    await work.run(row.values(status=status, updated_at=work.now, **values))


async def held_commissions(
    work: Work, children: Sequence[UUID], *statuses: CommissionStatus
) -> dict[UUID, asyncpg.Record]:
    """Load and lock the commissions of children (whose rows are locked) that have one of the statuses."""
    asked = select(commission).where(commission.c.child_id.in_(children), commission.c.status.in_(statuses))
    return {row["child_id"]: row for row in await work.all(asked.order_by(commission.c.id).with_for_update())}
