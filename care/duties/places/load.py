"""Loads the facts of townships, each table by one statement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import func, select

from care.duties.law import Law
from care.duties.places.facts import Entrusted, Patrol, Place
from care.duties.places.patrols import INTERVAL, first_key
from care.duties.schedule.grounds import Ground
from records.child import child
from records.codes import CommissionStatus, DutyBasis
from records.commission import commission
from records.duty import duty
from records.patrol import patrol
from tenants.work import Work

_TAKEN = (CommissionStatus.ACCEPTED, CommissionStatus.VISITED)


async def load_places(work: Work, townships: Sequence[int], law: Law) -> list[Place]:
    """Load townships (12-digit codes) whole; they must lie in the transaction's scope with all their villages."""
    patrols = await _patrols(work, townships)
    since = await _since(work, townships)
    # The children are many: they are asked only where a patrol is owed and none was before.
    new = [one for one in townships if one not in since and law.at(one, work.now.date()).rule(INTERVAL)]
    first = await _first_days(work, new, patrols) if new else {}
    entrusted = await _entrusted(work, townships)
    return [Place(one, since.get(one), first.get(one), tuple(patrols[one]), tuple(entrusted[one])) for one in townships]


async def _since(work: Work, townships: Sequence[int]) -> dict[int, date]:
    keys = [first_key(one) for one in townships]
    asked = select(duty.c.division, duty.c.base_on).where(duty.c.natural_key.in_(keys))
    return {row["division"]: row["base_on"] for row in await work.all(asked)}


async def _patrols(work: Work, townships: Sequence[int]) -> Mapping[int, list[Patrol]]:
    found: dict[int, list[Patrol]] = defaultdict(list)
    asked = select(patrol.c.id, patrol.c.division, patrol.c.patrolled_on).where(patrol.c.division.in_(townships))
    for row in await work.all(asked.order_by(patrol.c.patrolled_on, patrol.c.id)):
        found[row["division"]].append(Patrol(row["id"], row["patrolled_on"]))
    return found


async def _first_days(work: Work, townships: Sequence[int], patrols: Mapping[int, Sequence[Patrol]]) -> dict[int, date]:
    """Give the first day of a child's file or of a patrol; a file counts from the day on which it was opened here."""
    opened = func.min(child.c.created_at).label("opened")
    asked = select(child.c.township, opened).where(child.c.township.in_(townships)).group_by(child.c.township)
    days = {one: [patrol.on for patrol in patrols[one]] for one in townships}
    for row in await work.all(asked):
        days[row["township"]].append(row["opened"].astimezone(work.now.tzinfo).date())
    return {one: min(found) for one, found in days.items() if found}


async def _entrusted(work: Work, townships: Sequence[int]) -> Mapping[int, list[Entrusted]]:
    found: dict[int, list[Entrusted]] = defaultdict(list)
    # A visit that was taken over, and not one for which a phone call stood in at last.
    taken = (
        commission.c.to_division.in_(townships),
        commission.c.status.in_(_TAKEN),
        commission.c.approved_at.is_(None),
    )
    for row in await work.all(select(commission).where(*taken).order_by(commission.c.id)):
        found[row["to_division"]].append(_one(row, work.now.tzinfo))
    return found


def _one(row: Any, zone: tzinfo | None) -> Entrusted:
    visited = row["visited_at"]
    return Entrusted(
        id=row["id"],
        accepted_on=row["accepted_at"].astimezone(zone).date(),
        due_on=row["due_on"],
        ground=Ground(row["rule"], row["citation"], DutyBasis[row["basis"]]),
        visit=row["visit_id"],
        visited_at=visited.astimezone(zone) if visited else None,
    )
