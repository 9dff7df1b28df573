"""What a child is in the eyes of the law on a day: its classes, its categories of difficulty, its key reasons."""

from collections.abc import Iterator
from datetime import date, timedelta

from care.duties.classes.difficulties import ATTENTION, difficulties
from care.duties.classes.left_behind import Answer, Verdict, judge
from care.duties.classes.reasons import key_reasons
from care.duties.classes.terms import LEFT_BEHIND, Cover, Terms, cover_of
from care.duties.derived import Classified, Difficulty, Standing
from care.duties.facts import Facts, Held, Judged
from care.duties.law import Law
from care.duties.months import birthday
from records.codes import (
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    FactSource,
    GuardianRelation,
    StandingState,
)

_ORPHANS = frozenset(
    {DifficultyCategory.ORPHAN, DifficultyCategory.ORPHAN_OR_ABANDONED, DifficultyCategory.TREATED_AS_ORPHAN}
)
_DAY = timedelta(days=1)


def classify(facts: Facts, law: Law, on: date) -> Classified:
    """Classify a child under the rules of its place on a day.

    An officer's judgement goes before facts, facts that decide before what a ledger states; where a place has no
    definition only people decide (reading A17). What held and holds no longer has ENDED and stays until it holds again.
    """
    cover = cover_of(law, facts.division, on)
    found = difficulties(facts, cover.whole, on)
    standings: list[Standing] = []
    days = [cover.turns, *(judged.since for judged in facts.judged)]
    for child_class in cover.whole.classes:
        if child_class in LEFT_BEHIND:
            standing, day = _left_behind(facts, cover, child_class, on)
            days.append(day)
        else:
            standing = _by_difficulty(facts, cover, child_class, found, on)
        if standing is not None:
            standings.append(standing)
    standings += _ended(facts, cover.whole, standings, on)
    days.append(birthday(facts.birth, cover.whole.difficulty_age) + _DAY)
    changes_on = min((day for day in days if day and day > on), default=None)
    return Classified(tuple(standings), found, key_reasons(facts, cover.whole, found, on), changes_on)


def _left_behind(facts: Facts, cover: Cover, child_class: ChildClass, on: date) -> tuple[Standing | None, date | None]:
    terms = cover.whole
    verdict = _verdict(facts, terms, child_class, on)
    layers = tuple(
        layer
        for layer, alone in cover.alone
        if child_class in alone.classes and _verdict(facts, alone, child_class, on).answer is Answer.MET
    )
    citation = _citation(terms, child_class)
    judged = _latest(facts, child_class, on)
    of_age = verdict.answer is not Answer.NOT_MET or on <= _grown(facts, terms)
    if judged is not None and of_age:
        state, source = StandingState.HELD if judged.holds else None, FactSource.JUDGED
        made = state and Standing(child_class, state, source, judged.since, verdict.reasons, citation, layers)
        return made or None, verdict.changes_on
    match verdict.answer:
        case Answer.MET:
            held = (StandingState.HELD, FactSource.FACTS, verdict.since)
        case Answer.PROSPECTIVE:
            held = (StandingState.PROSPECTIVE, FactSource.FACTS, verdict.since)
        case Answer.OPEN if not facts.stated_classes.isdisjoint(LEFT_BEHIND):
            held = (StandingState.HELD, FactSource.STATED, facts.registered_on)
        case _:
            return None, verdict.changes_on
    return Standing(child_class, *held, verdict.reasons, citation, layers), verdict.changes_on


def _verdict(facts: Facts, terms: Terms, child_class: ChildClass, on: date) -> Verdict:
    if terms.left_behind is None:
        return Verdict(Answer.OPEN, on)
    return judge(facts, child_class, terms.left_behind, on)


def _grown(facts: Facts, terms: Terms) -> date:
    return birthday(facts.birth, terms.left_behind.age_under if terms.left_behind else terms.difficulty_age)


def _by_difficulty(
    facts: Facts, cover: Cover, child_class: ChildClass, found: tuple[Difficulty, ...], on: date
) -> Standing | None:
    """Give the class that follows from categories: in difficulty, or an orphan who lives outside institutions."""
    terms = cover.whole
    if on > birthday(facts.birth, terms.difficulty_age):
        return None
    held = [one for one in found if one.state is DifficultyState.HELD and one.category not in ATTENTION]
    if child_class is ChildClass.SCATTERED_ORPHAN:
        kept = any(parent.relation is GuardianRelation.INSTITUTION for parent in facts.parents)
        held = [] if kept else [one for one in held if one.category in _ORPHANS]
    layers = tuple(
        layer
        for layer, alone in cover.alone
        if child_class in alone.classes and any(one.category in alone.categories for one in held)
    )
    judged, citation = _latest(facts, child_class, on), terms.classes[child_class]
    reasons = tuple(sorted(one.category.value for one in held))
    if judged is not None:
        made = Standing(child_class, StandingState.HELD, FactSource.JUDGED, judged.since, reasons, citation, layers)
        return made if judged.holds else None
    if held:
        source = FactSource.FACTS if any(one.source is FactSource.FACTS for one in held) else held[0].source
        since = min(one.since for one in held)
        return Standing(child_class, StandingState.HELD, source, since, reasons, citation, layers)
    if child_class in facts.stated_classes:
        stated = (StandingState.HELD, FactSource.STATED, facts.registered_on)
        return Standing(child_class, *stated, (), citation, ())
    return None


def _ended(facts: Facts, terms: Terms, standings: list[Standing], on: date) -> Iterator[Standing]:
    """Give the classes that held before and hold no longer, since their first day without."""
    there = {one.child_class for one in standings}
    for held in facts.classes:
        if not isinstance(held.what, ChildClass) or held.what in there:
            continue
        since = held.since if held.ended else _last(facts, terms, held.what, held, on)
        citation = _citation(terms, held.what)
        yield Standing(held.what, StandingState.ENDED, FactSource.FACTS, since, (), citation, ())


def _last(facts: Facts, terms: Terms, what: ChildClass, held: Held, on: date) -> date:
    judged = _latest(facts, what, on)
    if judged is not None and not judged.holds:
        return max(judged.since, held.since)
    if what not in LEFT_BEHIND:
        return min(on, birthday(facts.birth, terms.difficulty_age) + _DAY)
    return max(min(_verdict(facts, terms, what, on).since, on), held.since)


def _latest(facts: Facts, what: ChildClass, on: date) -> Judged | None:
    return next((one for one in reversed(facts.judged) if one.what is what and one.since <= on), None)


def _citation(terms: Terms, child_class: ChildClass) -> str:
    named = terms.classes.get(child_class, "")
    return terms.left_behind.citation if terms.left_behind else terms.by_hand or named
