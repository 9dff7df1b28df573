"""Record a training of one trainee: that it was attended, and the result of the assessment once it is known."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import func, insert, select, update

from alerts.outbox import announce
from care.actions.common.days import check_past_day
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.sight import load, opened
from care.actions.common.staff_advice import advise_on_trainer
from care.actions.common.staff_duties import settle_trainings
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.divisions.scope import multirange
from care.divisions.tree import chain
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import AdminLevel, AssessmentResult, TraineePost, TrainingKind, TrainingTopic
from records.ids import uuid7
from records.trainee import trainee, training, training_session
from tenants.work import Work


@dataclass(frozen=True)
class RecordTraining:
    """Which training a trainee had, by whom and when, and how the assessment went."""

    trainee_id: UUID
    kind: TrainingKind
    trainer_level: AdminLevel
    held_on: date
    topics: tuple[TrainingTopic, ...] = ()
    assessment: AssessmentResult | None = None
    idempotency_key: str | None = None


async def record_training(work: Work, caller: Caller, command: RecordTraining) -> Done:
    """Enter a training of a trainee in sight; the result of an assessment may be added later to the same training.

    The trainee's own result is that of the latest training that has one. Raises `Refused`: NOT_FOUND, CONFLICT when the
    training is on file and nothing is added.
    """
    require(caller, "training:record")
    require_rows(caller, "training")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, trainee, command.trainee_id, ("traineeId",))

    findings = Findings()
    check_past_day(findings, ("heldOn",), command.held_on, work)
    book = (await law_of(work)).at(row["division"], command.held_on)
    advise_on_trainer(findings, book, TraineePost[row["post"]], command.trainer_level)
    on_file = await training_on_file(work, command)
    if on_file is not None and not _adds(command, on_file):
        findings.refuse(ErrorCode.CONFLICT, ("heldOn",), "该培训已登记", "this training is on file already")
    warnings = findings.settle()

    await write_training(work, command, row, on_file)
    await settle_trainings(work, [row["division"]])
    fields = map(camel, spoken(command))
    await audit(work, caller, "training:record", object=row["id"], kind="trainee", fields=fields)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "TRAINEE_CHANGED", subject_kind="trainee", subject=row["id"], division=row["division"])
    return done


async def training_on_file(work: Work, command: RecordTraining) -> asyncpg.Record | None:
    """Give the row of a training that a trainee is known to have had."""
    columns = training.c
    same = select(training).where(
        columns.trainee_id == command.trainee_id,
        columns.kind == command.kind,
        columns.held_on == command.held_on,
        columns.trainer_level == command.trainer_level,
    )
    return await work.one(same.limit(1))


def _adds(command: RecordTraining, on_file: asyncpg.Record) -> bool:
    decided = on_file["assessment"] in (AssessmentResult.PASSED, AssessmentResult.FAILED)
    result = command.assessment is not None and not decided and command.assessment != on_file["assessment"]
    return result or not set(command.topics) <= set(on_file["topics"])


async def write_training(
    work: Work,
    command: RecordTraining,
    row: asyncpg.Record,
    on_file: asyncpg.Record | None,
    session: UUID | None = None,
) -> None:
    """Write a training of a trainee, or add to the one on file, and let its latest result be the trainee's."""
    topics = list(dict.fromkeys((*(on_file["topics"] if on_file else ()), *command.topics)))
    if on_file is None:
        new = insert(training).values(
            id=uuid7(),
            session_id=session or await _session_of(work, command, row["division"]),
            trainee_id=row["id"],
            division=row["division"],
            kind=command.kind,
            trainer_level=command.trainer_level,
            held_on=command.held_on,
            topics=topics,
            assessment=command.assessment,
            recorded_at=work.now,
        )
        await work.run(new)
    else:
        result = on_file["assessment"] if command.assessment is None else command.assessment
        changed = update(training).where(training.c.id == on_file["id"])
        kept = on_file["session_id"] or session
        await work.run(changed.values(topics=topics, assessment=result, session_id=kept, recorded_at=work.now))
    latest = (
        select(training.c.assessment)
        .where(training.c.trainee_id == row["id"], training.c.assessment.is_not(None))
        .order_by(training.c.held_on.desc(), training.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    result_now = func.coalesce(latest, trainee.c.assessment)
    await work.run(
        update(trainee)
        .where(trainee.c.id == row["id"])
        .values(assessment=result_now, version=trainee.c.version + 1, updated_at=work.now)
    )


async def _session_of(work: Work, command: RecordTraining, division: int) -> UUID | None:
    """Give the session on file, of a place around the trainee's, that the training was part of."""
    columns = training_session.c
    same = select(columns.id).where(
        columns.kind == command.kind,
        columns.held_on == command.held_on,
        columns.trainer_level == command.trainer_level,
        columns.division.in_(list(chain(division))),
    )
    async with opened(work, multirange([work.tenant.division])):
        found: UUID | None = await work.value(same.order_by(columns.id).limit(1))
    return found
