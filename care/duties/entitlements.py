"""What the law entitles a child to by its classes and categories: pure, from what it was found to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from care.duties.derived import Classified
from care.rulebooks.rulebook import Rulebook
from records.codes import ChildClass, DifficultyCategory, DifficultyState, DutyBasis, StandingState

KEY = "benefits.entitled"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The kinds of benefit that one class or category entitles to, since it holds, and where that is written."""

    ground: ChildClass | DifficultyCategory
    kinds: tuple[str, ...]
    since: date
    basis: DutyBasis
    citation: str


def entitlements(classified: Classified, book: Rulebook) -> tuple[Entitlement, ...]:
    """Give what a child is entitled to under a rulebook; where it is silent, nothing."""
    return tuple(_found(classified, book))


def _found(classified: Classified, book: Rulebook) -> Iterator[Entitlement]:
    held: list[tuple[ChildClass | DifficultyCategory, date]] = [
        *((one.child_class, one.since) for one in classified.standings if one.state is StandingState.HELD),
        *((one.category, one.since) for one in classified.difficulties if one.state is DifficultyState.HELD),
    ]
    for ground, since in held:
        rule = book.rule(KEY, ground)
        if rule is not None:
            kinds = tuple(sorted(book.codes(KEY, ground)))
            yield Entitlement(ground, kinds, since, DutyBasis[rule.basis], rule.citation)
