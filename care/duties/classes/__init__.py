"""What a child is in the eyes of the law on a day: its classes, its categories of difficulty, its key reasons."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from care.duties.classes.difficulties import difficulties
from care.duties.classes.left_behind import turning
from care.duties.classes.reasons import key_reasons
from care.duties.classes.standings import ended, only_restricted, standings
from care.duties.classes.terms import Cover, cover_of
from care.duties.derived import Classified, Standing
from care.duties.facts import Facts
from care.duties.law import Law
from care.duties.months import birthday
from records.codes import ChildClass, StandingState


def classify(facts: Facts, law: Law, on: date) -> Classified:
    """Classify a child under the rules of its place on a day.

    An officer's judgement goes before the facts it knew, facts that decide before what a ledger states; where a place
    has no definition only people decide (reading A17). What holds by one layer alone holds (comparison 3.8). What held
    and holds no longer has ENDED and stays so, beside a PROSPECTIVE one, until it holds again.
    """
    cover = cover_of(law, facts.division, on)
    found = difficulties(facts, cover.whole, on)
    made = {one.child_class: one for one in standings(facts, cover.whole, found, on)}
    layers: dict[ChildClass, list[str]] = {}
    for layer, alone in cover.alone:
        same = alone is cover.whole
        by_it = list(made.values()) if same else [*standings(facts, alone, difficulties(facts, alone, on), on)]
        for one in by_it:
            if one.state is StandingState.HELD:
                layers.setdefault(one.child_class, []).append(layer)
                if not _holds(made.get(one.child_class)):
                    made[one.child_class] = one
    now = [replace(one, layers=tuple(layers[what])) if what in layers else one for what, one in made.items()]
    if only_restricted(facts, found):
        now = [replace(one, restricted=one.child_class is ChildClass.IN_DIFFICULTY) for one in now]
    gone = (held for held in facts.classes if not _holds(made.get(ChildClass[held.what])))
    past = tuple(ended(facts, cover.whole, held, on) for held in gone)
    changes_on = min((day for day in _turning(facts, cover, on) if day > on), default=None)
    return Classified((*now, *past), found, key_reasons(facts, cover.whole, found, on), changes_on)


def _holds(standing: Standing | None) -> bool:
    return standing is not None and standing.state is StandingState.HELD


def _turning(facts: Facts, cover: Cover, on: date) -> Iterator[date]:
    """Give the days on which time alone may change what a child is."""
    if cover.turns is not None:
        yield cover.turns
    yield from (judged.since for judged in facts.judged)
    for node in facts.nodes:
        yield from (node.first, node.last + timedelta(days=1))
    for parent in facts.parents:
        for away in parent.away:
            yield away.since
            if away.until is not None:
                yield away.until
    for terms in {id(one): one for one in (cover.whole, *(alone for _, alone in cover.alone))}.values():
        yield birthday(facts.birth, terms.difficulty_age) + timedelta(days=1)
        if terms.left_behind is not None:
            yield from turning(facts, terms.left_behind, on)
