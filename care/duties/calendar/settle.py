"""Settling the calendar: what is derived of holders is made to stand on file, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, func, select

from care.divisions.tree import prefecture_of
from care.duties.calendar import calendar_duties
from care.duties.calendar.facts import Holder
from care.duties.calendar.load import load_holders
from care.duties.calendar.obligations import CODES
from care.duties.calendar.wanted import Wanted
from care.duties.derived import Owed
from care.duties.law import Law, law_of
from care.duties.places.write import Row, write_duties
from records.duty import duty
from records.ids import uuid7
from tenants.work import Work


async def settle_calendar(work: Work, wanted: Wanted, *, law: Law | None = None) -> int:
    """Derive what places and organisations owe anew and write what differs; gives how many rows it touched.

    They must lie in the transaction's scope, a place with all its children. Of two transactions that settle one of them
    the second waits, so that each knows of what the other recorded.
    """
    await take_turns(work, wanted)
    known = law or await law_of(work)
    return await settle_holders(work, await load_holders(work, known, wanted), known, wanted)


async def settle_holders(work: Work, holders: Iterable[Holder], law: Law, wanted: Wanted) -> int:
    """Write what loaded holders owe; `wanted` names them all, and those that are no longer there."""
    today = work.now.date()
    rows = [
        _row(work, holder, owed, law.at(holder.division, today).version)
        for holder in holders
        for owed in calendar_duties(holder, law, today)
    ]
    return await write_duties(work, and_(duty.c.calendar.in_(sorted(CODES)), wanted.among(duty)), rows)


async def take_turns(work: Work, wanted: Wanted) -> None:
    """Let transactions that settle the same holders go one after another."""
    names: Sequence[str] = sorted(map(str, (*wanted.places, *wanted.organisations)))
    for name in names:
        told = f"{work.tenant.schema} calendar {name}"
        await work.value(select(func.pg_advisory_xact_lock(func.hashtextextended(told, 0))))


def _row(work: Work, holder: Holder, owed: Owed, version: str) -> Row:
    made: dict[str, Any] = {
        "id": uuid7(),
        "kind": owed.kind.value,
        "natural_key": owed.key,
        "calendar": owed.calendar.value if owed.calendar else None,
        "division": holder.division,
        "prefecture": prefecture_of(holder.division) or holder.division,
        "organisation_id": holder.organisation,
        "period": owed.period,
        "base_on": owed.base_on,
        "due_at": owed.due_at,
        "due_on": owed.due_on,
        "closes_on": owed.closes_on,
        "quarter_missed_from": None,
        "post": None,
        "reasons": list(owed.reasons),
        "basis": owed.basis.value,
        "rule": owed.rule,
        "citation": owed.citation,
        "rule_version": version,
        "satisfied_by": owed.satisfied_by,
        "satisfied_kind": owed.satisfied_kind,
        "done_on": owed.done_on,
        "done_at": owed.done_at,
        "cancelled_at": None,
        "created_at": work.now,
        "updated_at": work.now,
    }
    return made
