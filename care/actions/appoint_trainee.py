"""Appoint a trainee to villages: from that day on their children are the caseload."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import asyncpg
from sqlalchemy import insert, update

from alerts.outbox import announce
from care.actions.common.appointing import check_assessed, running_of
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_STAFF
from care.actions.common.places import check_village, places
from care.actions.common.sight import load
from care.actions.common.staff_advice import advise_on_entry
from care.actions.common.unset import spoken
from care.divisions.digits import around
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import AdminLevel, AppointmentSource, Sex, TraineePost
from records.ids import uuid7
from records.trainee import appointment, trainee
from tenants.work import Work

_SERVING = (TraineePost.CHILD_DIRECTOR, TraineePost.CHILD_SUPERVISOR)


@dataclass(frozen=True)
class AppointTrainee:
    """Who is appointed from which day on, and for which villages (12-digit codes)."""

    trainee_id: UUID
    since: date
    villages: tuple[int, ...]
    idempotency_key: str | None = None


async def appoint_trainee(work: Work, caller: Caller, command: AppointTrainee) -> Done:
    """Appoint a director or supervisor to villages of their township; an appointment that runs ends the day before.

    Raises `Refused`: NOT_FOUND, NOT_ASSESSED where the rules want an assessment passed before duty, with the citation,
    and OUT_OF_JURISDICTION. Warns of what the documents prefer of those who are appointed.
    """
    require(caller, "trainee:appoint")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, trainee, command.trainee_id, ("traineeId",))

    findings, post = Findings(OF_STAFF), TraineePost[row["post"]]
    if post not in _SERVING:
        zh, en = "只有儿童主任和儿童督导员任职到村", "only child directors and supervisors serve villages"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("traineeId",), zh, en)
    await check_assessed(findings, work, row, ("traineeId",))
    await _check_villages(findings, work, command, row)
    running = await running_of(work, row["id"])
    if running is not None and command.since <= running["since"]:
        zh, en = "已有同日或更晚开始的任职", "begins no later than the appointment that runs"
        findings.refuse(ErrorCode.CONFLICT, ("from",), zh, en)
    book = (await law_of(work)).at(row["division"], today(work))
    sex = Sex[row["sex"]] if row["sex"] else None
    source = AppointmentSource[row["source"]] if row["source"] else None
    advise_on_entry(findings, book, post, sex, source)
    warnings = findings.settle()

    if running is not None:
        ended = {"until": command.since - timedelta(days=1)}
        await work.run(update(appointment).where(appointment.c.id == running["id"]).values(**ended))
    await write_appointment(work, caller, row, command.since, command.villages)
    await audit(
        work, caller, "trainee:appoint", object=row["id"], kind="trainee", fields=map(camel, spoken(command)),
        rule_version=book.version,
    )  # fmt: skip
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "TRAINEE_CHANGED", subject_kind="trainee", subject=row["id"], division=row["division"])
    return done


async def write_appointment(
    work: Work, caller: Caller, row: asyncpg.Record, since: date, villages: tuple[int, ...]
) -> None:
    """Write an appointment that runs from a day on, and let the trainee be on duty."""
    new = {"id": uuid7(), "trainee_id": row["id"], "division": row["division"], "since": since}
    by = {"recorded_by": caller.subject, "recorded_at": work.now}
    await work.run(insert(appointment).values(**new, villages=sorted(set(villages)), **by))
    serving = {"on_duty": True, "version": trainee.c.version + 1, "updated_at": work.now}
    await work.run(update(trainee).where(trainee.c.id == row["id"]).values(**serving))


async def _check_villages(findings: Findings, work: Work, command: AppointTrainee, row: asyncpg.Record) -> None:
    if not command.villages:
        findings.require(("villages",))
    known = await places(work, list(command.villages))
    for place, village in enumerate(command.villages):
        path = ("villages", str(place))
        check_village(findings, path, village, known, province=work.tenant.division, scope=work.scope)
        if not findings.spoiled(*path) and around(village, AdminLevel.TOWNSHIP) != row["township"]:
            findings.refuse(ErrorCode.BAD_USER_INPUT, path, "不在其任职的乡镇（街道）", "lies in another township")
