"""The classes of a child under one set of terms: a place's merged rules, or one layer's alone."""

from collections.abc import Iterator
from datetime import date, timedelta

from care.duties.classes.difficulties import ATTENTION
from care.duties.classes.left_behind import Answer, Verdict, judge
from care.duties.classes.terms import LEFT_BEHIND, Terms
from care.duties.derived import Difficulty, Standing
from care.duties.facts import Facts, Held
from care.duties.months import birthday
from care.duties.restricted import RESTRICTED
from records.codes import (
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    FactSource,
    GuardianRelation,
    HukouType,
    StandingState,
)

ORPHANS = frozenset(
    {DifficultyCategory.ORPHAN, DifficultyCategory.ORPHAN_OR_ABANDONED, DifficultyCategory.TREATED_AS_ORPHAN}
)
_HELD = StandingState.HELD
_DAY = timedelta(days=1)


def standings(facts: Facts, terms: Terms, found: tuple[Difficulty, ...], on: date) -> Iterator[Standing]:
    """Give the classes that hold or whose months are not yet full; `found` are the same terms' difficulties."""
    for child_class in terms.classes:
        if on > _grown(facts, terms, child_class):
            continue
        if child_class in LEFT_BEHIND:
            one = _left_behind(facts, terms, child_class, on)
        else:
            one = _in_difficulty(facts, terms, child_class, found, on)
        if one is not None:
            yield one


def ended(facts: Facts, terms: Terms, held: Held, on: date) -> Standing:
    """Give a class that held before and holds no longer, since its first day without; it stays until it holds again."""
    what = ChildClass[held.what]
    first = _first_without(facts, terms, what, on)
    # Of a change that has no day of its own (a hukou turned urban) the day is known on which it was noticed.
    since = held.since if held.ended else first if held.since < first <= on else on
    return Standing(
        what, StandingState.ENDED, FactSource.FACTS, since, (), terms.citation(what), (), restricted=held.restricted
    )


def only_restricted(facts: Facts, found: tuple[Difficulty, ...]) -> bool:
    """Tell that being in difficulty would tell of restricted reasons: there are some, and nothing else to rest on."""
    held = {one.category for one in found if one.state is DifficultyState.HELD}
    return not facts.described and not held.isdisjoint(RESTRICTED) and held <= ATTENTION.union(RESTRICTED)


def _left_behind(facts: Facts, terms: Terms, what: ChildClass, on: date) -> Standing | None:
    """Decide by the judgement, unless a fact is younger, then by the facts, and only then by what was stated."""
    verdict, judged, citation = _verdict(facts, terms, what, on), facts.judged_of(what, on), terms.citation(what)
    decided = verdict.answer is not Answer.OPEN
    if judged is not None and not (decided and verdict.fact_on > judged.decided_on):
        made = Standing(what, _HELD, FactSource.JUDGED, judged.since, verdict.reasons, citation, ())
        return made if judged.holds else None
    match verdict.answer:
        case Answer.MET:
            return Standing(what, _HELD, FactSource.FACTS, verdict.since, verdict.reasons, citation, ())
        case Answer.PROSPECTIVE:
            coming = StandingState.PROSPECTIVE
            return Standing(what, coming, FactSource.FACTS, verdict.since, verdict.reasons, citation, ())
        case Answer.OPEN if _stated(facts, what):
            return Standing(what, _HELD, FactSource.STATED, facts.registered_on, (), citation, ())
    return None


def _in_difficulty(
    facts: Facts, terms: Terms, what: ChildClass, found: tuple[Difficulty, ...], on: date
) -> Standing | None:
    """Give a class that follows from categories: in difficulty, or an orphan who lives outside institutions."""
    held = [one for one in found if one.state is DifficultyState.HELD and one.category not in ATTENTION]
    if what is ChildClass.SCATTERED_ORPHAN:
        kept = any(parent.relation is GuardianRelation.INSTITUTION for parent in facts.parents)
        held = [] if kept else [one for one in held if one.category in ORPHANS]
    judged, citation = facts.judged_of(what, on), terms.citation(what)
    reasons = tuple(sorted(one.category.value for one in held))
    if judged is not None and not (held and max(one.since for one in held) > judged.decided_on):
        made = Standing(what, _HELD, FactSource.JUDGED, judged.since, reasons, citation, ())
        return made if judged.holds else None
    if held:
        source = next((one.source for one in held if one.source is FactSource.FACTS), held[0].source)
        since = _kept_since(facts, what) or min(one.since for one in held)
        return Standing(what, _HELD, source, since, reasons, citation, ())
    # A tick stands for the categories beside it: once they are judged away it says nothing more.
    if what in facts.stated_classes and not facts.stated_categories - ATTENTION:
        return Standing(what, _HELD, FactSource.STATED, facts.registered_on, (), citation, ())
    return None


def _verdict(facts: Facts, terms: Terms, what: ChildClass, on: date) -> Verdict:
    if terms.left_behind is None:
        return Verdict(Answer.OPEN, facts.registered_on, facts.registered_on)
    return judge(facts, what, terms.left_behind, on)


def _stated(facts: Facts, what: ChildClass) -> bool:
    """Tell whether a class was stated; a rural left-behind child is left behind, and the reverse with a rural hukou."""
    if what in facts.stated_classes:
        return True
    return not facts.stated_classes.isdisjoint(LEFT_BEHIND) and (
        what is ChildClass.LEFT_BEHIND or facts.hukou_type is HukouType.RURAL
    )


def _kept_since(facts: Facts, what: ChildClass) -> date | None:
    return next((one.since for one in facts.classes if one.what is what and not one.ended), None)


def _grown(facts: Facts, terms: Terms, what: ChildClass) -> date:
    """Give the birthday up to which a class covers a child, the day itself included (reading A06)."""
    return birthday(facts.birth, terms.age_under if what in LEFT_BEHIND else terms.difficulty_age)


def _first_without(facts: Facts, terms: Terms, what: ChildClass, on: date) -> date:
    """Give the first day without a class: by age, by an officer's word, by a return, else today."""
    grown = _grown(facts, terms, what)
    if on > grown:
        return grown + _DAY
    judged = facts.judged_of(what, on)
    if judged is not None and not judged.holds:
        return judged.since
    if what in LEFT_BEHIND:
        verdict = _verdict(facts, terms, what, on)
        return verdict.since if verdict.answer is Answer.NOT_MET else on
    return on
