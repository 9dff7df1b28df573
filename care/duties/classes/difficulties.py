"""Which categories of difficulty hold of a child: those that people state, and those that follow from facts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from care.duties.classes.parents import DETAINED, GRAVE, disabled_or_ill, lost, parents_of
from care.duties.classes.terms import Terms
from care.duties.derived import Difficulty
from care.duties.facts import Facts
from care.duties.months import birthday
from records.codes import (
    DifficultyCategory,
    DifficultyState,
    DutyReason,
    FactSource,
    GuardianshipCondition,
    Health,
    HukouType,
    ParentSpecialStatus,
    SingleParent,
)

# Classes that get special attention without being categories of difficulty themselves (enums, DifficultyCategory).
ATTENTION = frozenset(
    {
        DifficultyCategory.RURAL_SINGLE_PARENT,
        DifficultyCategory.PRIVATELY_ADOPTED,
        DifficultyCategory.PRISONER_OR_REHAB_CHILD,
    }
)
UNREACHABLE = frozenset({ParentSpecialStatus.MISSING, ParentSpecialStatus.LOST_CONTACT})
ONE_PARENT = frozenset({SingleParent.MOTHER, SingleParent.FATHER})
Found = tuple[DifficultyCategory, DifficultyState, tuple[str, ...]]
_HELD, _OFFERED = DifficultyState.HELD, DifficultyState.OFFERED


def difficulties(facts: Facts, terms: Terms, on: date) -> tuple[Difficulty, ...]:
    """Give the categories that hold, lack a paper, or are offered to an officer to decide.

    What is stated holds, since the lists are open everywhere; what facts give holds where the place lists it. The child
    is covered up to its birthday (reading A06); afterwards all have ended, and stay to be reviewed.
    """
    found: dict[DifficultyCategory, Difficulty] = {}
    for category, state, reasons in _by_facts(facts, terms):
        if category in terms.categories:
            found[category] = _made(facts, terms, category, state, FactSource.FACTS, reasons, on)
    for category in sorted(facts.stated_categories):
        if category not in found or _left_open(facts, found[category]):
            found[category] = _made(facts, terms, category, _HELD, FactSource.STATED, (), on)
    for judged in facts.judged:
        if isinstance(judged.what, DifficultyCategory) and judged.since <= on:
            found.pop(judged.what, None)
            if judged.holds:
                cited = terms.citation(judged.what)
                found[judged.what] = Difficulty(judged.what, _HELD, FactSource.JUDGED, judged.since, (), cited)
    grown = birthday(facts.birth, terms.difficulty_age)
    return tuple(found.values()) if on <= grown else tuple(_ended(found.values(), grown + timedelta(days=1)))


def _by_facts(facts: Facts, terms: Terms) -> Iterator[Found]:
    yield from _of_the_child(facts, terms)
    yield from _of_the_parents(facts, terms)
    if facts.condition is GuardianshipCondition.INADEQUATE:
        yield DifficultyCategory.GUARDIANSHIP_INADEQUATE, _HELD, ()
        yield DifficultyCategory.GUARDIANSHIP_MISSING_OR_IMPROPER, _OFFERED, ()
    if facts.single_parent in ONE_PARENT and facts.hukou_type is HukouType.RURAL:
        yield DifficultyCategory.RURAL_SINGLE_PARENT, _HELD, ()


def _of_the_child(facts: Facts, terms: Terms) -> Iterator[Found]:
    if facts.disability is not None:
        if terms.card and not facts.disability.card:
            yield DifficultyCategory.DISABLED, DifficultyState.PENDING, (DutyReason.CARD_MISSING.value,)
        else:
            yield DifficultyCategory.DISABLED, _HELD, (facts.disability.grade.value,)
        if facts.disability.grade in GRAVE:
            yield DifficultyCategory.SEVERELY_DISABLED, _HELD, (facts.disability.grade.value,)
    if Health.SERIOUS_ILLNESS in facts.health:
        yield DifficultyCategory.SERIOUSLY_ILL, _HELD, ()


def _of_the_parents(facts: Facts, terms: Terms) -> Iterator[Found]:
    known = [parent for parent in parents_of(facts) if parent is not None]
    if terms.declaration and any(one.declared_missing_on is None and one.status & UNREACHABLE for one in known):
        yield DifficultyCategory.ONE_PARENT_LOST_OTHER_UNABLE, _OFFERED, (ParentSpecialStatus.LOST_CONTACT.value,)
    if len(known) < 2:
        return
    unable = [disabled_or_ill(parent, terms.grades) for parent in known]
    detained = [bool(parent.status & DETAINED) for parent in known]
    gone = [lost(parent, declaration=terms.declaration) for parent in known]
    missing = [lost(parent, declaration=False) for parent in known]
    if all(gone):
        yield DifficultyCategory.ORPHAN, _HELD, ()
        yield DifficultyCategory.ORPHAN_OR_ABANDONED, _HELD, ()
    if all(unable):
        yield DifficultyCategory.BOTH_PARENTS_DISABLED_OR_ILL, _HELD, ()
    if all(detained):
        yield DifficultyCategory.BOTH_PARENTS_DETAINED, _HELD, ()
    for one, other in ((0, 1), (1, 0)):
        if gone[one] and not gone[other] and unable[other]:
            yield DifficultyCategory.ONE_PARENT_LOST_OTHER_UNABLE, _HELD, ()
        # The declaration is demanded of the family's difficulty alone (JL-A5), not of guardianship's (JL-A8).
        if missing[one] and not missing[other] and detained[other]:
            yield DifficultyCategory.ONE_LOST_OTHER_DETAINED, _HELD, ()


def _left_open(facts: Facts, found: Difficulty) -> bool:
    """Tell whether the facts leave it to what was stated: they only offer, or nobody knows of a card."""
    unasked = facts.disability is not None and facts.disability.card is None
    return found.state is _OFFERED or (found.state is DifficultyState.PENDING and unasked)


def _made(
    facts: Facts,
    terms: Terms,
    category: DifficultyCategory,
    state: DifficultyState,
    source: FactSource,
    reasons: tuple[str, ...],
    on: date,
) -> Difficulty:
    """Make a category that was found in a state; one that was found so before keeps its day."""
    before = (one.since for one in facts.difficulties if one.category is category and one.state is state)
    since = next(before, facts.found_on(on))
    return Difficulty(category, state, source, since, reasons, terms.citation(category))


def _ended(found: Iterable[Difficulty], since: date) -> Iterator[Difficulty]:
    for one in found:
        if one.state is _HELD:
            yield replace(one, state=DifficultyState.ENDED, since=since)
