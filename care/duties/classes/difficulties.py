"""Which categories of difficulty hold of a child: those that people state, and those that follow from facts."""

from collections.abc import Iterator
from datetime import date, timedelta

from care.duties.classes.parents import DETAINED, GRAVE, disabled_or_ill, lost, parents_of
from care.duties.classes.terms import Terms
from care.duties.derived import Difficulty
from care.duties.facts import Facts, Judged
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
Found = tuple[DifficultyCategory, DifficultyState, tuple[str, ...]]
_HELD, _OFFERED = DifficultyState.HELD, DifficultyState.OFFERED


def difficulties(facts: Facts, terms: Terms, on: date) -> tuple[Difficulty, ...]:
    """Give the categories that hold, lack a paper, or are offered to an officer to decide.

    What is stated holds, since the lists are open everywhere; what facts give holds where the place lists it. The child
    is covered up to its birthday (reading A06); afterwards all have ended, and stay to be reviewed.
    """
    grown = birthday(facts.birth, terms.difficulty_age)
    found: dict[DifficultyCategory, Difficulty] = {}
    for category, state, reasons in _by_facts(facts, terms):
        if category in terms.categories:
            found[category] = _made(facts, terms, category, state, FactSource.FACTS, reasons)
    for category in facts.stated_categories:
        if category not in found or found[category].state is _OFFERED:
            found[category] = _made(facts, terms, category, _HELD, FactSource.STATED, ())
    for judged in facts.judged:
        if isinstance(judged.what, DifficultyCategory) and judged.since <= on:
            found.pop(judged.what, None)
            if judged.holds:
                found[judged.what] = _judged(terms, judged, judged.what)
    if on > grown:
        ended = ((one, DifficultyState.ENDED) for one in found.values() if one.state is _HELD)
        return tuple(
            Difficulty(one.category, state, one.source, grown + timedelta(days=1), one.reasons, one.citation)
            for one, state in ended
        )
    return tuple(found.values())


def _by_facts(facts: Facts, terms: Terms) -> Iterator[Found]:
    yield from _of_the_child(facts, terms)
    yield from _of_the_parents(facts, terms)
    if facts.condition is GuardianshipCondition.INADEQUATE:
        yield DifficultyCategory.GUARDIANSHIP_INADEQUATE, _HELD, ()
        yield DifficultyCategory.GUARDIANSHIP_MISSING_OR_IMPROPER, _OFFERED, ()
    if facts.single_parent in (SingleParent.MOTHER, SingleParent.FATHER) and facts.hukou_type is HukouType.RURAL:
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
    father, mother = parents_of(facts)
    known = [parent for parent in (father, mother) if parent is not None]
    missing = (ParentSpecialStatus.MISSING, ParentSpecialStatus.LOST_CONTACT)
    undeclared = any(parent.declared_missing_on is None and parent.status.intersection(missing) for parent in known)
    if terms.declaration and undeclared:
        yield DifficultyCategory.ONE_PARENT_LOST_OTHER_UNABLE, _OFFERED, (ParentSpecialStatus.LOST_CONTACT.value,)
    if len(known) < 2:
        return
    unable = [disabled_or_ill(parent, terms.grades) for parent in known]
    gone = [lost(parent, declaration=terms.declaration) for parent in known]
    detained = [bool(parent.status & DETAINED) for parent in known]
    if all(gone):
        for category in (DifficultyCategory.ORPHAN, DifficultyCategory.ORPHAN_OR_ABANDONED):
            yield category, _HELD, ()
    if all(unable):
        yield DifficultyCategory.BOTH_PARENTS_DISABLED_OR_ILL, _HELD, ()
    if all(detained):
        yield DifficultyCategory.BOTH_PARENTS_DETAINED, _HELD, ()
    for one, other in ((0, 1), (1, 0)):
        if gone[one] and not gone[other] and unable[other]:
            yield DifficultyCategory.ONE_PARENT_LOST_OTHER_UNABLE, _HELD, ()
        if gone[one] and not gone[other] and detained[other]:
            yield DifficultyCategory.ONE_LOST_OTHER_DETAINED, _HELD, ()


def _made(
    facts: Facts,
    terms: Terms,
    category: DifficultyCategory,
    state: DifficultyState,
    source: FactSource,
    reasons: tuple[str, ...],
) -> Difficulty:
    citation = terms.categories.get(category) or terms.by_hand
    return Difficulty(category, state, source, facts.registered_on, reasons, citation)


def _judged(terms: Terms, judged: Judged, category: DifficultyCategory) -> Difficulty:
    citation = terms.categories.get(category) or terms.by_hand
    return Difficulty(category, _HELD, FactSource.JUDGED, judged.since, (), citation)
