"""The law of a place through time: what it asks between one turning day and the next."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from care.duties.law import Law
from care.duties.schedule.terms import Terms, terms_of
from care.rulebooks.layer import Layer
from care.rulebooks.rulebook import rulebook, turning_days
from records.codes import DutyKind


@dataclass(frozen=True, slots=True)
class Course:
    """The terms of a place: `terms[i]` hold from `days[i]` until the day before the next; the first day is date.min.

    `kinds` says whether contacts and household visits are asked for at any time.
    """

    days: tuple[date, ...]
    terms: tuple[Terms, ...]
    kinds: frozenset[DutyKind]

    def at(self, day: date) -> Terms:
        """Give what is asked on a day."""
        return self.terms[bisect_right(self.days, day) - 1]

    def turns(self, after: date, until: date) -> tuple[date, ...]:
        """Give the turning days after one day and not after another."""
        return self.days[bisect_right(self.days, after) : bisect_right(self.days, until)]

    def next_turn(self, after: date) -> date | None:
        """Give the first turning day after a day."""
        place = bisect_right(self.days, after)
        return self.days[place] if place < len(self.days) else None


def course_of(law: Law, division: int) -> Course:
    """Give the course of the law in a place (12-digit code)."""
    return _course(law.layers(division), law.library.defaults)


@lru_cache(maxsize=256)
def _course(layers: tuple[Layer, ...], defaults: Layer | None) -> Course:
    days = turning_days((*layers, defaults) if defaults else layers)
    terms = tuple(terms_of(rulebook(layers, day, defaults)) for day in days)
    contacts = any(interval for one in terms for interval in one.contact.values())
    visits = any(one.key or interval for one in terms for interval in one.visit.values())
    asked = ((DutyKind.CONTACT, contacts), (DutyKind.HOUSEHOLD_VISIT, visits))
    return Course(tuple(days), terms, frozenset(kind for kind, ever in asked if ever))
