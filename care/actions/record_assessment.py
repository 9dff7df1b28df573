"""Record what an assessment of a child found; a level of risk is its family's, and brothers and sisters get it, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert, update

from alerts.outbox import announce
from care.actions.cases.stages import assessed
from care.actions.common.assessing import asked_for, level_before, load_family
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, Path, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import doubt, read_text
from care.actions.common.rederive import rederive
from care.actions.common.reviewing import owe_review, prompt_review
from care.actions.common.told import require_rows, shown
from care.actions.common.unset import spoken
from care.duties.law import law_of
from care.ledgers.faults import FaultCode
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode
from policies.require import require
from records.assessment import assessment
from records.child import child
from records.codes import AssessmentKind, GuardianshipCondition, GuardianshipRating, RiskLevel
from records.household import household
from records.ids import uuid7
from tenants.work import Work

# Which column of a child an assessment sets, and the key of the scale that its levels are on.
_LEVELS = {
    AssessmentKind.RISK_LEVEL: ("risk_level", "risk.scale"),
    AssessmentKind.GUARDIANSHIP_RATING: ("guardianship_rating", "rating.scale"),
}


@dataclass(frozen=True)
class RecordAssessment:
    """What was found of a child on a day: a level or rating, or a result in words."""

    child_id: UUID
    kind: AssessmentKind
    assessed_on: date
    risk_level: RiskLevel | None = None
    guardianship_rating: GuardianshipRating | None = None
    result: str | None = None
    next_review_on: date | None = None
    idempotency_key: str | None = None


async def record_assessment(work: Work, caller: Caller, command: RecordAssessment) -> Done:
    """Write an assessment of a child in sight, in place of the request for it if there is one.

    Who sees children by list writes results in words and no levels.

    The latest level holds: one that was found before it is kept and changes nothing. What is owed to the children
    follows in the same transaction. Raises `Refused`: NOT_FOUND, and everything that is wrong with the record. Warns
    of a level that contradicts the child's guardianship (reading A14), and of one that nothing follows from here.
    """
    require(caller, "assessment:record")
    # A level is its family's, whose other children may be on nobody's list: a result in words is this child's alone.
    require_rows(caller, "assessment", listed=command.kind not in _LEVELS)
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row, kin = await load_family(work, caller, command.child_id)

    findings = Findings()
    _check_days(findings, work, command, row)
    book = (await law_of(work)).at(row["division"], min(command.assessed_on, today(work)))
    check_level(findings, command, book, condition_told(caller, row))
    result = read_text(findings, ("result",), command.result, today(work))
    if command.kind not in _LEVELS and result is None and not findings.spoiled("result"):
        findings.require(("result",))
    await prompt_review(findings, work, row["id"], command.kind, command.next_review_on, book)
    warnings = findings.settle()

    rated = kin if command.kind is AssessmentKind.RISK_LEVEL else [row]
    keys = await write_found(work, caller, command, rated, result)
    for one in rated:
        await owe_review(work, one, keys[one["id"]], command.kind, command.assessed_on, command.next_review_on, book)
    done = Done((keys[command.child_id],), warnings)
    fields = map(camel, spoken(command))
    await audit(work, caller, "assessment:record", object=done.ids[0], kind="assessment", fields=fields)
    await remember(work, caller, command, done)
    await assessed(work, command.child_id, command.assessed_on, book)
    if command.kind in _LEVELS:
        await rederive(work, *(one["id"] for one in rated))
    for one in rated:
        await announce(work, "CHILD_UPDATED", subject_kind="child", subject=one["id"], division=one["division"])
    return done


def _check_days(findings: Findings, work: Work, command: RecordAssessment, row: asyncpg.Record) -> None:
    check_past_day(findings, ("assessedOn",), command.assessed_on, work)
    if command.assessed_on < row["birth_date"].replace(day=1):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("assessedOn",), "早于儿童出生", "lies before the child's birth")
    if command.next_review_on is not None and command.next_review_on <= command.assessed_on:
        zh, en = "应晚于评估日期", "must lie after the day of the assessment"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("nextReviewOn",), zh, en)


def condition_told(caller: Caller, row: asyncpg.Record) -> GuardianshipCondition | None:
    """Give how the child is looked after as the form has it, if the caller may be told."""
    told = row["guardianship_condition"] if shown(caller, "child", FieldClass.FAMILY) else None
    return told and GuardianshipCondition[told]


def check_level(
    findings: Findings,
    command: RecordAssessment,
    book: Rulebook,
    condition: GuardianshipCondition | None,
    path: Path | None = None,
) -> None:
    """Check that the level is the one that this kind sets, and that it is on the scale of the place.

    `path` is where the input has the level, by itself under the column's own name.
    """
    own = _LEVELS.get(command.kind)
    for column, _ in _LEVELS.values():
        if getattr(command, column) is not None and (own is None or column != own[0]):
            zh, en = "此类评估不填写该项", "is not what this kind of assessment finds"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (camel(column),), zh, en)
    if own is None:
        return
    column, key = own
    level, path = getattr(command, column), path or (camel(column),)
    if level is None or level == RiskLevel.UNRATED:
        findings.require(path)
        return
    scale = book.rule(key)
    if scale is None:
        zh, en = "本地规定没有此等级，走访频次不随之变化", "is on no scale here: no duty follows from it"
        findings.warn(ErrorCode.RULE_VIOLATION, path, zh, en)
    elif isinstance(scale.value, frozenset) and level not in scale.value:
        zh, en = f"只能是：{'、'.join(sorted(scale.value))}", f"must be one of {', '.join(sorted(scale.value))}"
        findings.refuse(ErrorCode.RULE_VIOLATION, path, zh, en, scale.citation)
    if level is RiskLevel.LOW and condition is GuardianshipCondition.INADEQUATE:
        doubt(findings, path, FaultCode.RISK_CONTRADICTS)


async def write_found(
    work: Work,
    caller: Caller,
    command: RecordAssessment,
    rated: Sequence[asyncpg.Record],
    result: str | None,
    *,
    home: bool = True,
) -> dict[UUID, UUID]:
    """Write a row for each child, and the level that follows; gives the keys of the rows by their children.

    Without `home` the household's own row is left to the caller.
    """
    column = _LEVELS[command.kind][0] if command.kind in _LEVELS else None
    keys: dict[UUID, UUID] = {}
    for one in rated:
        facts: dict[str, Any] = {"result": result if one["id"] == command.child_id else None}
        if column is not None:
            level = getattr(command, column)
            before, latest = await level_before(work, one, column, command.assessed_on)
            facts |= {column: level, f"{column}_before": before}
            if latest:
                new = {column: level, "version": child.c.version + 1}
                await work.run(update(child).where(child.c.id == one["id"]).values(**new))
                if home:
                    await _rate_home(work, command, one)
        keys[one["id"]] = await _kept(work, caller, command, one, facts)
        await touch(work, one["id"])
    return keys


async def _kept(
    work: Work, caller: Caller, command: RecordAssessment, one: asyncpg.Record, facts: dict[str, Any]
) -> UUID:
    """Fill in the assessment that was asked for, or write one that nobody asked for."""
    facts |= {
        "assessed_on": command.assessed_on,
        "next_review_on": command.next_review_on,
        "recorded_by": caller.subject,
        "updated_at": work.now,
    }
    asked = await work.one(asked_for(one["id"], command.kind))
    if asked is not None:
        await work.run(update(assessment).where(assessment.c.id == asked["id"]).values(**facts))
        waiting: UUID = asked["id"]
        return waiting
    key = uuid7()
    own = {"id": key, "child_id": one["id"], "division": one["division"], "kind": command.kind}
    times = {"requested_at": work.now, "created_at": work.now}
    await work.run(insert(assessment).values(**own, **times, **facts, assessor=caller.name))
    return key


async def _rate_home(work: Work, command: RecordAssessment, one: asyncpg.Record) -> None:
    """Keep the level of risk on the household, too: whoever joins it begins with that."""
    if command.kind is AssessmentKind.RISK_LEVEL and one["id"] == command.child_id and one["household_id"] is not None:
        rated = {"guardianship_risk": command.risk_level, "version": household.c.version + 1, "updated_at": work.now}
        await work.run(update(household).where(household.c.id == one["household_id"]).values(**rated))
