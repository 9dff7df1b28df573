"""What a rulebook says about who is covered, read once: the definition of left-behind, the categories, the reasons."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

from care.duties.law import Law
from care.rulebooks.layer import Layer
from care.rulebooks.rulebook import Effective, Rulebook, rulebook, turning_days
from care.rulebooks.values import Amount
from records.codes import ChildClass, DifficultyCategory, DisabilityType, KeyChildReason

LEFT_BEHIND = (ChildClass.LEFT_BEHIND, ChildClass.RURAL_LEFT_BEHIND)
ADULT = 18


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A definition of being left behind: months away, how far, why, which parents; `age_under` is an age in years.

    `judged` says that a guardian's incapacity is a judgement as a whole, which somebody must have recorded.
    """

    months: int
    age_under: int
    distance: frozenset[str]
    excluded: frozenset[str]
    purposes: frozenset[str]
    modes: frozenset[str]
    rural: bool
    incapacity: frozenset[str]
    judged: bool
    citation: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What one rulebook says of a child's classes, difficulties and key reasons; None is silence.

    `grades` gives for each type of disability the gravest grades that count, from 1 to the number.
    """

    classes: dict[ChildClass, str]
    left_behind: LeftBehind | None
    difficulty_age: int
    categories: dict[str, str]
    grades: dict[DisabilityType, int]
    card: bool
    declaration: bool
    by_hand: str
    reasons: dict[KeyChildReason, str]
    narrowed: frozenset[str]

    @property
    def age_under(self) -> int:
        """Give the age up to whose birthday a child can be left behind."""
        return self.left_behind.age_under if self.left_behind else self.difficulty_age

    def citation(self, what: ChildClass | DifficultyCategory) -> str:
        """Cite what defines a class, or names a category; else what leaves it to an officer (reading A17)."""
        if isinstance(what, DifficultyCategory):
            return self.categories.get(what) or self.by_hand
        named = self.classes.get(what, "")
        if what not in LEFT_BEHIND:
            return named or self.by_hand
        return self.left_behind.citation if self.left_behind else _joined([named, self.by_hand])


@dataclass(frozen=True, slots=True)
class Cover:
    """The terms of a place, and of each of its layers alone; `turns` is the next day on which they change.

    The only layer of a place has the place's own terms, the same object.
    """

    whole: Terms
    alone: tuple[tuple[str, Terms], ...]
    turns: date | None


def cover_of(law: Law, division: int, on: date) -> Cover:
    """Give who is covered in a place (12-digit code) on a day."""
    layers, defaults = law.layers(division), law.library.defaults
    days = _days(layers, defaults)
    place = bisect_right(days, on)
    return _cover(layers, defaults, days[place - 1], days[place] if place < len(days) else None)


@lru_cache(maxsize=256)
def _days(layers: tuple[Layer, ...], defaults: Layer | None) -> tuple[date, ...]:
    return tuple(turning_days((*layers, defaults) if defaults else layers))


@lru_cache(maxsize=1024)
def _cover(layers: tuple[Layer, ...], defaults: Layer | None, on: date, turns: date | None) -> Cover:
    whole = terms_of(rulebook(layers, on, defaults))
    if len(layers) == 1:
        return Cover(whole, ((layers[0].id, whole),), turns)
    return Cover(whole, tuple((one.id, terms_of(rulebook((one,), on, defaults))) for one in layers), turns)


def terms_of(book: Rulebook) -> Terms:
    """Read what a rulebook says of who is covered."""
    listed = [*book.cases("difficulty.categories").values(), *book.cases("attention.categories").values()]
    grades = book.cases("difficulty.disabilityGrade")
    by_hand = book.rule("class.byHand")
    age = book.number("difficulty.age") or ADULT
    return Terms(
        classes={ChildClass[code]: _cited(book.rule("classes"), code) for code in book.codes("classes")},
        left_behind=_left_behind(book, age),
        difficulty_age=age,
        categories={code: _cited(one, code) for one in listed for code in cast("frozenset[str]", one.value)},
        grades={DisabilityType[case]: book.number("difficulty.disabilityGrade", case) or 0 for case in grades if case},
        card=book.flag("difficulty.disabilityCard") is not None,
        declaration=book.flag("difficulty.courtDeclaration") is not None,
        by_hand=by_hand.citation if by_hand else "",
        reasons={KeyChildReason[code]: _cited(book.rule("keyReasons"), code) for code in book.codes("keyReasons")},
        narrowed=book.codes("keyReasons.narrowed"),
    )


def _left_behind(book: Rulebook, age: int) -> LeftBehind | None:
    """Read the definition: it needs months, a distance and who is away; one that is silent on age covers children."""
    rules = {
        name: book.rule(f"leftBehind.{name}")
        for name in (
            "monthsAway", "ageUnder", "distance", "excluded", "purpose", "absence", "ruralHukou", "incapacity",
            "incapacityJudged",
        )
    }  # fmt: skip
    months = rules["monthsAway"]
    if months is None or rules["distance"] is None or rules["absence"] is None:
        return None
    return LeftBehind(
        months=cast("Amount", months.value).months,
        age_under=book.number("leftBehind.ageUnder") or age,
        distance=book.codes("leftBehind.distance"),
        excluded=book.codes("leftBehind.excluded"),
        purposes=book.codes("leftBehind.purpose"),
        modes=book.codes("leftBehind.absence"),
        rural=book.flag("leftBehind.ruralHukou") is not None,
        incapacity=book.codes("leftBehind.incapacity"),
        judged=book.flag("leftBehind.incapacityJudged") is not None,
        citation=_joined(one.citation for one in rules.values() if one is not None),
    )


def _cited(found: Effective | None, code: str) -> str:
    """Cite the rules that name a code, or the wider one it falls inside."""
    if found is None:
        return ""
    naming = [rule for rule in found.rules if code in cast("frozenset[str]", rule.value)] or found.rules
    return _joined(rule.citation for rule in naming)


def _joined(citations: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(part for one in citations for part in one.split("；") if part))
