"""How the law sees a parent on a day: away and since when it counts, incapable and why, or at home."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from care.divisions.digits import around, level_by_digits, span
from care.duties.classes.terms import LeftBehind
from care.duties.facts import Away, Facts, Parent
from care.duties.months import months_after
from records.codes import (
    AdminLevel,
    DisabilityGrade,
    DisabilityType,
    DistanceRule,
    GuardianRelation,
    ParentSpecialStatus,
)

# An absent, dead or unreachable parent counts as incapable wherever the other one leaves (reading A09).
GONE = frozenset({ParentSpecialStatus.DEAD, ParentSpecialStatus.MISSING, ParentSpecialStatus.LOST_CONTACT})
DETAINED = frozenset({ParentSpecialStatus.IN_CUSTODY, ParentSpecialStatus.COMPULSORY_REHAB})
GRAVE = frozenset({DisabilityGrade.GRADE_1, DisabilityGrade.GRADE_2})
_USUAL = 2  # grades 1 and 2 where a text names no threshold
_PAIRS = (
    (GuardianRelation.FATHER, GuardianRelation.STEPFATHER),
    (GuardianRelation.MOTHER, GuardianRelation.STEPMOTHER),
)
_FINER = frozenset({AdminLevel.COUNTY, AdminLevel.TOWNSHIP, AdminLevel.VILLAGE})


@dataclass(frozen=True, slots=True)
class Absent:
    """An absence that counts: `full_on` is the day on which its months are full, `begins` the day it begins."""

    begins: date
    full_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A parent as a definition sees it on a day; `unsure` says that a fact is missing that would decide.

    `home` says that it is known to be at home: it was away and has come back, or its absence does not count.
    """

    incapable: tuple[str, ...] = ()
    absent: Absent | None = None
    planned: date | None = None
    home: date | None = None
    unsure: bool = False


def parents_of(facts: Facts) -> tuple[Parent | None, Parent | None]:
    """Give the father and the mother, or the step-parent in their place; None for one that is not on file."""
    found = []
    for relations in _PAIRS:
        standing = [parent for relation in relations for parent in facts.parents if parent.relation is relation]
        found.append(standing[0] if standing else None)
    return found[0], found[1]


def seen(parent: Parent | None, facts: Facts, definition: LeftBehind, on: date) -> Seen:
    """See a parent under a definition on a day."""
    if parent is None:
        return Seen(unsure=True)
    incapable, unsure = _incapable(parent, definition)
    if incapable:
        return Seen(incapable=incapable)
    running = [one for one in parent.away if one.since <= on and (one.until is None or one.until > on)]
    planned = min((one.since for one in parent.away if one.since > on), default=None)
    if running:
        counted = _counts(running[-1], facts, definition)
        if counted is None:
            return Seen(planned=planned, unsure=True)
        if counted:
            full = months_after(running[-1].since, definition.months)
            return Seen(absent=Absent(running[-1].since, full, running[-1].until), planned=planned)
        return Seen(planned=planned, home=running[-1].since, unsure=unsure)
    back = max((one.until for one in parent.away if one.until and one.until <= on), default=None)
    return Seen(planned=planned, home=back, unsure=unsure or back is None)


def disabled_or_ill(parent: Parent, grades: Mapping[DisabilityType, int]) -> bool:
    """Tell whether a parent is disabled beyond the threshold of the disability's type, or seriously ill."""
    if parent.status & {ParentSpecialStatus.SERIOUS_ILLNESS, ParentSpecialStatus.SEVERE_DISABILITY}:
        return True
    return any(
        int(one.grade[-1]) <= (grades.get(one.type, _USUAL) if one.type else _USUAL) for one in parent.disabilities
    )


def lost(parent: Parent | None, *, declaration: bool) -> bool:
    """Tell whether a parent is dead or missing; missing only by a court's declaration where one is demanded."""
    if parent is None:
        return False
    if ParentSpecialStatus.DEAD in parent.status or parent.declared_missing_on is not None:
        return True
    return ParentSpecialStatus.MISSING in parent.status and not declaration


def _incapable(parent: Parent, definition: LeftBehind) -> tuple[tuple[str, ...], bool]:
    """Give why a parent is incapable; and whether only a recorded judgement is missing for it."""
    gone = parent.status & GONE
    if gone:
        return tuple(sorted(one.value for one in gone)), False
    named = {one.value for one in parent.status}
    if any(one.grade in GRAVE for one in parent.disabilities):
        named.add(ParentSpecialStatus.SEVERE_DISABILITY.value)
    named &= definition.incapacity
    if parent.incapacity_judged:
        return tuple(sorted(named)) or (ParentSpecialStatus.OTHER.value,), False
    if definition.judged:
        return (), bool(named)
    return tuple(sorted(named)), False


def _counts(away: Away, facts: Facts, definition: LeftBehind) -> bool | None:
    """Tell whether an absence counts by its purpose and distance; None where nobody knows where the parent is."""
    if definition.purposes and away.purpose.value not in definition.purposes:
        return False
    if away.within_core and DistanceRule.SAME_CITY_CORE.value in definition.excluded:
        return False
    if away.abroad:
        return True  # farther than any boundary that a text names
    if away.division is None:
        return None
    county = around(facts.division, AdminLevel.COUNTY)
    if level_by_digits(away.division) in _FINER:
        # 跨市域 of a county-level city is its own boundary (reading A10), so both distances are the county's.
        return around(away.division, AdminLevel.COUNTY) != county
    first, beyond = span(away.division)
    return None if first <= county < beyond else True
