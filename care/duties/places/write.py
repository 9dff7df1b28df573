"""Writes what differs between the duties that places and organisations have and those that stand on file."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import asyncpg
from sqlalchemy import ColumnElement, and_, bindparam, insert, or_, select, update

from records.duty import duty
from tenants.work import Work

Row = dict[str, Any]

_OF_THE_EVENT: Final = ("satisfied_by", "satisfied_kind", "done_on", "done_at")
_OF_THE_LAW: Final = (
    "due_at",
    "due_on",
    "closes_on",
    "quarter_missed_from",
    "reasons",
    "basis",
    "rule",
    "citation",
    "rule_version",
)
_CHANGING: Final = (*_OF_THE_LAW, *_OF_THE_EVENT, "cancelled_at", "updated_at")


async def write_duties(work: Work, theirs: ColumnElement[bool], rows: Sequence[Row]) -> int:
    """Make the rows stand as the duties of some holders, found again by their natural keys; gives how many it touched.

    `theirs` is the condition that a duty is one of theirs, and of the kinds that are derived. What was done or missed
    stays as it was written, unless another event did it or makes it void.
    """
    fresh = {row["natural_key"]: row for row in rows}
    on_file = {row["natural_key"]: row for row in await _on_file(work, theirs, fresh)}
    today = work.now.date()
    made = [row for key, row in fresh.items() if key not in on_file]
    changed = [row for key, row in fresh.items() if key in on_file and _differs(on_file[key], row, today)]
    gone = [_cancelled(row, work) for key, row in on_file.items() if key not in fresh and _ends(row, rows, today)]
    await work.many(insert(duty), made)
    values: Row = {name: bindparam(f"new_{name}") for name in _CHANGING}
    again = update(duty).where(duty.c.natural_key == bindparam("old_key")).values(values)
    await work.many(again, [_bound(row) for row in (*changed, *gone)])
    return len(made) + len(changed) + len(gone)


async def _on_file(work: Work, theirs: ColumnElement[bool], fresh: dict[str, Row]) -> list[asyncpg.Record]:
    """Load the rows that are derived again, those that are still owed, and those that the same events have done."""
    owed = and_(duty.c.done_at.is_(None), duty.c.cancelled_at.is_(None))
    done = duty.c.satisfied_by.in_({row["satisfied_by"] for row in fresh.values() if row["satisfied_by"]})
    again = and_(theirs, or_(owed, done), duty.c.child_id.is_(None))
    return await work.all(select(duty).where(or_(duty.c.natural_key.in_(fresh), again)))


def _differs(old: asyncpg.Record, new: Row, today: date) -> bool:
    if (old["satisfied_by"], old["done_on"]) != (new["satisfied_by"], new["done_on"]):
        return True
    if old["done_on"] is not None:
        return False
    if old["cancelled_at"] is not None:
        return True
    return not _missed(old, today) and any(old[name] != new[name] for name in _OF_THE_LAW)


def _ends(old: asyncpg.Record, rows: Iterable[Row], today: date) -> bool:
    """Tell whether a row that is derived no longer is cancelled: it is owed, or another covers its first day.

    What belongs to a period of its own is covered by none other.
    """
    if old["cancelled_at"] is not None:
        return False
    if old["done_on"] is None and not _missed(old, today):
        return True
    if old["period"] is not None:
        return False
    return any(
        row["kind"] == old["kind"]
        and row["division"] == old["division"]
        and row["base_on"] < old["base_on"] < (row["done_on"] or row["due_on"])
        for row in rows
    )


def _missed(row: asyncpg.Record, today: date) -> bool:
    return row["closes_on"] is not None and row["closes_on"] < today


def _cancelled(old: asyncpg.Record, work: Work) -> Row:
    return {**old, **dict.fromkeys(_OF_THE_EVENT), "cancelled_at": work.now, "updated_at": work.now}


def _bound(row: Row) -> Row:
    return {"old_key": row["natural_key"], **{f"new_{name}": row[name] for name in _CHANGING}}
