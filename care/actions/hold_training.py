"""Write down a training session: who held it, what it was about, and who attended it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select

from alerts.outbox import announce_all
from care.actions.common.calendar import settle_for
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_TRAINING
from care.actions.common.places import check_place, places, prefecture
from care.actions.common.sight import not_found
from care.actions.common.staff_advice import advise_on_trainer
from care.actions.common.staff_duties import settle_trainings
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.actions.record_training import RecordTraining, training_on_file, write_training
from care.divisions.scope import covers
from care.divisions.tree import level_of
from care.duties.law import law_of
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import AdminLevel, AssessmentResult, TraineePost, TrainingKind, TrainingMode, TrainingTopic
from records.ids import uuid7
from records.trainee import trainee, training_session
from tenants.work import Work

MOST = 500
_HOLDING = {
    AdminLevel.PROVINCE: AdminLevel.PROVINCE,
    AdminLevel.PREFECTURE: AdminLevel.PREFECTURE,
    AdminLevel.SPECIAL_ZONE: AdminLevel.COUNTY,
    AdminLevel.COUNTY: AdminLevel.COUNTY,
}


@dataclass(frozen=True)
class Attended:
    """Who attended a session, and how the assessment went if there was one."""

    trainee_id: UUID
    assessment: AssessmentResult | None = None


@dataclass(frozen=True)
class HoldTraining:
    """A session that a place (12-digit code of a county, prefecture or province) held, and who attended it."""

    division: int
    kind: TrainingKind
    mode: TrainingMode
    held_on: date
    topics: tuple[TrainingTopic, ...] = ()
    attendance: tuple[Attended, ...] = ()
    idempotency_key: str | None = None


async def hold_training(work: Work, caller: Caller, command: HoldTraining) -> Done:
    """Write a session of a place in the caller's area with its attendance, at most 500; each goes to the archive.

    The trainer's level is the place's. Raises `Refused`: OUT_OF_JURISDICTION, NOT_FOUND for trainees out of sight,
    REQUIRED where a county's session was attended by nobody. Warns of what the rules name otherwise: topics left out,
    the form, and a level that in principle trains other posts (YN-G2, YN-G4, YN-G5).
    """
    require(caller, "trainingSession:hold")
    require_rows(caller, "trainingSession")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier

    findings, known = Findings(OF_TRAINING), await places(work, [command.division])
    check_past_day(findings, ("heldOn",), command.held_on, work)
    check_place(findings, ("division",), command.division, known, province=work.tenant.division, scope=work.scope)
    level = None if findings.spoiled("division") else _HOLDING.get(level_of(command.division))
    if level is None and not findings.spoiled("division"):
        zh, en = "应为县（市、区）、设区的市或省的12位代码", "must be the code of a county, a prefecture or a province"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("division",), zh, en)
    if len(command.attendance) > MOST:
        zh, en = f"一次最多{MOST}人", f"holds more than {MOST} people"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("attendance",), zh, en)
    if level is AdminLevel.COUNTY and not command.attendance:
        findings.require(("attendance",))
    rows = await _trainees(findings, work, command) if not findings.refusals else []
    findings.settle()
    assert level is not None  # noqa: S101 (a place without one was refused)
    book = (await law_of(work)).at(command.division, min(command.held_on, today(work)))
    _compare(findings, command, level, book, rows)

    key = await _write(work, caller, command, level, rows)
    await settle_for(work, command.division)
    await settle_trainings(work, {row["division"] for row in rows})
    fields, count = map(camel, spoken(command)), len(rows)
    await audit(
        work, caller, "trainingSession:hold", object=key, kind="trainingSession", fields=fields, count=count,
        rule_version=book.version,
    )  # fmt: skip
    done = Done((key,), findings.settle())
    await remember(work, caller, command, done)
    told = [(row["id"], row["division"]) for row in rows]
    await announce_all(work, "TRAINEE_CHANGED", told, subject_kind="trainee")
    return done


async def _trainees(findings: Findings, work: Work, command: HoldTraining) -> list[asyncpg.Record]:
    """Load and lock who attended, in the order of the input; each must be in sight and belong to the place."""
    keys = [one.trainee_id for one in command.attendance]
    found = {row["id"]: row for row in await work.all(select(trainee).where(trainee.c.id.in_(keys)).with_for_update())}
    for place, key in enumerate(keys):
        row, path = found.get(key), ("attendance", str(place), "traineeId")
        if row is None:
            findings.refusals.append(not_found(path))
        elif not covers([command.division], row["division"]):
            findings.refuse(ErrorCode.BAD_USER_INPUT, path, "不在该地区任职", "does not work in this place")
        elif key in keys[:place]:
            findings.refuse(ErrorCode.BAD_USER_INPUT, path, "同一人出现多次", "names somebody more than once")
    return [found[key] for key in keys if key in found]


def _compare(
    findings: Findings, command: HoldTraining, level: AdminLevel, book: Rulebook, rows: Sequence[asyncpg.Record]
) -> None:
    topics, modes = book.rule("training.topics"), book.rule("training.modes")
    left_out = sorted(book.codes("training.topics") - {topic.value for topic in command.topics})
    if topics is not None and left_out:
        named = "、".join(TrainingTopic[code].zh for code in left_out)
        zh, en = f"培训内容还应包括：{named}", f"leaves out what is to be taught: {', '.join(left_out)}"
        findings.warn(ErrorCode.RULE_VIOLATION, ("topics",), zh, en, topics.citation)
    if modes is not None and command.mode.value not in book.codes("training.modes"):
        zh, en = "不是规定的培训形式", "is no form of training that the rules name"
        findings.warn(ErrorCode.RULE_VIOLATION, ("mode",), zh, en, modes.citation)
    for post in sorted({row["post"] for row in rows}):
        advise_on_trainer(findings, book, TraineePost[post], level, ("division",))


async def _write(
    work: Work, caller: Caller, command: HoldTraining, level: AdminLevel, rows: Sequence[asyncpg.Record]
) -> UUID:
    key = uuid7()
    await work.run(
        insert(training_session).values(
            id=key,
            division=command.division,
            prefecture=prefecture(command.division),
            kind=command.kind,
            trainer_level=level,
            mode=command.mode,
            held_on=command.held_on,
            topics=list(dict.fromkeys(command.topics)),
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    for one, row in zip(command.attendance, rows, strict=True):
        single = RecordTraining(row["id"], command.kind, level, command.held_on, command.topics, one.assessment)
        await write_training(work, single, row, await training_on_file(work, single), key)
    return key
