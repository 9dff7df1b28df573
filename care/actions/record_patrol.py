"""Record a patrol: a township has looked at what its villages do for their children."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, insert, select

from alerts.outbox import announce
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PATROL
from care.actions.common.places import check_place, places
from care.actions.common.reading import read_text
from care.actions.common.told import require_rows
from care.actions.common.townships import settle_townships, township_of
from care.actions.common.unset import spoken
from care.duties.law import law_of
from care.duties.places.patrols import INTERVAL
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import DutyKind, PatrolTopic
from records.duty import duty
from records.ids import uuid7
from records.patrol import patrol
from tenants.work import Work


@dataclass(frozen=True)
class RecordPatrol:
    """Which township was patrolled, on which day, what was verified and what was found."""

    division: int
    patrolled_on: date
    topics: tuple[PatrolTopic, ...] = ()
    findings: str | None = None
    client_id: str | None = None
    idempotency_key: str | None = None


async def record_patrol(work: Work, caller: Caller, command: RecordPatrol) -> Done:
    """Record a patrol of a township in the caller's area; gives the duty that it satisfied, else the one still owed.

    Raises `Refused`: OUT_OF_JURISDICTION, RULE_VIOLATION where no rule asks for patrols, REQUIRED for each topic that
    the rules of the day want verified. Warns of a patrol of the same day, and of one that comes before the duty began.
    """
    require(caller, "patrol:record")
    require_rows(caller, "patrol")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier

    findings, law = Findings(OF_PATROL), await law_of(work)
    check_past_day(findings, ("patrolledOn",), command.patrolled_on, work)
    known = await places(work, [command.division])
    province = work.tenant.division
    check_place(findings, ("division",), command.division, known, province=province, scope=work.scope)
    if not findings.spoiled("division") and township_of(command.division) != command.division:
        zh, en = "应为乡镇（街道）的12位代码", "must be the 12-digit code of a township"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("division",), zh, en)
    if not findings.refusals:
        _check_topics(findings, command, law.at(command.division, command.patrolled_on))
    found = read_text(findings, ("findings",), command.findings, today(work))
    if not findings.refusals:
        await _warn_of_twin(findings, work, command)
    findings.settle()

    key = uuid7()
    await work.run(
        insert(patrol).values(
            id=key,
            division=command.division,
            patrolled_on=command.patrolled_on,
            topics=sorted(set(command.topics), key=list(PatrolTopic).index),
            findings=found,
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    await settle_townships(work, [command.division])
    shown = await _duties(findings, work, command, key)
    version = law.at(command.division, command.patrolled_on).version
    fields = map(camel, spoken(command))
    await audit(work, caller, "patrol:record", object=key, kind="patrol", fields=fields, rule_version=version)
    done = Done(shown, findings.settle())
    await remember(work, caller, command, done)
    await announce(work, "DUTY_SETTLED", subject_kind="patrol", subject=key, division=command.division)
    return done


def _check_topics(findings: Findings, command: RecordPatrol, book: Rulebook) -> None:
    if book.rule(INTERVAL) is None:
        zh, en = "当地规定没有乡镇巡查的要求", "no rule asks for patrols there"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("division",), zh, en)
        return
    asked = book.rule("patrol.township.topics")
    wanted = book.codes("patrol.township.topics")
    for topic in PatrolTopic:
        if topic in wanted and topic not in command.topics:
            citation = None if asked is None else asked.citation
            zh, en = f"缺少“{topic.zh}”", f"lacks {topic.value}"
            findings.refuse(ErrorCode.REQUIRED, ("topics",), zh, en, citation)


async def _warn_of_twin(findings: Findings, work: Work, command: RecordPatrol) -> None:
    same = (patrol.c.division == command.division, patrol.c.patrolled_on == command.patrolled_on)
    if await work.value(select(func.count()).select_from(patrol).where(*same)):
        zh, en = "当日已有巡查记录，请核对是否重复", "a patrol of this day is on file; check for a duplicate"
        findings.warn(ErrorCode.CONFLICT, ("patrolledOn",), zh, en)


async def _duties(findings: Findings, work: Work, command: RecordPatrol, key: UUID) -> tuple[UUID, ...]:
    """Give the duty that the patrol satisfied; of one that satisfied none this is told, with what is still owed."""
    theirs = select(duty.c.id).where(
        duty.c.division == command.division, duty.c.kind == DutyKind.TOWNSHIP_PATROL, duty.c.cancelled_at.is_(None)
    )
    satisfied = [row["id"] for row in await work.all(theirs.where(duty.c.satisfied_by == key))]
    if satisfied:
        return tuple(satisfied)
    zh, en = "此次巡查不计入任何一期任务", "this patrol counts for no duty"
    findings.warn(ErrorCode.RULE_VIOLATION, ("patrolledOn",), zh, en)
    owed = theirs.where(duty.c.done_at.is_(None)).order_by(duty.c.due_at.desc()).limit(1)
    return tuple(row["id"] for row in await work.all(owed))
