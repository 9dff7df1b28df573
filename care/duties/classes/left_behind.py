"""Whether a child is left behind by a definition, since when, and on which days time alone changes that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from care.duties.classes.parents import Absent, Seen, parents_of, seen
from care.duties.classes.terms import LeftBehind
from care.duties.facts import Facts
from care.duties.months import birthday
from records.codes import AwayMode, ChildClass, HukouType, SingleParent

_DAY = timedelta(days=1)


class Answer(Enum):
    """What facts say of a class: it holds, its months are not yet full, it does not hold, or they do not decide."""

    MET = "met"
    PROSPECTIVE = "prospective"
    NOT_MET = "not met"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer, since which day it is so, the day of the fact that it rests on, and why (closed codes).

    The fact's day is what a judgement is compared with: the departure behind MET, the return behind NOT_MET.
    """

    answer: Answer
    since: date
    fact_on: date
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Way:
    """A way in which a definition is met or going to be: by whose absences, and why."""

    away: tuple[Absent, ...]
    reasons: tuple[str, ...]

    @property
    def full_on(self) -> date:
        return max(one.full_on for one in self.away)

    @property
    def begins(self) -> date:
        return max(one.begins for one in self.away)


def judge(facts: Facts, child_class: ChildClass, definition: LeftBehind, on: date) -> Verdict:
    """Judge a child by a definition; a class whose name says rural asks for a rural hukou.

    The child is still covered on the birthday that ends its age (reading A06). One parent who is at home and capable
    decides against the class; where nobody is known to be at home nor away enough, the facts leave it open.
    """
    grown = birthday(facts.birth, definition.age_under)
    if on > grown:
        return Verdict(Answer.NOT_MET, grown + _DAY, grown + _DAY)
    rural = definition.rural or child_class is ChildClass.RURAL_LEFT_BEHIND
    if rural and facts.hukou_type is not HukouType.RURAL:
        return Verdict(Answer.NOT_MET, facts.registered_on, facts.registered_on)
    pair = _pair(facts, definition, on)
    way = min(_ways(*pair, definition), key=lambda one: one.full_on, default=None)
    if way is not None and on >= way.full_on:
        return Verdict(Answer.MET, way.full_on, way.begins, way.reasons)
    if way is not None:
        return Verdict(Answer.PROSPECTIVE, way.begins, way.begins, way.reasons)
    home = min((one.home for one in pair if one.home), default=None)
    if home is not None:
        return Verdict(Answer.NOT_MET, home, home)
    return Verdict(Answer.OPEN, facts.registered_on, facts.registered_on)


def turning(facts: Facts, definition: LeftBehind, on: date) -> Iterator[date]:
    """Give the days on which time may change a verdict: months that become full, and the end of the age."""
    yield birthday(facts.birth, definition.age_under) + _DAY
    for one in _pair(facts, definition, on):
        if one.absent is not None:
            yield one.absent.full_on


@lru_cache(maxsize=16)  # a verdict and its turning days ask one after the other
def _pair(facts: Facts, definition: LeftBehind, on: date) -> tuple[Seen, Seen]:
    """See both parents; the one that a single-parent family lacks counts as incapable (reading A09)."""
    father, mother = (seen(parent, facts, definition, on) for parent in parents_of(facts))
    lacking = Seen(incapable=("SINGLE_PARENT",))
    if facts.single_parent is SingleParent.MOTHER and father == Seen():
        return lacking, mother
    if facts.single_parent is SingleParent.FATHER and mother == Seen():
        return father, lacking
    return father, mother


def _ways(one: Seen, other: Seen, definition: LeftBehind) -> Iterator[_Way]:
    if one.absent and other.absent and AwayMode.BOTH_PARENTS.value in definition.modes:
        yield _Way((one.absent, other.absent), (AwayMode.BOTH_PARENTS.value,))
    if AwayMode.ONE_PARENT_OTHER_INCAPABLE.value not in definition.modes:
        return
    for leaving, left in ((one, other), (other, one)):
        if leaving.absent and left.incapable:
            yield _Way((leaving.absent,), (AwayMode.ONE_PARENT_OTHER_INCAPABLE.value, *left.incapable))
