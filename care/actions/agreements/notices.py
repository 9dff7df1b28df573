"""Telling: the village committee and the school of what was agreed, of its changes, and of parents who leave."""

from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy import or_, select, update

from care.actions.agreements.duties import Owed, by_the_day, done_by, fulfil, owe, promptly
from care.duties.agreements.filing import Filing
from care.duties.agreements.gaps import has_school
from care.rulebooks.rulebook import Rulebook
from records.agreement import agreement
from records.codes import AgreementGap, DutyKind, DutyReason, Role
from records.duty import duty
from records.guardian import absence
from tenants.work import Work

_TO: Final = (Role.VILLAGE_COMMITTEE, Role.SCHOOL)


async def tell_of_change(
    work: Work, child: asyncpg.Record, book: Rulebook, key: UUID, changed_on: date, *, told: date | None = None
) -> None:
    """Owe notices of a change of an instrument to those whom the rules name; `told` is when the school was (FJ-H4)."""
    rule = book.rule("care.changeNotice")
    if rule is None:
        return
    named = [to for to in _TO if to in book.codes(rule.key) and (to is not Role.SCHOOL or has_school(child))]
    owed = [promptly(book, f"{changed_on}:{to}", (DutyReason.CONTENT_CHANGED, to), changed_on, rule) for to in named]
    await owe(work, child, book, ("agreement", key), owed)
    if told is not None:
        await fulfil(work, child["id"], ("agreement", key), [f"{changed_on}:{Role.SCHOOL}"], told)


async def copy_for_school(work: Work, child: asyncpg.Record, book: Rulebook, key: UUID, since: date) -> None:
    """Owe the school its copy (FJ-H3)."""
    rule = book.flag("care.schoolCopy")
    if rule is not None:
        owed = promptly(book, "COPY", (DutyReason.SCHOOL_COPY, Role.SCHOOL), since, rule)
        await owe(work, child, book, ("agreement", key), [owed])


async def file_departure(
    work: Work, child: asyncpg.Record, book: Rulebook, guardian: UUID, departure: UUID, since: date, one: Filing
) -> None:
    """Owe the filing of a departure until the day on which the second parent leaves (XG-H4)."""
    reasons, name = (DutyReason.OUTMIGRATION_FILING, one.to), f"{departure}:{one.to}"
    owed: Owed = by_the_day(name, reasons, since, one.ground)
    await owe(work, child, book, ("guardian", guardian), [owed])
    if one.filed_on is not None:
        await fulfil(work, child["id"], ("guardian", guardian), [name], one.filed_on)


async def school_told(work: Work, child: UUID, key: UUID, on: date) -> None:
    """Settle what the school was owed of a child, by its instrument."""
    await close_notices(work, child, Role.SCHOOL, on, ("agreement", key))


async def close_notices(work: Work, child: UUID, to: Role, on: date, by: tuple[str, UUID]) -> list[asyncpg.Record]:
    """Mark the open notices of a child to somebody as given on a day; gives those rows of `duty`, as they were."""
    late = or_(duty.c.base_on <= on, duty.c.reasons.contains([DutyReason.OUTMIGRATION_FILING.value]))
    asked = select(duty).where(
        duty.c.child_id == child,
        duty.c.kind == DutyKind.CARER_NOTICE,
        duty.c.reasons.contains([to.value]),
        duty.c.done_at.is_(None),
        duty.c.cancelled_at.is_(None),
        late,
    )
    rows = await work.all(asked.order_by(duty.c.id).with_for_update())
    if rows:
        its = update(duty).where(duty.c.id.in_([row["id"] for row in rows]))
        await work.run(its.values(updated_at=work.now, **done_by(work, by, on)))
    for row in rows:
        await _follow(work, row, to, on)
    return rows


async def _follow(work: Work, row: asyncpg.Record, to: Role, on: date) -> None:
    """Keep a filing or a copy that was told afterwards where it belongs: with the departure, with the instrument."""
    if DutyReason.OUTMIGRATION_FILING in row["reasons"]:
        its = update(absence).where(absence.c.guardian_id == row["subject"], absence.c.since == row["base_on"])
        filed = {"filed_with_school": True} if to is Role.SCHOOL else {"filed_on": on}
        await work.run(its.values(**filed, updated_at=work.now))
    elif DutyReason.SCHOOL_COPY in row["reasons"]:
        held = select(agreement.c.missing, agreement.c.school_notified_on).where(agreement.c.id == row["subject"])
        found = await work.one(held)
        if found is not None:
            missing = [one for one in found["missing"] if one != AgreementGap.SCHOOL_COPY]
            new = {"missing": missing, "school_notified_on": found["school_notified_on"] or on}
            await work.run(update(agreement).where(agreement.c.id == row["subject"]).values(**new, updated_at=work.now))
