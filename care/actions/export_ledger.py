"""Export a ledger: children under care with whole numbers, for a stated reason, logged before the file is there."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg
from sqlalchemy import BigInteger, Select, any_, bindparam, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from care.actions.common.findings import Findings
from care.actions.common.reading import read_text
from care.actions.common.threads import in_thread
from care.actions.ledgers.stored import load_stored
from care.ledgers.row import Director, LedgerRow
from care.ledgers.writing import LedgerBook
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass, RowKind, Sight
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from policies.scope import ranges
from records.child import child
from records.codes import FileStatus, TraineePost
from records.division import division
from records.trainee import trainee
from tenants.house import House
from tenants.registry import Tenant
from tenants.work import Work

ACTION = "ledger:export"
BATCH = 100  # children whose numbers are opened between two looks at what else there is to do: 40 ms of a loop, not 200
KEPT = timedelta(days=30)  # an export is a copy for one purpose, not a second archive; the file says so itself
_FIELDS = ("child", "guardians", "household", "carer", "pairing", "benefits", "needs", "visits", "residentId", "phone")
_UNDER_CARE = (FileStatus.OPEN.value, FileStatus.REVIEW.value)
_CODES = bindparam("codes", type_=ARRAY(BigInteger))
_VILLAGES = select(division.c.code, division.c.name).where(division.c.code == any_(_CODES))
_DIRECTORS = (
    select(trainee.c.id, trainee.c.division, trainee.c.name, trainee.c.phone)
    .where(trainee.c.division == any_(_CODES), trainee.c.post == TraineePost.CHILD_DIRECTOR.value, trainee.c.on_duty)
    .order_by(trainee.c.id)
)
_FIRST = (0, UUID(int=0))
_TOLD = (FieldClass.BASIC, FieldClass.FAMILY, FieldClass.LOCATION, FieldClass.HEALTH, FieldClass.SPECIAL)
_SHOWN = {
    "child": (*_TOLD, FieldClass.NARRATIVE),
    "guardian": _TOLD,
    "household": (FieldClass.BASIC, FieldClass.FAMILY),
    "carer": (FieldClass.BASIC, FieldClass.FAMILY),
    "pairing": (FieldClass.BASIC,),
    "benefit": (FieldClass.BASIC, FieldClass.FAMILY),
    "need": (FieldClass.BASIC,),
    "visit": (FieldClass.BASIC, FieldClass.NARRATIVE),
}
_NUMBERS = {
    "child": (FieldClass.IDENTITY,),
    "guardian": (FieldClass.IDENTITY, FieldClass.CONTACT),
    "carer": (FieldClass.CONTACT,),
    "pairing": (FieldClass.CONTACT,),
}


@dataclass(frozen=True)
class ExportLedger:
    """Where the file goes, of which year its visits are, and why it is taken out."""

    path: Path
    reason: str
    year: int


async def export_ledger(house: House, tenant: Tenant, caller: Caller, command: ExportLedger) -> int:
    """Write the ledger of the caller's area and give the number of its rows.

    The file appears under its name, readable by its owner alone, only after the trail's row is committed; of one that
    fails or is cancelled nothing stays. Rows are written in a thread: the loop goes on meanwhile. Raises `Refused` when
    the caller may not, does not see all that a ledger tells, or gave no reason.
    """
    require(caller, ACTION)
    require_sight(caller)
    with TemporaryDirectory(prefix=".", dir=command.path.parent) as apart:  # its owner's alone
        draft = Path(apart) / command.path.name
        async with house.work(tenant, scope=caller.scope, subject=caller.subject) as work:
            reason = _reason(work, command.reason)
            record = _record(work, caller, reason)
            draft.touch(mode=0o600)
            book = LedgerBook(draft, name=tenant.name, year=command.year, record=record)
            try:
                async for rows in _batches(work, caller, command.year):
                    await in_thread(partial(book.add, rows))
                await in_thread(book.close)
            finally:
                book.let_go()
            await audit(
                work, caller, ACTION, object=None, kind="ledger", fields=_FIELDS, reason=reason, count=book.rows
            )
        draft.replace(command.path)
    return book.rows


def require_sight(caller: Caller) -> None:
    """Check that the caller sees all that a ledger tells: it goes out whole or not at all (design 5, masks).

    Whole numbers are what the right to export adds to a mask; what is hidden stays hidden.
    """
    permit = caller.permit
    seen = all(
        permit.row(kind) is RowKind.AREA and all(permit.sight(kind, one) is Sight.SHOW for one in classes)
        for kind, classes in _SHOWN.items()
    )
    hidden = any(permit.sight(kind, one) is Sight.HIDE for kind, classes in _NUMBERS.items() for one in classes)
    if hidden or not seen:
        zh = "台账含有当前角色看不到的内容，不能导出"
        en = "a ledger tells more than this role may see, so it cannot be exported"
        raise Refused(Refusal(ErrorCode.FORBIDDEN, (), zh, en))


def _reason(work: Work, text: str) -> str:
    findings = Findings()
    reason = read_text(findings, ("reason",), text, work.now.date())
    if reason is None and not findings.refusals:
        findings.require(("reason",))
    findings.settle()
    return reason or ""


def _record(work: Work, caller: Caller, reason: str) -> tuple[tuple[str, str], ...]:
    return (
        ("导出人 / exported by", caller.subject),
        ("导出时间 / at", work.now.isoformat(timespec="minutes")),
        ("用途 / reason", reason),
        ("请于此日前销毁 / destroy by", (work.now + KEPT).date().isoformat()),
    )


async def _batches(work: Work, caller: Caller, year: int) -> AsyncIterator[list[LedgerRow]]:
    """Give the children under care in the caller's area, village by village, with the year's visits."""
    asked = _asked(caller.scope)
    last = _FIRST
    while True:
        page = await work.all(asked, division=last[0], key=last[1])
        if not page:
            return
        last = page[-1]["division"], page[-1]["id"]
        yield await ledger_rows(work, page, year)


async def ledger_rows(work: Work, page: Sequence[asyncpg.Record], year: int) -> list[LedgerRow]:
    """Load the ledger's rows of children (`id`, `division`) with village, director and the visits of a year."""
    stored = await load_stored(work, [row["id"] for row in page])
    codes = sorted({row["division"] for row in page})
    names = {row["code"]: row["name"] for row in await work.all(_VILLAGES, codes=codes)}
    directors = await _directors(work, codes)
    loaded = [(stored[row["id"]].row, row["division"]) for row in page]
    return [
        replace(
            facts,
            child=replace(facts.child, village_name=names.get(code)),
            director=directors.get(code),
            visits=tuple(visit for visit in facts.visits if visit.on.year == year),
        )
        for facts, code in loaded
    ]


def _asked(scope: str) -> Select[tuple[UUID, int]]:
    places = or_(*(child.c.division.between(first, end - 1) for first, end in ranges(scope)))
    after = tuple_(child.c.division, child.c.id) > tuple_(bindparam("division"), bindparam("key"))
    return (
        select(child.c.id, child.c.division)
        .where(places, child.c.file_status.in_(_UNDER_CARE), after)
        .order_by(child.c.division, child.c.id)
        .limit(BATCH)
    )


async def _directors(work: Work, codes: list[int]) -> dict[int, Director]:
    directors: dict[int, Director] = {}
    for row in await work.all(_DIRECTORS, codes=codes):
        phone = row["phone"]
        if phone is not None:
            phone = work.keys.decrypt(phone, table="trainee", row=row["id"], field="phone")
        directors.setdefault(row["division"], Director(row["name"], phone))
    return directors
