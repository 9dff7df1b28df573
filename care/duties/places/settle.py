"""Settling places: what is derived of townships is made to stand on file, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, func, select

from care.divisions.tree import prefecture_of
from care.duties.derived import Owed
from care.duties.law import Law, law_of
from care.duties.places import KINDS, place_duties
from care.duties.places.facts import Place
from care.duties.places.load import load_places
from care.duties.places.write import write_duties
from care.duties.schedule.moments import noon_of
from records.codes import CalendarDuty, DutyKind
from records.duty import duty
from records.ids import uuid7
from tenants.work import Work

_SATISFIED = {DutyKind.TOWNSHIP_PATROL: "patrol", DutyKind.HOUSEHOLD_VISIT: "visit"}


async def settle_places(work: Work, townships: Iterable[int], *, law: Law | None = None) -> int:
    """Derive the duties of townships anew and write what differs from what is on file; gives how many rows it touched.

    The townships (12-digit codes) must lie in the transaction's scope with all their villages. Of two transactions that
    settle one township the second waits, so that each knows of what the other recorded.
    """
    places = sorted(set(townships))
    if not places:
        return 0
    await _take_turns(work, places)
    known, today = law or await law_of(work), work.now.date()
    rows = [
        _row(work, place, owed, known.at(place.division, today).version)
        for place in await load_places(work, places, known)
        for owed in place_duties(place, known, today)
    ]
    return await write_duties(work, and_(duty.c.division.in_(places), duty.c.kind.in_(sorted(KINDS))), rows)


async def _take_turns(work: Work, places: Sequence[int]) -> None:
    for place in places:
        name = f"{work.tenant.schema} places {place}"
        await work.value(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _row(work: Work, place: Place, owed: Owed, version: str) -> dict[str, Any]:
    visit = next((one for one in place.entrusted if one.key == owed.key), None)
    done = owed.done_on
    # A patrol is known to its day: its noon stands for it.
    moment = visit.visited_at if visit else noon_of(done) if done else None
    return {
        "id": uuid7(),
        "kind": owed.kind.value,
        "natural_key": owed.key,
        "division": place.division,
        "prefecture": prefecture_of(place.division) or place.division,
        "calendar": CalendarDuty.TOWNSHIP_PATROL.value if owed.kind is DutyKind.TOWNSHIP_PATROL else None,
        "subject_kind": "commission" if visit else None,
        "subject": visit.id if visit else None,
        "base_on": owed.base_on,
        "due_at": owed.due_at,
        "due_on": owed.due_on,
        "closes_on": owed.closes_on,
        "quarter_missed_from": owed.quarter_missed_from,
        "post": owed.post.value if owed.post else None,
        "reasons": list(owed.reasons),
        "basis": owed.basis.value,
        "rule": owed.rule,
        "citation": owed.citation,
        "rule_version": version,
        "satisfied_by": owed.satisfied_by,
        "satisfied_kind": _SATISFIED[owed.kind] if done else None,
        "done_on": done,
        "done_at": moment,
        "cancelled_at": None,
        "created_at": work.now,
        "updated_at": work.now,
    }
