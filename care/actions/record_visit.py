"""Record a visit or contact: one occasion, with a row for each child that it concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg
from sqlalchemy import insert

from alerts.outbox import announce_all
from care.actions.common.days import check_past_moment, day_of, today
from care.actions.common.done import Done
from care.actions.common.entrusted import check_after_offer, end_commissions, expect_entrusted, open_entrusted
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.rederive import announce_classes
from care.actions.common.sight import beyond_scope, load_children, open_listed
from care.actions.common.told import sees_rows, shown
from care.actions.common.unset import spoken
from care.actions.common.visit_asked import check_asked
from care.actions.common.visit_facts import check_narrative, coordinated
from care.actions.common.visit_findings import (
    Columns,
    VisitFindings,
    check_findings,
    finding_row,
    spoken_findings,
    warn_of_several,
)
from care.actions.common.visit_rows import Row, load_before, on_duty, write_visits
from care.actions.needs.prompts import prompt_needs
from policies.audit import audit_all
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode, Refusal
from policies.require import require
from policies.scope import within
from records.codes import DatePrecision, VisitField, VisitMode, VisitOutcome
from records.ids import uuid7
from records.visit_finding import visit_finding
from tenants.work import Work

MOST_CHILDREN = 20


@dataclass(frozen=True)
class RecordVisit:
    """Whom a visit was for, how it was made, what came of it and what was found."""

    child_ids: tuple[UUID, ...]
    mode: VisitMode
    occurred_at: datetime
    client_id: str | None = None
    outcome: VisitOutcome = VisitOutcome.MET
    problems: str | None = None
    solutions: str | None = None
    findings: VisitFindings | None = None
    idempotency_key: str | None = None


async def record_visit(work: Work, caller: Caller, command: RecordVisit) -> Done:
    """Record one visit for children in sight; every child gets its own row, all of one occasion.

    A visit that the caller's township has taken over is recorded though the file is out of sight, and a call in place
    of a visit once it was approved. Raises `Refused`: NOT_FOUND for each child out of sight, RULE_VIOLATION for each
    one without the commission that the mode needs, and everything that is wrong with the record. Warns of a visit to
    the household that its children do not share, and of one that is on file already, as far as the caller sees
    households and visits; and of what the law asks a household visit to find out and the record does not hold.
    """
    require(caller, "commission:visit" if command.mode is VisitMode.COMMISSIONED else "visit:record")
    earlier = await replayed(work, caller, command)
    if earlier:
        # The answer is read anew, which a listed caller can only where its children live.
        await open_listed(work, caller, command.child_ids)
        return earlier
    done, rows = await make_visit(work, caller, command)
    await remember(work, caller, command, done)
    await announce_visits(work, rows)
    return done


async def make_visit(work: Work, caller: Caller, command: RecordVisit) -> tuple[Done, list[Row]]:
    """Check and write a visit for whoever may record it, with all that follows for its children; gives its rows, too.

    Raises `Refused` before anything is written.
    """
    _check_children(command)
    entrusted = command.mode is VisitMode.COMMISSIONED
    own = work.scope
    if entrusted:
        await open_entrusted(work, command.child_ids)
    children = await load_children(work, caller, command.child_ids, ("childIds",))
    commissions = await expect_entrusted(work, children, command.mode)

    findings = Findings()
    check_past_moment(findings, ("occurredAt",), command.occurred_at, work)
    if any(day_of(command.occurred_at, work) < _first(child) for child in children):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("occurredAt",), "早于儿童出生", "lies before the child's birth")
    citation = await coordinated(work, children, command.occurred_at)
    narrative = check_narrative(findings, command.problems, command.solutions, today(work), citation)
    homes = {child["household_id"] or child["id"] for child in children}
    if command.mode is VisitMode.HOUSEHOLD and len(homes) > 1 and shown(caller, "child", FieldClass.FAMILY):
        zh, en = "这些儿童不属于同一家庭，请核对", "these children do not share a household; check"
        findings.warn(ErrorCode.BAD_USER_INPUT, ("childIds",), zh, en)
    check_after_offer(findings, work, commissions.values(), command.occurred_at)
    if any(not within(own, child["division"]) for child in children) and entrusted:
        zh, en = "档案属于委托方，记录后您看不到该走访", "the file is another place's: you will not see the record"
        findings.warn(ErrorCode.OUT_OF_JURISDICTION, ("childIds",), zh, en)
    before = len(findings.warnings)
    found, missing = await _findings(findings, work, caller, command, children)
    findings.settle()

    occasion = uuid7()
    rows: list[Row] = [
        {
            "id": uuid7(),
            "child_id": child["id"],
            "division": child["division"],
            "occurred_division": commissions[child["id"]]["to_division"] if entrusted else child["division"],
            "occasion": occasion,
            "mode": command.mode,
            "outcome": command.outcome,
            "occurred_at": command.occurred_at,
            "precision": DatePrecision.DAY,
            "recorded_by": caller.subject,
            "recorded_at": work.now,
            "missing_findings": missing[child["id"]],
            **narrative,
        }
        for child in children
    ]
    visitor = None if sees_rows(caller, "child") else await _visitor(work, caller)
    known = await load_before(
        work, caller, command.child_ids, command.occurred_at, command.mode,
        visitor=visitor, whoever=sees_rows(caller, "visit"),
    )  # fmt: skip
    findings.warnings[before:before] = _of_twins(known.twins)
    settled = await write_visits(work, known, rows, found)
    await work.many(insert(visit_finding), [finding_row(work, row, found) for row in rows if found])
    await end_commissions(work, command.mode, command.outcome, rows)
    fields = (*map(camel, spoken(command)), *spoken_findings(command.findings))
    told = ((row["id"], row["division"], fields) for row in rows)
    await audit_all(work, caller, "visit:record", told, kind="visit")
    await announce_classes(work, settled)
    return Done(tuple(row["id"] for row in rows), tuple(findings.warnings)), rows


async def announce_visits(work: Work, rows: Iterable[Row]) -> None:
    """Tell of visits that were recorded."""
    told = [(row["id"], row["division"]) for row in rows]
    await announce_all(work, "VISIT_RECORDED", told, subject_kind="visit")


async def _findings(
    findings: Findings, work: Work, caller: Caller, command: RecordVisit, children: Sequence[asyncpg.Record]
) -> tuple[Columns | None, dict[UUID, list[VisitField]]]:
    """Give the columns of what was found, and for each child what the law asks besides."""
    found = None
    if command.findings is not None:
        found = check_findings(findings, command.findings, today(work))
        if len(children) > 1:
            warn_of_several(findings, found)
    facts = {"mode": command.mode, "outcome": command.outcome, "occurred_at": command.occurred_at}
    if found is not None:
        await prompt_needs(findings, work, caller, children, command.occurred_at, found)
    return found, await check_asked(findings, work, children, facts, found, lambda _: found is not None)


def _check_children(command: RecordVisit) -> None:
    findings, asked = Findings(), command.child_ids
    if not asked:
        findings.require(("childIds",))
    if len(set(asked)) < len(asked):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("childIds",), "同一儿童出现多次", "names a child more than once")
    if len(asked) > MOST_CHILDREN:
        zh, en = f"一次走访最多{MOST_CHILDREN}名儿童", f"names more than {MOST_CHILDREN} children"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("childIds",), zh, en)
    findings.settle()


async def _visitor(work: Work, caller: Caller) -> UUID | None:
    """Give the entry in the register of staff of a listed caller; it may stand anywhere."""
    rows = await beyond_scope(work, on_duty(caller.subject))
    return rows[0]["id"] if rows else None


def _first(child: asyncpg.Record) -> date:
    """Give the earliest day of birth: the month's first where only the month is known."""
    birth: date = child["birth_date"]
    return birth if child["birth_date_precision"] == DatePrecision.DAY else birth.replace(day=1)


def _of_twins(twins: Iterable[UUID]) -> list[Refusal]:
    findings = Findings()
    for key in twins:
        zh = f"已有同一时间、同一方式的走访记录（visit_{key}），请核对是否重复"
        en = f"a visit of this time and mode is on file (visit_{key}); check for a duplicate"
        findings.warn(ErrorCode.CONFLICT, ("occurredAt",), zh, en)
    return findings.warnings
