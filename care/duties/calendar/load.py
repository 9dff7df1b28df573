"""Loads who owes what the calendar says: places with children on file, departments, schools, and what they did."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true

from care.divisions.tree import chain, level_of, prefecture_of
from care.duties.calendar.events import events_of
from care.duties.calendar.facts import Holder, Holiday
from care.duties.calendar.obligations import CODES, OBLIGATIONS, owed_by
from care.duties.calendar.wanted import Wanted
from care.duties.law import Law
from records.child import child
from records.codes import AdminLevel, CalendarDuty, CalendarHolder, Department, HolidaySeason, OrganisationKind
from records.duty import duty
from records.holiday import holiday
from records.organisation import organisation
from tenants.work import Work

_OFFICES = (OrganisationKind.DEPARTMENT.value, OrganisationKind.SCHOOL.value)


async def load_holders(work: Work, law: Law, wanted: Wanted | None = None) -> list[Holder]:
    """Load holders with their holidays and events, all of the tenant unless some are named.

    They must lie in the transaction's scope, with all children there. Those to whom no rule of today gives anything
    come along if something stands on file for them.
    """
    begun = await _begun(work, wanted)
    found = [*await _places(work, wanted, begun), *await _offices(work, wanted)]
    today = work.now.date()
    owing = [one for one in found if begun[one.name] or _owes(one, law, today)]
    holidays = await load_holidays(work)
    done = await events_of(work, wanted)
    return [
        replace(
            one,
            begun=begun[one.name],
            holidays=tuple(holidays_at(one.division, holidays)),
            events=tuple(done.get(one.name, ())),
        )
        for one in owing
    ]


def _owes(holder: Holder, law: Law, on: date) -> bool:
    book = law.at(holder.division, on)
    return any(owed_by(one, book) & holder.kinds for one in OBLIGATIONS)


async def _begun(work: Work, wanted: Wanted | None) -> Mapping[str, Mapping[CalendarDuty, date]]:
    first = func.min(duty.c.due_on).label("first")
    asked = (
        select(duty.c.division, duty.c.organisation_id, duty.c.calendar, first)
        .where(duty.c.calendar.in_(sorted(CODES)), true() if wanted is None else wanted.among(duty))
        .group_by(duty.c.division, duty.c.organisation_id, duty.c.calendar)
    )
    found: dict[str, dict[CalendarDuty, date]] = defaultdict(dict)
    for row in await work.all(asked):
        name = str(row["organisation_id"] or row["division"])
        code = CalendarDuty[row["calendar"]]
        found[name][code] = min(row["first"], found[name].get(code, row["first"]))
    return found


async def _places(
    work: Work, wanted: Wanted | None, begun: Mapping[str, Mapping[CalendarDuty, date]]
) -> Iterator[Holder]:
    """Give counties and what they report to, from the day on which the first file was opened there."""
    opened = func.min(child.c.created_at).label("opened")
    asked = select(child.c.county, opened).group_by(child.c.county)
    if wanted is not None:
        if not wanted.places:
            return iter(())
        asked = asked.where(or_(*map(_below, sorted(wanted.places))))
    since: dict[int, date] = {}
    for row in await work.all(asked):
        day = row["opened"].astimezone(work.now.tzinfo).date()
        for place in chain(row["county"]):
            since[place] = min(day, since.get(place, day))
    for name, codes in begun.items():
        if name.isdecimal():
            since.setdefault(int(name), min(codes.values()))
    chosen = since if wanted is None else wanted.places & set(since)
    return (Holder(place, kinds_of(place), since[place]) for place in sorted(chosen))


def _below(place: int) -> ColumnElement[bool]:
    match level_of(place):
        case AdminLevel.PROVINCE:
            return child.c.county >= 0
        case AdminLevel.COUNTY:
            return child.c.county == place
    return child.c.prefecture == place


def kinds_of(place: int) -> frozenset[CalendarHolder]:
    """Give what a place owes as; a county that reports to the province owes as a prefecture, too."""
    match level_of(place):
        case AdminLevel.PROVINCE:
            return frozenset({CalendarHolder.PROVINCE})
        case AdminLevel.PREFECTURE:
            return frozenset({CalendarHolder.PREFECTURE})
        case AdminLevel.COUNTY | AdminLevel.SPECIAL_ZONE:
            alone = {CalendarHolder.PREFECTURE} if prefecture_of(place) == place else set()
            return frozenset({CalendarHolder.COUNTY, *alone})
    return frozenset()


async def _offices(work: Work, wanted: Wanted | None) -> Iterator[Holder]:
    """Give departments of counties and schools, from the day on which they were entered.

    Civil affairs receives what the other departments hand in, and owes as the county itself.
    """
    asked = select(organisation).where(organisation.c.kind.in_(_OFFICES))
    if wanted is not None:
        if not wanted.organisations:
            return iter(())
        asked = asked.where(organisation.c.id.in_(sorted(wanted.organisations)))
    rows = await work.all(asked.order_by(organisation.c.id))
    found = ((row, _kind(row)) for row in rows)
    return (
        Holder(
            row["division"],
            frozenset({kind}),
            row["created_at"].astimezone(work.now.tzinfo).date(),
            organisation=row["id"],
        )
        for row, kind in found
        if kind is not None
    )


def _kind(row: Any) -> CalendarHolder | None:
    if row["kind"] == OrganisationKind.SCHOOL:
        return CalendarHolder.SCHOOL
    of_a_county = CalendarHolder.COUNTY in kinds_of(row["division"])
    return CalendarHolder.DEPARTMENT if of_a_county and row["department"] != Department.CIVIL_AFFAIRS else None


async def load_holidays(work: Work) -> Sequence[tuple[int, Holiday]]:
    """Load all holidays of the tenant, each with the place that it was saved for."""
    rows = await work.all(select(holiday).order_by(holiday.c.first_on, holiday.c.id))
    return [(row["division"], Holiday(HolidaySeason[row["season"]], row["first_on"], row["last_on"])) for row in rows]


def holidays_at(place: int, known: Iterable[tuple[int, Holiday]]) -> Iterator[Holiday]:
    """Give the holidays that hold in a place: of several of one name those of the nearest place."""
    above = {code: distance for distance, code in enumerate(chain(place))}
    nearest: dict[str, tuple[int, Holiday]] = {}
    for division, one in known:
        distance = above.get(division)
        if distance is not None and distance <= nearest.get(one.name, (distance, one))[0]:
            nearest[one.name] = (distance, one)
    return iter(sorted((one for _, one in nearest.values()), key=lambda one: one.first))
