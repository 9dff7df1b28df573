"""The ladder: the places above an owed thing, and when each of them is told; a pure function of place, day and law.

No document gives a time for it, so the platform's marked defaults stand in (docs/escalation.md); a rulebook may give
its own, and the more protective one holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from care.divisions.tree import chain, level_of
from care.rulebooks.library import packaged
from care.rulebooks.rulebook import Effective, Rulebook, rulebook
from care.rulebooks.values import Amount
from records.codes import AdminLevel, DutyBasis, EscalationClock

KEYS: Final = {
    EscalationClock.SAFETY_REPORT: "escalation.safetyReport",
    EscalationClock.REPORT: "escalation.report",
    EscalationClock.VISIT: "escalation.visit",
    EscalationClock.DUTY: "escalation.duty",
    EscalationClock.SUBMISSION: "escalation.submission",
    EscalationClock.AGREEMENT: "escalation.agreement",
}
URGENT: Final = frozenset({EscalationClock.SAFETY_REPORT})
_BEFORE: Final = frozenset({EscalationClock.AGREEMENT})


@dataclass(frozen=True, slots=True)
class Step:
    """That a place is told at a moment, by which rule; `passed` is the place below, whose turn it was before."""

    level: AdminLevel
    place: int
    passed: int | None
    at: datetime
    rule: str
    citation: str
    basis: DutyBasis


def ladder(clock: EscalationClock, division: int, since: datetime, rules: Rulebook) -> Iterator[Step]:
    """Give the steps from a place upwards, the lowest first; no place below it is ever told.

    `since` is the moment that the clock counts from: when it was due, or for an agreement its end, before which the
    levels are told. A level that no rule speaks of is left out; where something is overdue, the place itself owes it.
    """
    passed: int | None = None
    for place in chain(division):
        level = level_of(place)
        found = _ruled(rules, clock, level)
        if found is not None and (passed is not None or clock in _BEFORE):
            yield _step(found, clock, level, place, passed, since)
        passed = place


def _step(
    found: Effective, clock: EscalationClock, level: AdminLevel, place: int, passed: int | None, since: datetime
) -> Step:
    assert isinstance(found.value, Amount)  # noqa: S101 (the dimension counts)
    hours = found.value.number * (24 if found.value.unit == "day" else 1)
    away = timedelta(hours=-hours if clock in _BEFORE else hours)
    return Step(level, place, passed, since + away, found.name, found.citation, DutyBasis[found.basis.value])


def _ruled(rules: Rulebook, clock: EscalationClock, level: AdminLevel) -> Effective | None:
    """Give the rule for a level; a tenant whose applied defaults are older than escalation goes by the shipped ones."""
    case = AdminLevel.COUNTY if level is AdminLevel.SPECIAL_ZONE else level
    return rules.rule(KEYS[clock], case.value) or _shipped().rule(KEYS[clock], case.value)


@cache
def _shipped() -> Rulebook:
    return rulebook((), date.max, packaged().defaults)
