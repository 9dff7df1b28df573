"""Enrol somebody who is to be trained: a director, a supervisor or another who works with children."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, or_, select

from alerts.outbox import announce
from care.actions.common.cells import phone_cells
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.places import check_place, check_village, places, prefecture
from care.actions.common.reading import read_name, read_phone
from care.actions.common.staff_advice import advise_on_entry
from care.actions.common.subjects import read_subject
from care.actions.common.told import sees_rows
from care.actions.common.unset import spoken
from care.divisions.digits import around
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from policies.scope import within
from records.codes import AdminLevel, AppointmentSource, Sex, TraineePost
from records.ids import uuid7
from records.trainee import trainee
from tenants.work import Work


@dataclass(frozen=True)
class EnrolTrainee:
    """Who is enrolled, for which post and where; `subject` is the account the person signs in with."""

    name: str
    phone: str
    post: TraineePost
    division: int
    sex: Sex | None = None
    source: AppointmentSource | None = None
    subject: str | None = None
    idempotency_key: str | None = None


async def enrol_trainee(work: Work, caller: Caller, command: EnrolTrainee) -> Done:
    """Enter somebody into the register of staff, not yet assessed.

    A director belongs to a village, a supervisor to a township. Raises `Refused`: OUT_OF_JURISDICTION, CONFLICT when
    the account is in the register already, and everything that is wrong with the entry.
    """
    require(caller, "trainee:enrol")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier

    findings, key = Findings(), uuid7()
    name = read_name(findings, ("name",), command.name, today(work))
    if name is None and not findings.spoiled("name"):
        findings.require(("name",))
    phone = read_phone(findings, ("phone",), command.phone, today(work))
    if phone is None and not findings.spoiled("phone"):
        findings.require(("phone",))
    subject = read_subject(findings, command.subject)
    await _check_place(findings, work, command)
    if not findings.spoiled("division"):
        book = (await law_of(work)).at(command.division, today(work))
        advise_on_entry(findings, book, command.post, command.sex, command.source)
    if sees_rows(caller, "trainee"):
        await _check_others(findings, work, command, name, subject)
    warnings = findings.settle()

    await work.run(
        insert(trainee).values(
            id=key,
            subject=subject,
            name=name,
            post=command.post,
            division=command.division,
            prefecture=prefecture(command.division),
            sex=command.sex,
            source=command.source,
            created_at=work.now,
            updated_at=work.now,
            **phone_cells(work, "trainee", key, phone),
        )
    )
    await audit(work, caller, "trainee:enrol", object=key, kind="trainee", fields=map(camel, spoken(command)))
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "TRAINEE_CHANGED", subject_kind="trainee", subject=key, division=command.division)
    return done


async def _check_place(findings: Findings, work: Work, command: EnrolTrainee) -> None:
    path, known = ("division",), await places(work, [command.division])
    if command.post is TraineePost.CHILD_DIRECTOR:
        check_village(findings, path, command.division, known, province=work.tenant.division, scope=work.scope)
        return
    check_place(findings, path, command.division, known, province=work.tenant.division, scope=work.scope)
    if (
        command.post is TraineePost.CHILD_SUPERVISOR
        and around(command.division, AdminLevel.TOWNSHIP) != command.division
    ):
        zh, en = "儿童督导员属于乡镇（街道）", "a child supervisor belongs to a township"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)


async def _check_others(
    findings: Findings, work: Work, command: EnrolTrainee, name: str | None, subject: str | None
) -> None:
    namesake = (trainee.c.name == name) & (trainee.c.division == command.division) & (trainee.c.post == command.post)
    # Many have no account: to have none in common is no likeness.
    same = namesake if subject is None else or_(trainee.c.subject == subject, namesake)
    alike = select(trainee.c.id, trainee.c.subject, trainee.c.division).where(same)
    for row in await work.all(alike.order_by(trainee.c.id)):
        other: UUID = row["id"]
        if not within(work.scope, row["division"]):
            continue
        if subject is not None and row["subject"] == subject:
            zh, en = f"该账号已登记（trainee_{other}）", f"this account is in the register already (trainee_{other})"
            findings.refuse(ErrorCode.CONFLICT, ("subject",), zh, en)
        else:
            zh = f"该区划已有同名、同岗位的人员（trainee_{other}），请核对是否重复登记"
            en = f"somebody of this name and post is there already (trainee_{other}); check for a duplicate"
            findings.warn(ErrorCode.CONFLICT, ("name",), zh, en)
