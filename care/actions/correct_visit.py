"""Correct a visit: a new record takes the place of the old one, which stays on file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_moment, day_of, today
from care.actions.common.done import Done
from care.actions.common.entrusted import BY_COMMISSION, follow_correction
from care.actions.common.findings import Findings, camel, refusal
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import expect_version, load
from care.actions.common.unset import UNSET, Unset, given
from care.actions.common.visit_asked import check_asked
from care.actions.common.visit_facts import check_narrative, coordinated
from care.actions.common.visit_findings import (
    Columns,
    VisitFindings,
    check_findings,
    finding_row,
    opened_findings,
    spoken_findings,
)
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.child import child
from records.codes import DatePrecision, VisitField, VisitMode, VisitOutcome
from records.ids import uuid7
from records.visit import visit
from records.visit_finding import visit_finding
from tenants.work import Work

_CORRECTABLE = ("mode", "outcome", "occurred_at", "problems", "solutions")


@dataclass(frozen=True)
class CorrectVisit:
    """What was wrong with a visit's record and why; `UNSET` stays as it was, None empties a text or a finding."""

    id: UUID
    version: int
    reason: str
    mode: VisitMode | Unset = UNSET
    outcome: VisitOutcome | Unset = UNSET
    occurred_at: datetime | Unset = UNSET
    problems: str | Unset | None = UNSET
    solutions: str | Unset | None = UNSET
    findings: VisitFindings | Unset | None = UNSET
    idempotency_key: str | None = None


async def correct_visit(work: Work, caller: Caller, command: CorrectVisit) -> Done:
    """Write a visit in sight anew, and mark the old record as corrected by the new one.

    Raises `Refused`: NOT_FOUND, CONFLICT when it was corrected already (naming the record that took its place) or the
    version moved on, and everything that is wrong with the new record.
    """
    require(caller, "visit:correct")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, visit, command.id)
    if row["corrected_by"] is not None:
        newer = f"visit_{row['corrected_by']}"
        zh, en = f"已被更正，请更正最新的记录（{newer}）", f"was corrected already; correct the newest record ({newer})"
        raise Refused(refusal(ErrorCode.CONFLICT, ("id",), zh, en))
    expect_version(row, command.version)

    findings, facts = Findings(), given(command, _CORRECTABLE)
    reason = read_text(findings, ("reason",), command.reason, today(work))
    if reason is None:
        findings.require(("reason",))
    told = spoken_findings(command.findings)
    if not facts and not told:
        findings.refuse(ErrorCode.BAD_USER_INPUT, (), "没有需要更正的内容", "nothing is corrected")
    if facts.get("mode") in BY_COMMISSION and facts["mode"] != row["mode"]:
        zh, en = "须凭委托或批准另行记录", "is recorded anew, by a commission or an approval"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("mode",), zh, en)
    columns = await _columns(findings, work, facts, row)
    found = await _findings(findings, work, command, row)
    columns["missing_findings"] = await _missing(findings, work, command, columns, found)
    warnings = findings.settle()

    new = {"id": uuid7(), "corrects": row["id"], "recorded_by": caller.subject, **columns}
    key = new["id"]
    await work.run(insert(visit).values(**new))
    if found is not None:
        await work.run(insert(visit_finding).values(**finding_row(work, new, found)))
    await follow_correction(work, row, new)
    old = update(visit).where(visit.c.id == row["id"])
    await work.run(old.values(corrected_by=key, version=visit.c.version + 1))
    await touch(work, row["child_id"])
    fields = (*map(camel, facts), *told)
    await audit(work, caller, "visit:correct", object=row["id"], kind="visit", fields=fields, reason=reason)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    days = [day_of(moment, work) for moment in (row["occurred_at"], columns["occurred_at"])]
    await rederive(work, row["child_id"], late=min(days))
    await announce(work, "VISIT_RECORDED", subject_kind="visit", subject=key, division=row["division"])
    return done


async def _findings(findings: Findings, work: Work, command: CorrectVisit, row: asyncpg.Record) -> Columns | None:
    """Give what the corrected visit found: what is on file, with what the correction says."""
    on_file = await work.one(select(visit_finding).where(visit_finding.c.visit_id == row["id"]))
    before = None if on_file is None else opened_findings(work, on_file)
    if isinstance(command.findings, VisitFindings):
        return check_findings(findings, command.findings, today(work), before)
    return before


async def _missing(
    findings: Findings, work: Work, command: CorrectVisit, columns: dict[str, Any], found: Columns | None
) -> list[VisitField]:
    """Give what the law asks besides; a correction may bring it bit by bit, but not take away what it obliges to."""
    if any(columns[name] is None for name in ("mode", "outcome", "occurred_at")):
        return []
    child_row = {"id": columns["child_id"], "division": columns["division"]}
    told = spoken_findings(command.findings)
    missing = await check_asked(findings, work, [child_row], columns, found, lambda path: ".".join(path[:2]) in told)
    return missing[columns["child_id"]]


async def _columns(findings: Findings, work: Work, facts: dict[str, Any], row: asyncpg.Record) -> dict[str, Any]:
    whole = {name: facts.get(name, row[name]) for name in _CORRECTABLE}
    for name in ("mode", "outcome", "occurred_at"):
        if whole[name] is None:
            findings.require((camel(name),))
    if facts.get("occurred_at") is not None:
        check_past_moment(findings, ("occurredAt",), whole["occurred_at"], work)
        born = await work.value(select(child.c.birth_date).where(child.c.id == row["child_id"]))
        if day_of(whole["occurred_at"], work) < born.replace(day=1):
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("occurredAt",), "早于儿童出生", "lies before the child's birth")
    citation = await coordinated(work, [row], whole["occurred_at"] or row["occurred_at"])
    narrative = check_narrative(findings, whole["problems"], whole["solutions"], today(work), citation)
    kept = ("child_id", "division", "occurred_division", "occasion", "visitor_id")
    return {
        **{name: row[name] for name in kept},
        **whole,
        **narrative,
        # What was solved stays solved, as long as it is the same that was found.
        "problem_solved_on": row["problem_solved_on"] if narrative["problems"] == row["problems"] else None,
        # Whoever corrects the moment knows it; a visit known to the month only stays so.
        "precision": DatePrecision.DAY if "occurred_at" in facts else row["precision"],
        "recorded_at": work.now,
    }
