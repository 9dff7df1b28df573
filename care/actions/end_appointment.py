"""End an appointment: the villages, and so their children, are handed over to somebody or stay to be staffed."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import asyncpg
from sqlalchemy import func, select, update

from alerts.outbox import announce, announce_all
from care.actions.appoint_trainee import write_appointment
from care.actions.common.appointing import check_assessed, running_of
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_STAFF
from care.actions.common.reading import read_text
from care.actions.common.sight import load
from care.actions.common.staff_duties import settle_trainings
from care.actions.common.unset import spoken
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.child import child
from records.codes import FileStatus
from records.duty import duty
from records.trainee import appointment, trainee
from tenants.work import Work

_UNDER_CARE = (FileStatus.OPEN.value, FileStatus.REVIEW.value)


@dataclass(frozen=True)
class EndAppointment:
    """Whose appointment ends, its last day, why, and who takes the villages over from the next day on."""

    trainee_id: UUID
    on: date
    reason: str
    successor_id: UUID | None = None
    idempotency_key: str | None = None


async def end_appointment(work: Work, caller: Caller, command: EndAppointment) -> Done:
    """End the appointment that runs and hand the caseload over: villages, and duties that named the person.

    The successor holds the same post in the same township and keeps the villages already theirs. Raises `Refused`:
    NOT_FOUND, CONFLICT where no appointment runs, NOT_ASSESSED for a successor who must be assessed first. Warns of
    children who have nobody then.
    """
    require(caller, "trainee:end")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, trainee, command.trainee_id, ("traineeId",))
    running = await running_of(work, row["id"])

    findings = Findings(OF_STAFF)
    reason = read_text(findings, ("reason",), command.reason, today(work))
    if reason is None and not findings.spoiled("reason"):
        findings.require(("reason",))
    if running is None:
        findings.refuse(ErrorCode.CONFLICT, ("traineeId",), "没有在任的任职", "has no appointment that runs")
    elif command.on < running["since"]:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("on",), "早于任职日期", "is before the appointment began")
    successor = await _successor(findings, work, caller, command, row)
    findings.settle()
    assert running is not None  # noqa: S101 (without one it was refused)
    left = [] if successor is not None else await _warn_of_children(findings, work, running["villages"])

    await _end(work, command, running, reason)
    if successor is not None:
        await _hand_over(work, caller, command, running, successor)
    await settle_trainings(work, [row["division"]])
    fields = map(camel, spoken(command))
    await audit(work, caller, "trainee:end", object=row["id"], kind="trainee", fields=fields, reason=reason)
    done = Done((row["id"],), findings.settle())
    await remember(work, caller, command, done)
    await announce(work, "TRAINEE_CHANGED", subject_kind="trainee", subject=row["id"], division=row["division"])
    gaps = [(row["id"], village) for village in left]
    await announce_all(work, "STAFFING_GAP", gaps, subject_kind="trainee", severity="SERIOUS")
    return done


async def _successor(
    findings: Findings, work: Work, caller: Caller, command: EndAppointment, row: asyncpg.Record
) -> asyncpg.Record | None:
    if command.successor_id is None:
        return None
    path = ("successorId",)
    found = await load(work, caller, trainee, command.successor_id, path)
    if found["id"] == row["id"] or found["post"] != row["post"] or found["township"] != row["township"]:
        zh, en = "接任人应为同一乡镇（街道）的同一岗位人员", "must hold the same post in the same township"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
    await check_assessed(findings, work, found, path)
    return found


async def _warn_of_children(findings: Findings, work: Work, villages: list[int]) -> list[int]:
    """Warn where nobody takes children over, and give the villages that they are in."""
    here = (child.c.division.in_(villages), child.c.file_status.in_(_UNDER_CARE))
    found = await work.all(select(child.c.division, func.count().label("children")).where(*here).group_by("division"))
    if found:
        left = sum(one["children"] for one in found)
        zh, en = f"{left}名儿童暂无负责人", f"{left} children have nobody then"
        findings.warn(ErrorCode.REQUIRED, ("successorId",), zh, en)
    return [one["division"] for one in found]


async def _end(work: Work, command: EndAppointment, running: asyncpg.Record, reason: str | None) -> None:
    ended = {"until": command.on, "reason": reason, "handed_to": command.successor_id}
    await work.run(update(appointment).where(appointment.c.id == running["id"]).values(**ended))
    gone = {"on_duty": False, "version": trainee.c.version + 1, "updated_at": work.now}
    await work.run(update(trainee).where(trainee.c.id == running["trainee_id"]).values(**gone))


async def _hand_over(
    work: Work, caller: Caller, command: EndAppointment, running: asyncpg.Record, successor: asyncpg.Record
) -> None:
    since, theirs = command.on + timedelta(days=1), await running_of(work, successor["id"])
    villages = {*running["villages"], *(theirs["villages"] if theirs else ())}
    if theirs is not None and theirs["since"] >= since:
        await work.run(update(appointment).where(appointment.c.id == theirs["id"]).values(villages=sorted(villages)))
    else:
        if theirs is not None:
            await work.run(update(appointment).where(appointment.c.id == theirs["id"]).values(until=command.on))
        await write_appointment(work, caller, successor, since, tuple(villages))
    open_ones = (
        duty.c.responsible_id == running["trainee_id"],
        duty.c.done_at.is_(None),
        duty.c.cancelled_at.is_(None),
    )
    await work.run(update(duty).where(*open_ones).values(responsible_id=successor["id"], updated_at=work.now))
