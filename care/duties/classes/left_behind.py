"""Whether a child is left behind by a definition, since when, and when time alone changes that."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

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
    """An answer, since which day it is so, why (closed codes), and the next day on which time alone changes it."""

    answer: Answer
    since: date
    reasons: tuple[str, ...] = ()
    changes_on: date | None = None


def judge(facts: Facts, child_class: ChildClass, definition: LeftBehind, on: date) -> Verdict:
    """Judge a child by a definition; a class whose name says rural asks for a rural hukou.

    The child is still covered on the birthday that ends its age (reading A06).
    """
    grown = birthday(facts.birth, definition.age_under)
    if on > grown:
        return Verdict(Answer.NOT_MET, grown + _DAY)
    rural = definition.rural or child_class is ChildClass.RURAL_LEFT_BEHIND
    if rural and facts.hukou_type is not HukouType.RURAL:
        return Verdict(Answer.NOT_MET, facts.registered_on)
    father, mother = (seen(parent, facts, definition, on) for parent in parents_of(facts))
    verdict = _by_parents(*_single(facts, father, mother), definition, on)
    days = [day for day in (verdict.changes_on, grown + _DAY, father.planned, mother.planned) if day and day > on]
    return Verdict(verdict.answer, verdict.since, verdict.reasons, min(days))


def _single(facts: Facts, father: Seen, mother: Seen) -> tuple[Seen, Seen]:
    """Count the parent that a single-parent family lacks as incapable (reading A09)."""
    lacking = Seen(incapable=("SINGLE_PARENT",))
    if facts.single_parent is SingleParent.MOTHER and father.unsure:
        return lacking, mother
    if facts.single_parent is SingleParent.FATHER and mother.unsure:
        return father, lacking
    return father, mother


def _by_parents(one: Seen, other: Seen, definition: LeftBehind, on: date) -> Verdict:
    away = [seen.absent for seen in (one, other) if seen.absent]
    if len(away) == 2 and AwayMode.BOTH_PARENTS.value in definition.modes:
        return _by_months([*away], on, (AwayMode.BOTH_PARENTS.value,))
    if len(away) == 1:
        left = other if one.absent else one
        if left.incapable and AwayMode.ONE_PARENT_OTHER_INCAPABLE.value in definition.modes:
            return _by_months([*away], on, (AwayMode.ONE_PARENT_OTHER_INCAPABLE.value, *left.incapable))
        if left.unsure:
            return Verdict(Answer.OPEN, on)
        return Verdict(Answer.NOT_MET, left.home or on)
    if one.unsure or other.unsure:
        return Verdict(Answer.OPEN, on)
    days = [seen.home for seen in (one, other) if seen.home]
    return Verdict(Answer.NOT_MET, max(days, default=on))


def _by_months(away: list[Absent], on: date, reasons: tuple[str, ...]) -> Verdict:
    full = max(absent.full_on for absent in away)
    ends = min((absent.until for absent in away if absent.until), default=None)
    if on >= full:
        return Verdict(Answer.MET, full, reasons, ends)
    return Verdict(Answer.PROSPECTIVE, max(one.begins for one in away), reasons, min(full, ends or full))
