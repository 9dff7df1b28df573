"""The carer on a child's file: whoever the instrument in force names, else whoever the ledger named last."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, insert, or_, select, update

from care.actions.common.cells import phone_cells
from care.actions.common.days import today
from records.agreement import agreement
from records.guardian import carer
from records.ids import uuid7
from tenants.work import Work


def in_force(on: date) -> ColumnElement[bool]:
    """Ask that an instrument is in force on a day: concluded, begun, neither run out nor replaced."""
    its = agreement.c
    return (
        its.concluded_on.is_not(None)
        & or_(its.starts_on.is_(None), its.starts_on <= on)
        & or_(its.ends_on.is_(None), its.ends_on >= on)
        & or_(its.replaced_on.is_(None), its.replaced_on > on)
    )


async def agreement_in_force(work: Work, child: UUID, on: date | None = None) -> asyncpg.Record | None:
    """Give the instrument of a child that is in force on a day, the latest if several are."""
    asked = select(agreement).where(agreement.c.child_id == child, in_force(on or today(work)))
    return await work.one(asked.order_by(agreement.c.concluded_on.desc(), agreement.c.id.desc()).limit(1))


def opened(work: Work, row: Mapping[str, Any], field: str) -> str | None:
    """Give a whole phone number of an instrument on file."""
    sealed = row[field]
    return None if sealed is None else work.keys.decrypt(sealed, table=agreement.name, row=row["id"], field=field)


async def follow_agreements(work: Work, children: Collection[UUID]) -> None:
    """Let the carers on file be those that the instruments in force name, where these name them with a number.

    A file's carer has a name and a number (the ledger form has both); what names less changes nothing there.
    """
    asked = select(agreement).where(agreement.c.child_id.in_(children), in_force(today(work)))
    rows = await work.all(asked.order_by(agreement.c.child_id, agreement.c.concluded_on, agreement.c.id))
    for row in {row["child_id"]: row for row in rows}.values():
        await name_carer(work, row, opened(work, row, "carer_phone"))


async def name_carer(work: Work, row: Mapping[str, Any], phone: str | None) -> None:
    """Enter the carer of an instrument (its columns) as the child's; `phone` is the whole number."""
    if row["carer_name"] is None or phone is None:
        return
    before = await work.one(select(carer).where(carer.c.child_id == row["child_id"]).with_for_update())
    facts = {"relation": row["relation"], "name": row["carer_name"], "reason": row["reason"]}
    if before is None:
        key = uuid7()
        own = {"id": key, "child_id": row["child_id"], "division": row["division"], "created_at": work.now}
        cells = phone_cells(work, carer.name, key, phone)
        await work.run(insert(carer).values(**own, **facts, **cells, updated_at=work.now))
        return
    number = before["phone"]
    known = number and work.keys.decrypt(number, table=carer.name, row=before["id"], field="phone")
    if known == phone and all(before[name] == value for name, value in facts.items()):
        return
    cells = phone_cells(work, carer.name, before["id"], phone)
    await work.run(update(carer).where(carer.c.id == before["id"]).values(**facts, **cells, updated_at=work.now))
