"""Erasing: takes a child's personal values out of every table, as records/keeping.py says of each."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, Table, Text, case, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from care.actions.retention.mentions import strike_names
from policies.scope import EVERYTHING
from records.agreement import agreement
from records.case import care_case
from records.child import child
from records.codes import FileStatus
from records.duty import duty
from records.journal import idempotency_key
from records.keeping import STRUCK, Emptied, Found, Gone, tables
from records.report import report_child
from tenants.work import Work

_COUNTY: Final = 1_000_000
Keys = dict[str, set[UUID]]


async def erase(work: Work, row: asyncpg.Record) -> dict[str, int]:
    """Erase the data of a child whose row is locked; gives the number of rows by table that went or were emptied.

    What is left of the child lies in its county from then on, without its village, for its sums and those above.
    The transaction has the whole tenant open afterwards.
    """
    await work.widen(EVERYTHING)
    keys = await _keys(work, row)
    count = await strike_names(work, row, keys)
    objects = await _objects(work, keys)
    for table, kept in tables():
        if isinstance(kept, Gone):
            theirs = or_(*(_found(table, found, keys, objects) for found in kept.found))
            rows = await work.run(delete(table).where(theirs))
        elif isinstance(kept, Emptied):
            rows = await _empty(work, table, kept, keys)
        else:
            rows = 0
        if rows:
            count[str(table.name)] = count.get(str(table.name), 0) + rows
    answers = await _forget_answers(work, objects)
    if answers:
        count["idempotency_key"] = answers
    await _settle(work, row)
    return count


async def _keys(work: Work, row: asyncpg.Record) -> Keys:
    """Find the keys of the rows that others are found by; reports that name other children, too, are not among them."""
    keys: Keys = {"child": {row["id"]}}
    home = row["household_id"]
    others = select(child.c.id).where(child.c.household_id == home, child.c.id != row["id"])
    if home is not None and await work.one(others.limit(1)) is None:
        keys["household"] = {home}
    cases = select(care_case.c.id).where(care_case.c.child_id == row["id"])
    keys["care_case"] = {one["id"] for one in await work.all(cases)}
    for table in (duty, agreement):
        its = select(table.c.id).where(table.c.child_id == row["id"])
        keys[table.name] = {one["id"] for one in await work.all(its)}
    mine, theirs = report_child.alias(), report_child.alias()
    also = select(theirs.c.report_id).where(theirs.c.report_id == mine.c.report_id, theirs.c.child_id != row["id"])
    asked = select(mine.c.report_id, also.exists().label("shared")).where(mine.c.child_id == row["id"])
    for one in await work.all(asked):
        keys.setdefault("shared" if one["shared"] else "report", set()).add(one["report_id"])
    return keys


async def _objects(work: Work, keys: Keys) -> set[UUID]:
    """Find the keys of all rows that go, and of the child: what lists, answers and reasons of the trail speak of."""
    objects = set().union(keys["child"], keys["care_case"], keys.get("household", set()))
    for table, kept in tables():
        if "id" not in table.c or not isinstance(kept, Gone | Emptied):
            continue
        found = kept.found if isinstance(kept, Gone) else (kept.found,)
        if found == (Found.REPORTED,):
            continue  # it goes on being its recipients'
        theirs = or_(*(_found(table, one, keys, set()) for one in found))
        objects |= {one["id"] for one in await work.all(select(table.c.id).where(theirs))}
    return objects


def _found(table: Table, found: Found, keys: Keys, objects: set[UUID]) -> ColumnElement[bool]:
    column, of = found.value
    wanted = objects if of == "*" else keys.get(of, set())
    return table.c[column].in_(sorted(wanted))


async def _empty(work: Work, table: Table, kept: Emptied, keys: Keys) -> int:
    theirs = _found(table, kept.found, keys, set())
    others = [
        await work.run(delete(table).where(theirs, table.c[name].not_in(sorted(codes))))
        for name, codes in kept.only.items()
    ]
    empty: dict[str, Any] = {name: _emptied(table, name, value) for name, value in kept.empty.items()}
    years = {name: func.date_trunc("year", table.c[name]).cast(table.c[name].type) for name in kept.year}
    return sum(others) + await work.run(update(table).where(theirs).values(**empty, **years))


def _emptied(table: Table, name: str, value: Any) -> ColumnElement[Any]:
    """Write what stands in a column from now on; where nothing stood, nothing is put."""
    column = table.c[name]
    new = literal(value, column.type)
    return case((column.is_(None), None), else_=new) if value == STRUCK else new


async def _forget_answers(work: Work, objects: set[UUID]) -> int:
    """Empty the answers that name rows which go. Their keys stay, with no body: a late repetition is refused by them,
    where a forgotten key would bring the child back.
    """
    ids = idempotency_key.c.answer["ids"]
    named = func.jsonb_exists_any(ids, literal([str(key) for key in sorted(objects)], ARRAY(Text)))
    empty = {"answer": '{"ids": [], "warnings": []}', "body_hash": b""}
    return await work.run(update(idempotency_key).where(named).values(**empty))


async def _settle(work: Work, row: asyncpg.Record) -> None:
    same = update(child).where(child.c.id == row["id"])
    new: Mapping[str, Any] = {
        "division": row["division"] // _COUNTY * _COUNTY,
        "file_status": FileStatus.ARCHIVED.value,
        "erased_at": work.now,
        "updated_at": work.now,
        "version": child.c.version + 1,
    }
    await work.run(same.values(**new))
