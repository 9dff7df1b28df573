"""How the law sees a parent on a day: away and since when that counts, incapable and why, or at home."""

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

# A dead or unreachable parent counts as incapable wherever the other one leaves (reading A09).
GONE = frozenset({ParentSpecialStatus.DEAD, ParentSpecialStatus.MISSING, ParentSpecialStatus.LOST_CONTACT})
DETAINED = frozenset({ParentSpecialStatus.IN_CUSTODY, ParentSpecialStatus.COMPULSORY_REHAB})
GRAVE = frozenset({DisabilityGrade.GRADE_1, DisabilityGrade.GRADE_2})
_USUAL = 2  # 重残 is grade 1 or 2 where a text names no threshold of its own
_PAIRS = (
    (GuardianRelation.FATHER, GuardianRelation.STEPFATHER),
    (GuardianRelation.MOTHER, GuardianRelation.STEPMOTHER),
)
_FINER = frozenset({AdminLevel.COUNTY, AdminLevel.TOWNSHIP, AdminLevel.VILLAGE})


@dataclass(frozen=True, slots=True)
class Absent:
    """An absence that counts: the day it begins, and `full_on`, the first day on which its months are full."""

    begins: date
    full_on: date


@dataclass(frozen=True, slots=True)
class Seen:
    """A parent as a definition sees it on a day; all empty says that the facts tell nothing.

    `home` is since when it is known to be there and capable: it came back, or works too near to count as away.
    """

    incapable: tuple[str, ...] = ()
    absent: Absent | None = None
    home: date | None = None


def parents_of(facts: Facts) -> tuple[Parent | None, Parent | None]:
    """Give the father and the mother, or the step-parent in their place; None for one that is not on file."""
    found = []
    for relations in _PAIRS:
        standing = [parent for relation in relations for parent in facts.parents if parent.relation is relation]
        found.append(standing[0] if standing else None)
    return found[0], found[1]


def is_away(parent: Parent, on: date) -> bool:
    """Tell whether a parent is on an absence on a day, wherever and why ever."""
    return bool(_running(parent, on))


def seen(parent: Parent | None, facts: Facts, definition: LeftBehind, on: date) -> Seen:
    """See a parent under a definition on a day."""
    if parent is None:
        return Seen()
    incapable, doubted = _incapable(parent, definition)
    if ParentSpecialStatus.DEAD in parent.status:
        return Seen(incapable)
    running = _running(parent, on)
    counted = [one for one in running if counts(one, facts, definition)]
    if counted:
        begins = min(_begins(one, parent, facts, definition) for one in counted)
        return Seen(incapable, Absent(begins, months_after(begins, definition.months)))
    if incapable or doubted or any(counts(one, facts, definition) is None for one in running):
        return Seen(incapable)
    near = [one.since for one in running]
    back = [one.until for one in parent.away if one.until and one.until <= on]
    return Seen(home=max(near or back, default=None))


def disabled_or_ill(parent: Parent, grades: Mapping[DisabilityType, int]) -> bool:
    """Tell whether a parent is disabled beyond the threshold of the disability's type, or seriously ill."""
    if parent.status & {ParentSpecialStatus.SERIOUS_ILLNESS, ParentSpecialStatus.SEVERE_DISABILITY}:
        return True
    return any(
        int(one.grade[-1]) <= (grades.get(one.type, _USUAL) if one.type else _USUAL) for one in parent.disabilities
    )


def lost(parent: Parent, *, declaration: bool) -> bool:
    """Tell whether a parent is dead or missing; missing only by a court's declaration where one is demanded."""
    if ParentSpecialStatus.DEAD in parent.status or parent.declared_missing_on is not None:
        return True
    return ParentSpecialStatus.MISSING in parent.status and not declaration


def counts(away: Away, facts: Facts, definition: LeftBehind) -> bool | None:
    """Tell whether an absence is one that the definition means; None where the facts or the text do not say.

    A purpose that a text does not name is silence (SX-A8, JL-A12, XG-A3), so a person decides; nearness excludes.
    """
    if away.within_core and DistanceRule.SAME_CITY_CORE.value in definition.excluded:
        return False
    named = not definition.purposes or away.purpose.value in definition.purposes
    if away.abroad:
        return named or None  # farther than any boundary that a text names
    if away.division is None:
        return None
    county = around(facts.division, AdminLevel.COUNTY)
    if level_by_digits(away.division) in _FINER:
        # 跨市域 of a county-level city is its own boundary (reading A10), so both distances are the county's.
        return False if around(away.division, AdminLevel.COUNTY) == county else named or None
    first, beyond = span(away.division)
    return None if first <= county < beyond else named or None


def _running(parent: Parent, on: date) -> list[Away]:
    return [one for one in parent.away if one.since <= on and (one.until is None or one.until > on)]


def _begins(one: Away, parent: Parent, facts: Facts, definition: LeftBehind) -> date:
    """Give when an absence began, with those before it that ended on the very day on which the next began."""
    begins = one.since
    for before in sorted(parent.away, key=lambda away: away.since, reverse=True):
        if before.since < begins and before.until == begins and counts(before, facts, definition):
            begins = before.since
    return begins


def _incapable(parent: Parent, definition: LeftBehind) -> tuple[tuple[str, ...], bool]:
    """Give why a parent is incapable; and whether that is doubtful, for want of a judgement or of a rule."""
    gone = parent.status & GONE
    if gone:
        return tuple(sorted(one.value for one in gone)), False
    named = {one.value for one in parent.status}
    if any(one.grade in GRAVE for one in parent.disabilities):
        named.add(ParentSpecialStatus.SEVERE_DISABILITY.value)
    counted = tuple(sorted(named & definition.incapacity))
    if parent.incapacity_judged:
        return counted or (ParentSpecialStatus.OTHER.value,), False
    if definition.judged or not definition.incapacity:
        return (), bool(named)
    return counted, False
