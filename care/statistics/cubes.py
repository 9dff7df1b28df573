"""What is counted and by what: the closed list of facts, their dimensions, and how deep each level is broken down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from care.duties.restricted import RESTRICTED
from records.codes import (
    ChildClass,
    DifficultyCategory,
    Dimension,
    Measure,
    ReportCircumstance,
    RiskLevel,
    SchoolStatus,
    Sex,
    TraineePost,
)

PROVINCE, PREFECTURE, COUNTY, TOWNSHIP, VILLAGE = range(5)
# By how many dimensions at once a place of each level is broken down, beside place and time: small places have small
# cells, and their tables would be empty for all the room that they take.
DEPTH: Final = {PROVINCE: 3, PREFECTURE: 3, COUNTY: 3, TOWNSHIP: 2, VILLAGE: 1}
# A count below the minimum, other than none, is never shown. The first is the platform's default and floor: no document
# gives a number. A tenant may set a higher one of these; solved one after the other, each hides what the one before
# hides, so that a release under a lower minimum and figures under a higher one are not subtracted.
MINIMUMS: Final = (5, 10, 15, 20)
# Platform default: before kindergarten, there, primary and junior secondary school, youth; first and last year of age.
AGES: Final = ((0, 2), (3, 5), (6, 11), (12, 14), (15, 17))
GROWN: Final = "18+"
UNKNOWN: Final = "UNKNOWN"
IN_TIME: Final = "IN_TIME"
TRAINED: Final = "TRAINED"
COMPLETE: Final = "COMPLETE"
GRANTED: Final = "GRANTED"
PARTS: Final = (IN_TIME, TRAINED, COMPLETE, GRANTED)
YES, NO = "Y", "N"

VALUES: Final[dict[str, tuple[str, ...]]] = {
    Dimension.CLASS: tuple(one.value for one in ChildClass),
    Dimension.CATEGORY: tuple(one.value for one in DifficultyCategory),
    Dimension.RISK_LEVEL: tuple(one.value for one in RiskLevel),
    Dimension.SEX: tuple(one.value for one in Sex),
    Dimension.AGE_BAND: (*(f"{first}-{last}" for first, last in AGES), GROWN),
    Dimension.SCHOOL_STATUS: (*(one.value for one in SchoolStatus), UNKNOWN),
    Dimension.CIRCUMSTANCE: tuple(one.value for one in ReportCircumstance),
    Dimension.POST: tuple(one.value for one in TraineePost),
    **dict.fromkeys(PARTS, (YES, NO)),
}
# A child may have several values of these at once, or none.
MANY: Final = frozenset({Dimension.CLASS.value, Dimension.CATEGORY.value})
RESTRICTED_VALUES: Final = frozenset(one.value for one in RESTRICTED)

_OF_CHILD = (Dimension.CLASS, Dimension.RISK_LEVEL, Dimension.SEX, Dimension.AGE_BAND)


@dataclass(frozen=True)
class Fact:
    """What is counted: its dimensions, and a part of it that is a measure of its own (`part`, such as in time).

    A stock stands at the end of a month, another fact happens in one. What hangs on a child is `of_child`; told
    `openly` it is as if the restricted reasons were not (rules 6.8), for all who do not read them.
    """

    kind: str
    dimensions: tuple[Dimension, ...]
    part: str | None = None
    stock: bool = False
    of_child: bool = True
    openly: bool = False

    @property
    def name(self) -> str:
        """Name the fact as its rows are known by."""
        return f"{self.kind}_openly" if self.openly else self.kind

    @property
    def names(self) -> tuple[str, ...]:
        """Name the dimensions and the part in their order."""
        part = () if self.part is None else (self.part,)
        return (*(one.value for one in self.dimensions), *part)

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Give the values of each dimension and part."""
        if not self.openly:
            return VALUES
        told = tuple(one for one in VALUES[Dimension.CATEGORY] if one not in RESTRICTED_VALUES)
        return {**VALUES, Dimension.CATEGORY: told}

    def told(self, *, special: bool) -> "Fact":
        """Give the fact as it is told to who reads the restricted reasons (`special`), or does not."""
        return self if special or not self.of_child else replace(self, openly=True)

    def tables(self, level: int) -> Iterator[tuple[str, ...]]:
        """Give the tables of a place of a level, each by the names of its dimensions, the total first."""
        for size in range(min(DEPTH[level], len(self.dimensions)) + 1):
            for chosen in combinations(self.dimensions, size):
                yield tuple(one.value for one in chosen)
                if self.part is not None:
                    yield (*(one.value for one in chosen), self.part)


CHILDREN = Fact("children", (*_OF_CHILD, Dimension.CATEGORY, Dimension.SCHOOL_STATUS), stock=True)
FILES = Fact("files", _OF_CHILD, COMPLETE, stock=True)
BENEFITS = Fact("benefits", _OF_CHILD, GRANTED, stock=True)
VISITS = Fact("visits", _OF_CHILD, IN_TIME)
CONTACTS = Fact("contacts", _OF_CHILD, IN_TIME)
NEEDS = Fact("needs", _OF_CHILD, stock=True)
OVERDUE = Fact("overdue", _OF_CHILD, stock=True)
REPORTS = Fact("reports", (Dimension.CIRCUMSTANCE,), IN_TIME, of_child=False)
STAFF = Fact("staff", (Dimension.POST,), TRAINED, stock=True, of_child=False)
_OF_CHILDREN = (CHILDREN, FILES, BENEFITS, VISITS, CONTACTS, NEEDS, OVERDUE)
# Children first: what hangs on them is hidden where they are.
_TOGETHER = (_OF_CHILDREN, tuple(one.told(special=False) for one in _OF_CHILDREN), (REPORTS,), (STAFF,))
FACTS: Final = tuple(fact for facts in _TOGETHER for fact in facts)

# Each measure is a fact, or the part of one.
MEASURES: Final[dict[Measure, tuple[Fact, bool]]] = {
    Measure.CHILDREN: (CHILDREN, False),
    Measure.VISITS_DUE: (VISITS, False),
    Measure.VISITS_ON_TIME: (VISITS, True),
    Measure.CONTACTS_ON_TIME: (CONTACTS, True),
    Measure.REPORTS: (REPORTS, False),
    Measure.REPORTS_ON_TIME: (REPORTS, True),
    Measure.TRAINEES: (STAFF, False),
    Measure.TRAINED: (STAFF, True),
    Measure.NEEDS_OPEN: (NEEDS, False),
    Measure.BENEFITS_ENTITLED: (BENEFITS, False),
    Measure.BENEFITS_GRANTED: (BENEFITS, True),
    Measure.FILES_COMPLETE: (FILES, True),
    Measure.DUTIES_OVERDUE: (OVERDUE, False),
}


def together(name: str) -> tuple[Fact, ...]:
    """Give the facts that are made up together with one: all that tell of the same children to the same readers."""
    return next(facts for facts in _TOGETHER if any(fact.name == name for fact in facts))
