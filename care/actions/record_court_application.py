"""Record an application to the court, or that one becomes owed: since when parents are not found, or refuse."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from alerts.outbox import announce
from care.actions.cases.duties import Owed, fulfil, owe
from care.actions.cases.sight import InHand, case_findings, reopen_case, take_case
from care.actions.cases.stages import reach
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.reading import read_short_text, read_text
from care.actions.common.unset import spoken
from care.duties.court import Threshold, threshold
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.case import court_application
from records.codes import CourtGround, DutyBasis, DutyKind, LoopStage, Purpose
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class RecordCourtApplication:
    """On what ground the court is or will have to be applied to; without `applied_on` it is watched only.

    `since` is the first day on which parents were not found, or on which the guardian refused the duty.
    """

    case_id: UUID
    ground: CourtGround
    since: date | None = None
    applied_on: date | None = None
    court: str | None = None
    reference_number: str | None = None
    outcome: str | None = None
    idempotency_key: str | None = None


async def record_court_application(work: Work, caller: Caller, command: RecordCourtApplication) -> Done:
    """Write an application, or since when its ground holds: the duty to apply follows from the day that the rule gives.

    One row is kept for each ground of a case; what comes later completes it. Raises `Refused`: NOT_FOUND, CONFLICT for
    a closed case, RULE_VIOLATION for an application before its time (云民规〔2019〕3号 (十), reading A25: over one
    year, six months or more), and everything that is wrong with the record. Warns where no rule makes it a duty.
    """
    require(caller, "case:apply")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_case(work, caller, earlier.ids[0])
        return earlier
    one = await take_case(work, caller, command.case_id)
    before = await _before(work, one, command)
    since = command.since or (before["since"] if before else None)

    findings = case_findings()
    texts = {
        "court": read_short_text(findings, ("court",), command.court, today(work)),
        "reference_number": read_short_text(findings, ("referenceNumber",), command.reference_number, today(work)),
        "outcome": read_text(findings, ("outcome",), command.outcome, today(work)),
    }
    book = (await law_of(work)).at(one.child["division"], min(command.applied_on or today(work), today(work)))
    reached = threshold(command.ground, since, book) if since else None
    _check(findings, work, command, since, reached)
    warnings = findings.settle()

    key = await _write(work, caller, one, command, before, since, reached, texts)
    if reached is not None and (before is None or before["owed_from"] is None):
        basis = DutyBasis[reached.rule.basis]
        named = (reached.rule.name, reached.rule.citation, basis, book.version)
        await owe(work, one, Owed(DutyKind.COURT_APPLICATION, key, reached.since, reached.owed_on, *named))
    if command.applied_on is not None:
        await fulfil(work, one, DutyKind.COURT_APPLICATION, key, command.applied_on)
        await reach(work, one, LoopStage.GUARDIANSHIP_INTERVENTION, book)
    else:
        await reach(work, one, LoopStage[one.case["stage"]], book)
    fields, purpose = map(camel, spoken(command)), Purpose.CASE_HANDLING
    await audit(work, caller, "case:apply", object=one.key, kind="case", fields=fields, purpose=purpose)
    done = Done((one.key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="case", subject=one.key, division=one.case["division"])
    return done


async def _before(work: Work, one: InHand, command: RecordCourtApplication) -> asyncpg.Record | None:
    """Load and lock what is on file of the same ground and not yet decided."""
    asked = select(court_application).where(
        court_application.c.case_id == one.key,
        court_application.c.ground == command.ground,
        court_application.c.outcome.is_(None),
    )
    return await work.one(asked.order_by(court_application.c.id.desc()).limit(1).with_for_update())


def _check(
    findings: Findings, work: Work, command: RecordCourtApplication, since: date | None, reached: Threshold | None
) -> None:
    for name, day in (("since", command.since), ("appliedOn", command.applied_on)):
        if day is not None:
            check_past_day(findings, (name,), day, work)
    if command.ground is CourtGround.OTHER:
        if command.applied_on is None:
            findings.require(("appliedOn",))
        if command.since is not None:
            zh, en = "此理由不计期限，不填写起始日期", "is left out: this ground counts no time"
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("since",), zh, en)
        return
    if since is None:
        findings.require(("since",))
    elif reached is None:
        zh, en = "本地文件未规定期限，不生成申请任务", "follows no rule here: no duty to apply comes of it"
        findings.warn(ErrorCode.RULE_VIOLATION, ("ground",), zh, en)
    elif command.applied_on is not None and command.applied_on < reached.owed_on:
        zh, en = (
            f"未满规定期限，{reached.owed_on}起可申请",
            f"comes before its time, which is reached on {reached.owed_on}",
        )
        findings.refuse(ErrorCode.RULE_VIOLATION, ("appliedOn",), zh, en, reached.rule.citation)


async def _write(
    work: Work,
    caller: Caller,
    one: InHand,
    command: RecordCourtApplication,
    before: asyncpg.Record | None,
    since: date | None,
    reached: Threshold | None,
    texts: dict[str, str | None],
) -> UUID:
    facts: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
    if command.applied_on is not None:
        facts["applied_on"] = command.applied_on
    if before is not None:
        row = update(court_application).where(court_application.c.id == before["id"])
        await work.run(row.values(**facts, updated_at=work.now))
        found: UUID = before["id"]
        return found
    key = uuid7()
    own = {"id": key, "case_id": one.key, "ground": command.ground, "since": since, "recorded_by": caller.subject}
    ruled = {"owed_from": reached and reached.owed_on, "citation": reached and reached.rule.citation}
    times = {"created_at": work.now, "updated_at": work.now}
    await work.run(insert(court_application).values(**own, **ruled, **facts, **times))
    return key
