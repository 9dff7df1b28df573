"""Record a system update: a county took what had changed into the system of record, and has the receipt for it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select

from alerts.outbox import announce
from care.actions.common.counties import check_county, settle_county
from care.actions.common.days import check_past_day, check_past_moment, day_of, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_SYSTEM_UPDATE
from care.actions.common.places import prefecture
from care.actions.common.reading import read_short_text
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.duties.law import law_of
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import CalendarDuty, ExternalSystem
from records.ids import uuid7
from records.system_update import system_update
from tenants.work import Work

SYSTEM = "system.name"


@dataclass(frozen=True)
class RecordSystemUpdate:
    """The county, the day of the update, the moment of the workbook that was entered, the receipt, how many children.

    `system` may be left out where the rules name one alone.
    """

    division: int
    updated_on: date
    taken_at: datetime
    receipt: str
    system: ExternalSystem | None = None
    children: int | None = None
    client_id: str | None = None
    idempotency_key: str | None = None


async def record_system_update(work: Work, caller: Caller, command: RecordSystemUpdate) -> Done:
    """Record that a county brought the system of record up to date; gives the duty that it satisfied, if any.

    From the receipt on, the next workbook holds what changed after `taken_at`. Raises `Refused`: OUT_OF_JURISDICTION,
    RULE_VIOLATION for a system that the rules of the day do not name there, REQUIRED for a blank receipt. Warns of a
    workbook that is older than one entered before.
    """
    require(caller, "systemUpdate:record")
    require_rows(caller, "systemUpdate")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier

    findings, law = Findings(OF_SYSTEM_UPDATE), await law_of(work)
    check_past_day(findings, ("updatedOn",), command.updated_on, work)
    check_past_moment(findings, ("takenAt",), command.taken_at, work)
    if day_of(command.taken_at, work) > command.updated_on:
        zh, en = "晚于更新时间", "lies after the day of the update"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("takenAt",), zh, en)
    if command.children is not None and command.children < 0:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("children",), "不能为负数", "must not be negative")
    await check_county(findings, command.division, work)
    receipt = read_short_text(findings, ("receipt",), command.receipt, today(work))
    if receipt is None and not findings.spoiled("receipt"):
        findings.require(("receipt",))
    system = None
    if not findings.spoiled("division") and not findings.spoiled("updatedOn"):
        system = _system(findings, command, law.at(command.division, command.updated_on))
    if not findings.refusals:
        await _warn_of_older(findings, work, command, system)
    findings.settle()

    key = uuid7()
    await work.run(
        insert(system_update).values(
            id=key,
            division=command.division,
            prefecture=prefecture(command.division),
            system=system,
            updated_on=command.updated_on,
            taken_at=command.taken_at,
            receipt=receipt,
            children=command.children,
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    shown = await settle_county(work, command.division, CalendarDuty.SYSTEM_UPDATE, key)
    version = law.at(command.division, command.updated_on).version
    fields = map(camel, spoken(command))
    await audit(
        work, caller, "systemUpdate:record", object=key, kind="systemUpdate", fields=fields, rule_version=version
    )
    done = Done(shown, findings.settle())
    await remember(work, caller, command, done)
    await announce(work, "DUTY_SETTLED", subject_kind="systemUpdate", subject=key, division=command.division)
    return done


def _system(findings: Findings, command: RecordSystemUpdate, book: Rulebook) -> ExternalSystem | None:
    """Give the system that was brought up to date: one that the rules name, which they must name alone if it is not."""
    named = sorted(ExternalSystem[code] for code in book.codes(SYSTEM))
    if command.system is None and len(named) == 1:
        return named[0]
    if command.system is None and named:
        findings.require(("system",))
    elif command.system not in named:
        rule = book.rule(SYSTEM)
        zh = f"当地规定的信息系统为：{'、'.join(one.zh for one in named) or '无'}"
        en = f"must be one that the rules name: {', '.join(named) or 'none'}"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("system",), zh, en, rule.citation if rule else None)
    return command.system


async def _warn_of_older(
    findings: Findings, work: Work, command: RecordSystemUpdate, system: ExternalSystem | None
) -> None:
    theirs = (system_update.c.county == command.division, system_update.c.system == system)
    latest = await work.value(select(func.max(system_update.c.taken_at)).where(*theirs))
    if latest is not None and command.taken_at <= latest:
        zh, en = "不晚于上一次更新表的生成时间", "is no later than that of the workbook entered before"
        findings.warn(ErrorCode.CONFLICT, ("takenAt",), zh, en)
