"""What a change of the law moves: two derivations of the same child compared."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from care.duties.derived import Classified, Derived, Owed
from care.duties.restricted import RESTRICTED, RESTRICTED_REASONS
from records.codes import (
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    DutyKind,
    KeyChildReason,
    StandingState,
)

What = ChildClass | DifficultyCategory | KeyChildReason


class Move(StrEnum):
    """How an open duty moves."""

    EARLIER = "EARLIER"
    LATER = "LATER"
    NEW = "NEW"
    GONE = "GONE"
    OTHER = "OTHER"  # due on the same day, by another rule, on another basis or for other reasons


@dataclass
class Moves:
    """Counts over many children: `moved` are those with a duty that moves in time, comes or goes, or a class that does.

    `classes` counts by what it is (codes of several kinds are spelled alike), the class, category or key reason, and
    whether it is gained. Told `openly` they are counted as if the
    restricted ones were not, nor who is in difficulty for these alone, nor what is owed for that: for whoever does not
    read them (rules 6.8).
    """

    openly: bool = True
    children: int = 0
    moved: int = 0
    duties: Counter[tuple[DutyKind, Move]] = field(default_factory=Counter)
    classes: Counter[tuple[str, What, bool]] = field(default_factory=Counter)

    def add(self, before: Derived, after: Derived, on: date) -> None:
        """Count one child, derived by the law before and after, on the same day from the same facts."""
        duties = Counter(_duties(self._told(before.duties), self._told(after.duties), on))
        old, new = (_held(one.classified, openly=self.openly) for one in (before, after))
        classes = Counter([*((*one, True) for one in new - old), *((*one, False) for one in old - new)])
        self.children += 1
        self.moved += bool(classes) or any(move is not Move.OTHER for _, move in duties)
        self.duties += duties
        self.classes += classes

    def _told(self, duties: Iterable[Owed]) -> Iterable[Owed]:
        return (one for one in duties if not (self.openly and one.restricted))


def _duties(before: Iterable[Owed], after: Iterable[Owed], on: date) -> Iterable[tuple[DutyKind, Move]]:
    """Compare what is open: done and missed duties stay as they are, whatever the law says later."""
    old, new = ({one.key: one for one in owed if _open(one, on)} for owed in (before, after))
    yield from ((was.kind, Move.GONE) for key, was in old.items() if key not in new)
    for key, now in new.items():
        was = old.get(key)
        if was is None:
            yield now.kind, Move.NEW
        elif was.due_at != now.due_at:
            yield now.kind, Move.EARLIER if now.due_at < was.due_at else Move.LATER
        elif was != now:
            yield now.kind, Move.OTHER


def _open(owed: Owed, on: date) -> bool:
    return owed.done_on is None and (owed.closes_on is None or owed.closes_on >= on)


def _held(classified: Classified, *, openly: bool) -> set[tuple[str, What]]:
    held = (one for one in classified.standings if one.state is StandingState.HELD)
    classes = {one.child_class for one in held if not (openly and one.restricted)}
    categories = {one.category for one in classified.difficulties if one.state is DifficultyState.HELD}
    reasons = {one.reason for one in classified.key_reasons}
    if openly:
        categories, reasons = categories.difference(RESTRICTED), reasons.difference(RESTRICTED_REASONS)
    every: list[What] = [*classes, *categories, *reasons]
    return {(type(one).__name__, one) for one in every}
