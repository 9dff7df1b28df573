"""Export what a system of record has to be told: the children of a county changed since the last receipt."""

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Select, bindparam, select

from care.actions.common.changed import changed_at, last_taken
from care.actions.common.counties import check_county
from care.actions.common.findings import Findings
from care.actions.common.own_labels import OF_SYSTEM_UPDATE
from care.actions.common.reading import read_text
from care.actions.common.sight import IN_USE
from care.actions.export_ledger import ledger_rows, require_sight
from care.actions.record_system_update import SYSTEM
from care.duties.law import law_of
from care.ledgers.disassemble import disassemble
from care.ledgers.mapping import CHANGED_AT, FILE_STATUS, Mapped, UpdateBook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.child import child
from records.codes import ExternalSystem, FileStatus
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work

ACTION = "systemUpdate:export"
BATCH = 500
KEPT = timedelta(days=30)  # as long as an exported ledger


@dataclass(frozen=True)
class ExportSystemUpdate:
    """Where the file goes, for which county, under which columns, and why; `system` where the rules name several."""

    path: Path
    division: int
    reason: str
    columns: Sequence[Mapped]
    system: ExternalSystem | None = None


@dataclass(frozen=True)
class Exported:
    """How many children the workbook holds, since when they changed (None: all), and the moment it was taken."""

    rows: int
    since: datetime | None
    taken_at: datetime


async def export_system_update(house: House, tenant: Tenant, caller: Caller, command: ExportSystemUpdate) -> Exported:
    """Write the children changed since the last receipt, closed files too, and tell the moment that a receipt names.

    The file appears under its name, readable by its owner alone, only after the trail's row is committed. Raises
    `Refused` when the caller may not, does not see all that goes out, gave no reason, or no rule names a system.
    """
    require(caller, ACTION)
    require_sight(caller)
    draft = command.path.with_name(f".{command.path.name}.{os.getpid()}")
    try:
        async with house.work(tenant, scope=caller.scope, subject=caller.subject) as work:
            reason, system = await _checked(work, command)
            since = await last_taken(work, command.division, system)
            draft.touch(mode=0o600)
            book = UpdateBook(draft, command.columns, _record(work, caller, system, reason, since))
            async for cells in _rows(work, command.division, since):
                book.add(cells)
            book.close()
            await audit(
                work,
                caller,
                ACTION,
                object=uuid7(),
                kind="systemUpdate",
                fields=[one.field for one in command.columns if one.field],
                reason=reason,
                count=book.rows,
            )
            taken_at = work.now
        draft.replace(command.path)
    finally:
        draft.unlink(missing_ok=True)
    return Exported(book.rows, since, taken_at)


async def _checked(work: Work, command: ExportSystemUpdate) -> tuple[str, ExternalSystem]:
    findings, today = Findings(OF_SYSTEM_UPDATE), work.now.date()
    reason = read_text(findings, ("reason",), command.reason, today)
    if reason is None and not findings.refusals:
        findings.require(("reason",))
    await check_county(findings, command.division, work)
    system = command.system
    if not findings.spoiled("division"):
        named = sorted((await law_of(work)).at(command.division, today).codes(SYSTEM))
        if system is None and len(named) == 1:
            system = ExternalSystem[named[0]]
        if system is None or system.value not in named:
            zh, en = (
                f"应为：{'、'.join(named) or '当地规定没有指明系统'}",
                f"must be one of: {', '.join(named) or 'none'}",
            )
            findings.refuse(ErrorCode.RULE_VIOLATION, ("system",), zh, en)
    findings.settle()
    assert reason is not None  # noqa: S101 (settled above)
    assert system is not None  # noqa: S101 (settled above)
    return reason, system


def _record(
    work: Work, caller: Caller, system: ExternalSystem, reason: str, since: datetime | None
) -> tuple[tuple[str, str], ...]:
    return (
        ("系统 / system", system.zh),
        ("变更起点 / changed since", since.astimezone(work.now.tzinfo).isoformat() if since else "全部 / all"),
        ("更新表生成时间 / taken at", work.now.isoformat()),
        ("导出人 / exported by", caller.subject),
        ("用途 / reason", reason),
        ("请于此日前销毁 / destroy by", (work.now + KEPT).date().isoformat()),
    )


async def _rows(work: Work, county: int, since: datetime | None) -> AsyncIterator[Mapping[str, str | Decimal]]:
    asked, last = _asked(county, since), None
    while True:
        page = await work.all(asked if last is None else asked.where(child.c.id > last))
        if not page:
            return
        last = page[-1]["id"]
        for row, told in zip(page, await ledger_rows(work, page, work.now.year), strict=True):
            changed = row["changed_at"].astimezone(work.now.tzinfo)
            yield {
                **disassemble(told),
                FILE_STATUS: FileStatus[row["file_status"]].zh,
                CHANGED_AT: changed.strftime("%Y-%m-%d %H:%M"),
            }


def _asked(county: int, since: datetime | None) -> Select[Any]:
    changed = changed_at()
    asked = select(child.c.id, child.c.division, child.c.file_status, changed.label("changed_at")).where(
        child.c.county == county, IN_USE
    )
    if since is not None:
        asked = asked.where(changed > bindparam(None, since, DateTime(timezone=True), unique=True))
    return asked.order_by(child.c.id).limit(BATCH)
