"""Record a screening: what a village's round has done so far, a visit or a call for each child."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.days import day_of, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, Path, camel, refusal
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_SCREENING
from care.actions.common.places import check_village, places
from care.actions.common.sight import not_found
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.actions.common.visit_findings import VisitFindings
from care.actions.common.visit_rows import Row
from care.actions.record_visit import RecordVisit, announce_visits, make_visit
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from records.child import child
from records.codes import DutyKind, KeyChildReason, VisitMode, VisitOutcome
from records.duty import duty
from records.screening import screening_round
from tenants.work import Work

MOST_ENTRIES = 100
MODES: Final = (VisitMode.FIELD_CHECK, VisitMode.PHONE_CHECK, VisitMode.HOUSEHOLD)


@dataclass(frozen=True)
class Screened:
    """How one child was screened, what came of it and what was found."""

    child_id: UUID
    mode: VisitMode
    occurred_at: datetime
    outcome: VisitOutcome = VisitOutcome.MET
    problems: str | None = None
    solutions: str | None = None
    findings: VisitFindings | None = None


@dataclass(frozen=True)
class RecordScreening:
    """The village and the period of a round (2026Q1), and the children that were screened."""

    division: int
    period: str
    entries: tuple[Screened, ...]
    client_id: str | None = None
    idempotency_key: str | None = None


async def record_screening(work: Work, caller: Caller, command: RecordScreening) -> Done:
    """Record a visit for each child of a round, all or none; gives the round.

    Raises `Refused` with everything that is wrong, by entry: NOT_FOUND for a round that is not open and for children
    out of sight, RULE_VIOLATION where no rule asks for screenings. Warns of entries that do not count: children whom
    the rules want visited and who were called, and those who were not met (YN-B3, reading A36).
    """
    require(caller, "screening:record")
    require_rows(caller, "screening")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    found = await _round(work, command)
    await _check_entries(work, command, found)

    refusals: list[Refusal] = []
    warnings: list[Refusal] = []
    rows: list[Row] = []
    for place, entry in enumerate(command.entries):
        try:
            done, made = await make_visit(work, caller, _visit(entry))
        except Refused as refused:
            refusals.extend(_inside(place, refused.refusals))
            continue
        warnings.extend(_inside(place, done.warnings))
        rows.extend(made)
    if refusals:
        raise Refused(*refusals)
    warnings.extend(await _uncounted(work, command, found))
    await work.conclude()  # the trail names the visits before the round that they were made for
    await audit(
        work,
        caller,
        "screening:record",
        object=found["id"],
        kind="screening",
        fields=map(camel, spoken(command)),
        count=len(rows),
        rule_version=found["rule_version"],
    )
    answer = Done((found["id"],), tuple(warnings))
    await remember(work, caller, command, answer)
    await announce_visits(work, rows)
    return answer


async def _round(work: Work, command: RecordScreening) -> asyncpg.Record:
    """Load the round of a village in the caller's area. Raises `Refused`."""
    findings, path = Findings(OF_SCREENING), ("division",)
    known = await places(work, [command.division])
    check_village(findings, path, command.division, known, province=work.tenant.division, scope=work.scope)
    findings.settle()
    asked = select(screening_round).where(
        screening_round.c.division == command.division, screening_round.c.period == command.period
    )
    found = await work.one(asked)
    if found is not None:
        return found
    if (await law_of(work)).at(command.division, today(work)).rule("screening.village.maxInterval") is None:
        zh, en = "当地规定没有村级排查的要求", "no rule asks for screenings there"
        raise Refused(refusal(ErrorCode.RULE_VIOLATION, path, zh, en, labels=OF_SCREENING))
    raise Refused(not_found(("period",)))


async def _check_entries(work: Work, command: RecordScreening, found: asyncpg.Record) -> None:
    findings, entries = Findings(OF_SCREENING), command.entries
    if not entries:
        findings.require(("entries",))
    if len(entries) > MOST_ENTRIES:
        zh, en = f"一次最多{MOST_ENTRIES}名儿童", f"holds more than {MOST_ENTRIES} children"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("entries",), zh, en)
    findings.settle()
    asked = select(child.c.id, child.c.division).where(child.c.id.in_([one.child_id for one in entries]))
    homes = {row["id"]: row["division"] for row in await work.all(asked)}
    seen: set[UUID] = set()
    for place, entry in enumerate(entries):
        path = ("entries", str(place))
        if entry.child_id in seen:
            zh, en = "同一儿童出现多次", "names a child more than once"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (*path, "childId"), zh, en)
        elif homes.get(entry.child_id, command.division) != command.division:
            zh, en = "不在该村（居）", "does not live in the village"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (*path, "childId"), zh, en)
        seen.add(entry.child_id)
        if entry.mode not in MODES:
            zh, en = f"排查方式应为：{'、'.join(mode.zh for mode in MODES)}", f"must be one of {', '.join(MODES)}"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (*path, "mode"), zh, en)
        if not found["starts_on"] <= day_of(entry.occurred_at, work) <= found["due_on"]:
            zh, en = f"不在本期（{found['period']}）内", f"lies outside the round of {found['period']}"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (*path, "occurredAt"), zh, en)
    findings.settle()


def _visit(entry: Screened) -> RecordVisit:
    return RecordVisit(
        (entry.child_id,),
        entry.mode,
        entry.occurred_at,
        outcome=entry.outcome,
        problems=entry.problems,
        solutions=entry.solutions,
        findings=entry.findings,
    )


def _inside(place: int, told: Sequence[Refusal]) -> Iterator[Refusal]:
    """Tell what was said of one visit with the path of its entry."""
    for one in told:
        own: Path = ("childId",) if one.path[:1] == ("childIds",) else one.path
        yield Refusal(one.code, ("entries", str(place), *own), one.zh, one.en, one.citation)


async def _uncounted(work: Work, command: RecordScreening, found: asyncpg.Record) -> list[Refusal]:
    """Warn of entries after which the child still is to be screened."""
    asked = select(duty).where(
        duty.c.child_id.in_([one.child_id for one in command.entries]),
        duty.c.kind == DutyKind.SCREENING,
        duty.c.period == command.period,
        duty.c.cancelled_at.is_(None),
    )
    owed = {row["child_id"]: row for row in await work.all(asked)}
    findings = Findings(OF_SCREENING)
    for place, entry in enumerate(command.entries):
        path, row = ("entries", str(place)), owed.get(entry.child_id)
        if row is None:
            zh, en = "不在本期排查名单内，不计入", "is not on the list of the round and does not count"
            findings.warn(ErrorCode.RULE_VIOLATION, (*path, "childId"), zh, en, found["citation"])
        elif row["done_at"] is not None:
            continue
        elif entry.outcome is not VisitOutcome.MET:
            zh, en = "未见到儿童，不计入，请再次走访（NOT_VISITED）", "nobody was met: does not count (NOT_VISITED)"
            findings.warn(ErrorCode.RULE_VIOLATION, (*path, "outcome"), zh, en, row["citation"])
        else:
            whom = "须百分之百走访的儿童" if set(row["reasons"]) & set(KeyChildReason) else "儿童"
            zh = f"{whom}，{entry.mode.zh}不计入，仍须走访（NOT_VISITED）"
            en = f"{entry.mode.value} does not count: the child must be visited (NOT_VISITED)"
            findings.warn(ErrorCode.RULE_VIOLATION, (*path, "mode"), zh, en, row["citation"])
    return findings.warnings
