"""Save a holiday: when the schools of a place are closed in winter or summer."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select, update

from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.locks import lock, lock_number
from care.actions.common.offices import open_own
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_HOLIDAY
from care.actions.common.places import check_place, places
from care.actions.common.sight import expect_version
from care.actions.common.unset import spoken
from policies.audit import audit
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from records.codes import Department, HolidaySeason
from records.holiday import holiday
from records.ids import uuid7
from records.organisation import organisation
from tenants.work import Work


@dataclass(frozen=True)
class SaveHoliday:
    """A holiday's first and last day in a place; the `version` it was read at when it is on file."""

    division: int
    season: HolidaySeason
    first_on: date
    last_on: date
    version: int | None = None
    idempotency_key: str | None = None


async def save_holiday(work: Work, caller: Caller, command: SaveHoliday) -> Done:
    """Write the winter or summer holiday of a place that ends in a year; it holds below, where no place has its own.

    What is owed in and before it is derived by the worker within the hour. Raises `Refused`: FORBIDDEN for a department
    that is not education, OUT_OF_JURISDICTION, CONFLICT when the version moved on or another holiday overlaps.
    """
    require(caller, "holiday:save")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    await open_own(work, caller, "submission")
    await _require_education(work, caller)
    named = f"{work.tenant.schema} holiday {command.division}"
    await lock(work, lock_number(named.encode()))
    on_file = await _on_file(work, command)

    findings = Findings(OF_HOLIDAY)
    known = await places(work, [command.division])
    check_place(findings, ("division",), command.division, known, province=work.tenant.division, scope=work.scope)
    if command.last_on < command.first_on:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("lastOn",), "早于首日", "lies before the first day")
    elif await _overlaps(work, command, on_file):
        zh, en = "与已登记的假期重叠", "overlaps a holiday that is on file"
        findings.refuse(ErrorCode.CONFLICT, ("firstOn",), zh, en)
    if on_file is not None and command.version is None:
        findings.require(("version",))
    findings.settle()
    key = await _write(work, caller, command, on_file)
    await audit(work, caller, "holiday:save", object=key, kind="holiday", fields=map(camel, spoken(command)))
    done = Done((key,))
    await remember(work, caller, command, done)
    return done


async def _require_education(work: Work, caller: Caller) -> None:
    """Let of the departments education alone pass: holidays are its to set."""
    if caller.permit.row("submission") is not RowKind.OWN:
        return
    departments = select(organisation.c.department).where(organisation.c.id.in_(caller.organisations))
    if Department.EDUCATION not in {row["department"] for row in await work.all(departments)}:
        zh, en = "寒暑假日期由教育部门、县级民政或管理员设置", "Holidays are set by education, the county or the admin"
        raise Refused(Refusal(ErrorCode.FORBIDDEN, (), zh, en))


async def _on_file(work: Work, command: SaveHoliday) -> asyncpg.Record | None:
    same = (
        holiday.c.division == command.division,
        holiday.c.season == command.season,
        holiday.c.year == command.last_on.year,
    )
    return await work.one(select(holiday).where(*same).with_for_update())


async def _overlaps(work: Work, command: SaveHoliday, on_file: asyncpg.Record | None) -> bool:
    others = select(holiday.c.id).where(
        holiday.c.division == command.division,
        holiday.c.first_on <= command.last_on,
        holiday.c.last_on >= command.first_on,
    )
    return bool({row["id"] for row in await work.all(others)} - {on_file["id"] if on_file else None})


async def _write(work: Work, caller: Caller, command: SaveHoliday, on_file: asyncpg.Record | None) -> UUID:
    columns = {
        "first_on": command.first_on,
        "last_on": command.last_on,
        "saved_by": caller.subject,
        "updated_at": work.now,
    }
    if on_file is None:
        key = uuid7()
        whose = {"division": command.division, "season": command.season, "year": command.last_on.year}
        await work.run(insert(holiday).values(id=key, created_at=work.now, **whose, **columns))
        return key
    if command.version is not None:
        expect_version(on_file, command.version)
    same = update(holiday).where(holiday.c.id == on_file["id"])
    await work.run(same.values(**columns, version=holiday.c.version + 1))
    found: UUID = on_file["id"]
    return found
