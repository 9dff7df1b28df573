"""Record that a guardian leaves to work elsewhere: an absence begins."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import func, insert, select, update

from alerts.outbox import announce
from care.actions.agreements.departures import look_at_filing
from care.actions.common.advice import advise_hukou
from care.actions.common.cells import phone_cells
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.places import check_elsewhere, places
from care.actions.common.reading import doubt, read_contact, read_short_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import load
from care.actions.common.told import require_shown, shown
from care.actions.common.unset import spoken
from care.divisions.digits import around
from care.ledgers.faults import FaultCode
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import AdminLevel, AwayPurpose, ParentSpecialStatus
from records.guardian import absence, guardian
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class RecordDeparture:
    """Since when, why and where a guardian is away; `filed_on` is when the family told the village.

    `within_core` says that workplace and hukou both lie in the core urban area of one city (JL-A3).
    """

    guardian_id: UUID
    since: date
    purpose: AwayPurpose
    division: int | None = None
    abroad: bool = False
    within_core: bool = False
    filed_on: date | None = None
    filed_with_school: bool | None = None
    workplace: str | None = None
    contact: str | None = None
    idempotency_key: str | None = None


async def record_departure(work: Work, caller: Caller, command: RecordDeparture) -> Done:
    """Open an absence of a guardian in sight; a departure may be told before it happens.

    Raises `Refused`: NOT_FOUND, CONFLICT when the guardian is away already, RULE_VIOLATION for a dead guardian.
    """
    require(caller, "guardian:depart")
    require_shown(caller, "guardian", FieldClass.LOCATION)
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, guardian, command.guardian_id, ("guardianId",))

    findings, day = Findings(), today(work)
    if ParentSpecialStatus.DEAD in row["special_status"] and shown(caller, "guardian", FieldClass.SPECIAL):
        zh, en = "该监护人已登记为死亡", "this guardian is on file as dead"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("guardianId",), zh, en)
    await _check_times(findings, work, command)
    await _check_place(findings, work, command, row)
    filed = await look_at_filing(findings, work, caller, command, row)
    await advise_hukou(findings, ("guardianId",), work, caller, row["child_id"])
    workplace = read_short_text(findings, ("workplace",), command.workplace, day)
    contact = read_contact(findings, ("contact",), command.contact, day)
    warnings = findings.settle()

    key = uuid7()
    told = {"workplace": workplace, **phone_cells(work, "absence", key, contact, "contact")}
    await _write(work, command, row, {"id": key, **told})
    await filed.owe(work, key)
    fields = map(camel, spoken(command))
    await audit(work, caller, "guardian:depart", object=row["id"], kind="guardian", fields=fields)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await rederive(work, row["child_id"])
    await announce(work, "GUARDIAN_CHANGED", subject_kind="guardian", subject=row["id"], division=row["division"])
    return done


async def _check_times(findings: Findings, work: Work, command: RecordDeparture) -> None:
    if command.since > today(work):
        zh, en = "外出时间在今天之后，按计划外出登记", "lies in the future and is kept as planned"
        findings.warn(ErrorCode.BAD_USER_INPUT, ("since",), zh, en)
    else:
        check_past_day(findings, ("since",), command.since, work)
    if command.filed_on is not None:
        check_past_day(findings, ("filedOn",), command.filed_on, work)
    others = select(
        func.count().filter(absence.c.until.is_(None)).label("running"), func.max(absence.c.until).label("back")
    ).where(absence.c.guardian_id == command.guardian_id)
    before = await work.one(others)
    if before is not None and before["running"]:
        zh, en = "该监护人已登记外出且尚未返回", "this guardian is away already and has not returned"
        findings.refuse(ErrorCode.CONFLICT, ("guardianId",), zh, en)
    elif before is not None and before["back"] is not None and command.since < before["back"]:
        zh, en = "早于上次返回的时间", "lies before the last return"
        findings.refuse(ErrorCode.CONFLICT, ("since",), zh, en)


async def _check_place(findings: Findings, work: Work, command: RecordDeparture, row: asyncpg.Record) -> None:
    if command.abroad and command.within_core:
        zh, en = "出国（境）与同在核心城区矛盾", "contradicts being abroad"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("withinCore",), zh, en)
    if command.division is None:
        return
    if command.abroad:
        zh, en = "出国（境）时不填写国内区划", "is not given for somebody abroad"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("division",), zh, en)
        return
    check_elsewhere(findings, ("division",), command.division, await places(work, [command.division]))
    if around(command.division, AdminLevel.COUNTY) == around(row["division"], AdminLevel.COUNTY):
        doubt(findings, ("division",), FaultCode.PARENT_NOT_AWAY)


async def _write(work: Work, command: RecordDeparture, row: asyncpg.Record, own: dict[str, Any]) -> None:
    await work.run(
        insert(absence).values(
            guardian_id=row["id"],
            child_id=row["child_id"],
            division=row["division"],
            since=command.since,
            purpose=command.purpose,
            away_division=command.division,
            abroad=command.abroad,
            within_core=command.within_core,
            filed_on=command.filed_on,
            filed_with_school=command.filed_with_school,
            created_at=work.now,
            updated_at=work.now,
            **own,
        )
    )
    changed = update(guardian).where(guardian.c.id == row["id"])
    await work.run(changed.values(version=guardian.c.version + 1, updated_at=work.now))
    await touch(work, row["child_id"])
