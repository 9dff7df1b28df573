"""Add a line to the work log: what was done on a day and stands in no other record."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select

from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_WORK_LOG
from care.actions.common.places import check_place, places
from care.actions.common.reading import read_text
from care.actions.common.sight import load_child, not_found
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from policies.scope import within
from records.ids import uuid7
from records.trainee import trainee
from records.work_log import work_log_line
from tenants.work import Work


@dataclass(frozen=True)
class AddWorkLogLine:
    """Where and on which day something was done, what it was, and for which child and by which trainee, if for any."""

    division: int
    done_on: date
    text: str
    child_id: UUID | None = None
    trainee_id: UUID | None = None
    client_id: str | None = None
    idempotency_key: str | None = None


async def add_work_log_line(work: Work, caller: Caller, command: AddWorkLogLine) -> Done:
    """Add a free line to the log of a place in the caller's area; a log may be kept where no rule asks for one, too.
    Nobody is told of a line: it changes nothing that is owed.

    Raises `Refused`: NOT_FOUND for a child or trainee out of sight, OUT_OF_JURISDICTION, BAD_USER_INPUT for a day to
    come and for a child of another place, REQUIRED for a blank line.
    """
    require(caller, "workLog:add")
    require_rows(caller, "workLog")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier

    findings, law = Findings(OF_WORK_LOG), await law_of(work)
    check_past_day(findings, ("doneOn",), command.done_on, work)
    known = await places(work, [command.division])
    check_place(findings, ("division",), command.division, known, province=work.tenant.division, scope=work.scope)
    text = read_text(findings, ("text",), command.text, today(work))
    if text is None and not findings.spoiled("text"):
        findings.require(("text",))
    await _check_child(findings, work, caller, command)
    await _check_trainee(work, caller, command)
    findings.settle()

    key = uuid7()
    await work.run(
        insert(work_log_line).values(
            id=key,
            division=command.division,
            child_id=command.child_id,
            trainee_id=command.trainee_id,
            done_on=command.done_on,
            text=text,
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    version = law.at(command.division, command.done_on).version
    fields = map(camel, spoken(command))
    await audit(work, caller, "workLog:add", object=key, kind="workLog", fields=fields, rule_version=version)
    done = Done((key,), findings.settle())
    await remember(work, caller, command, done)
    return done


async def _check_child(findings: Findings, work: Work, caller: Caller, command: AddWorkLogLine) -> None:
    if command.child_id is None:
        return
    row = await load_child(work, caller, command.child_id, ("childId",))
    if row["division"] != command.division:
        zh, en = "应为该儿童档案所在的村（居）", "must be the village of the child's file"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("division",), zh, en)


async def _check_trainee(work: Work, caller: Caller, command: AddWorkLogLine) -> None:
    if command.trainee_id is None:
        return
    require_rows(caller, "trainee")
    row = await work.one(select(trainee.c.division).where(trainee.c.id == command.trainee_id))
    if row is None or not within(work.scope, row["division"]):
        raise Refused(not_found(("traineeId",)))
