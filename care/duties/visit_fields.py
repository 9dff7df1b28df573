"""What the law asks of the record of a household visit: which findings, of which children, on whose word."""

from collections.abc import Collection
from dataclasses import dataclass

from care.rulebooks.rulebook import Effective, Rulebook, guides
from records.codes import ChildClass, DutyBasis, VisitField, VisitMode, VisitOutcome

# Only whoever was in the home and met somebody can have learned what a visit has to find out.
IN_THE_HOME = frozenset({VisitMode.HOUSEHOLD, VisitMode.COMMISSIONED})

_OF_ALL, _OF_CLASS = "visit.fields", "visit.classFields"


@dataclass(frozen=True, slots=True)
class Asked:
    """One finding that is asked for; `child_class` None means of every child.

    `binding` tells that a document obliges to it; a finding that only guidance asks for is owed all the same, and
    marked by `basis` (reading A28).
    """

    field: VisitField
    child_class: ChildClass | None
    citation: str
    basis: DutyBasis
    binding: bool


def asks(mode: VisitMode, outcome: VisitOutcome) -> bool:
    """Tell whether a visit made like this owes findings."""
    return mode in IN_THE_HOME and outcome is VisitOutcome.MET


def asked_of_visits(book: Rulebook) -> tuple[Asked, ...]:
    """Give all that is asked for in a place on a day, in the order of the fields."""
    return tuple(
        _asked(field, one) for field in VisitField for key in (_OF_ALL, _OF_CLASS) for one in book.naming(key, field)
    )


def asked_of(book: Rulebook, classes: Collection[ChildClass]) -> tuple[Asked, ...]:
    """Give what is asked for of a child that is of these classes."""
    return tuple(one for one in asked_of_visits(book) if one.child_class is None or one.child_class in classes)


def _asked(field: VisitField, one: Effective) -> Asked:
    return Asked(
        field,
        ChildClass[one.case] if one.case else None,
        one.citation,
        DutyBasis[one.basis],
        any(not guides(rule) for rule in one.rules),
    )
