"""For what a child's file is still needed: while one of these lasts it is neither archived nor erased."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import asyncpg
from sqlalchemy import ColumnElement, Date, Select, bindparam, select

from care.actions.common.findings import Findings, Path
from care.actions.common.sight import beyond_scope
from policies.refusal import ErrorCode
from policies.scope import within
from records.case import care_case
from records.child import child
from records.legal_hold import legal_hold
from records.placement import placement
from records.report import report, report_child
from tenants.work import Work


@dataclass(frozen=True)
class Ground:
    """One ground: its code and how it is told."""

    code: ErrorCode
    zh: str
    en: str


HOLD: Final = Ground(ErrorCode.LEGAL_HOLD, "档案处于依法保全期间", "is under a legal hold")
CASE: Final = Ground(ErrorCode.RULE_VIOLATION, "有未结个案", "is part of a case that runs")
REPORT: Final = Ground(ErrorCode.RULE_VIOLATION, "有未办结的强制报告", "is named by a report that is not closed")
PLACEMENT: Final = Ground(ErrorCode.RULE_VIOLATION, "仍在临时监护安置中", "is placed in temporary guardianship")
# A report is overseen above those who are implicated in it: they are not told of it.
UNSEEN: Final = Ground(ErrorCode.RULE_VIOLATION, "另有依法应当保留的事由", "is needed for a reason that you do not see")


def holds(today: date) -> ColumnElement[bool]:
    """Ask that a legal hold lasts on a day."""
    day = bindparam(None, today, Date, unique=True)
    return legal_hold.c.lifted_at.is_(None) & (legal_hold.c.until >= day)


def _running(key: Any, today: date) -> dict[Ground, Select[tuple[int]]]:
    """Write, for each ground, where the rows lie that make it for the child of a key."""
    of_report = select(report.c.division).join(report_child, report_child.c.report_id == report.c.id)
    return {
        HOLD: select(legal_hold.c.division).where(legal_hold.c.child_id == key, holds(today)),
        CASE: select(care_case.c.division).where(care_case.c.child_id == key, care_case.c.closed_at.is_(None)),
        REPORT: of_report.where(report_child.c.child_id == key, report.c.closed_at.is_(None)),
        PLACEMENT: select(placement.c.division).where(placement.c.child_id == key, placement.c.ends_on.is_(None)),
    }


def not_needed(today: date) -> list[ColumnElement[bool]]:
    """Ask of children that their files are needed for nothing that runs."""
    return [~rows.correlate(child).exists() for rows in _running(child.c.id, today).values()]


async def refuse_needed(findings: Findings, work: Work, row: asyncpg.Record, path: Path) -> None:
    """Refuse what ends the use of a file (whose child is locked) while it is needed, and say for what."""
    told: set[Ground] = set()
    for ground, rows in _running(row["id"], work.now.date()).items():
        places = {place["division"] for place in await beyond_scope(work, rows)}
        told |= {ground if within(work.scope, place) else UNSEEN for place in places}
    for ground in (HOLD, CASE, REPORT, PLACEMENT, UNSEEN):
        if ground in told:
            findings.refuse(ground.code, path, ground.zh, ground.en)
