"""Record that the problems of a visit are solved, and how."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import update

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, day_of, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel, refusal
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_text
from care.actions.common.sight import expect_version, load
from care.actions.common.unset import spoken
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.visit import visit
from tenants.work import Work

_AT = ("visitId",)


@dataclass(frozen=True)
class SolveProblem:
    """When the problems of a visit were solved; `solutions` tells how, where that is not on file or has changed."""

    visit_id: UUID
    version: int
    solved_on: date
    solutions: str | None = None
    idempotency_key: str | None = None


async def solve_problem(work: Work, caller: Caller, command: SolveProblem) -> Done:
    """Close the problems of a visit in sight: they are listed as open until then.

    Raises `Refused`: NOT_FOUND, CONFLICT for a visit without open problems or with a newer record, and everything that
    is wrong with the solution. Source: 闽民童〔2024〕33号 item 4 (FJ-B3, FJ-K10), Shangri-La item 5 (XG-B3).
    """
    require(caller, "visit:solve")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, visit, command.visit_id, _AT)
    _expect_open(row)
    expect_version(row, command.version)

    findings = Findings()
    check_past_day(findings, ("solvedOn",), command.solved_on, work)
    if command.solved_on < day_of(row["occurred_at"], work):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("solvedOn",), "早于走访时间", "lies before the visit")
    solutions = read_text(findings, ("solutions",), command.solutions, today(work)) or row["solutions"]
    if solutions is None and not findings.spoiled("solutions"):
        findings.require(("solutions",))
    warnings = findings.settle()

    new: dict[str, Any] = {"problem_solved_on": command.solved_on, "solutions": solutions}
    await work.run(update(visit).where(visit.c.id == row["id"]).values(**new, version=visit.c.version + 1))
    await touch(work, row["child_id"])
    await audit(work, caller, "visit:solve", object=row["id"], kind="visit", fields=map(camel, spoken(command)))
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "VISIT_RECORDED", subject_kind="visit", subject=row["id"], division=row["division"])
    return done


def _expect_open(row: asyncpg.Record) -> None:
    if row["corrected_by"] is not None:
        newer = f"visit_{row['corrected_by']}"
        zh, en = f"已被更正，请使用最新的记录（{newer}）", f"was corrected; take the newest record ({newer})"
        raise Refused(refusal(ErrorCode.CONFLICT, _AT, zh, en))
    if row["problems"] is None or row["problem_solved_on"] is not None:
        zh, en = "没有待解决的问题", "has no open problem"
        raise Refused(refusal(ErrorCode.CONFLICT, _AT, zh, en))
