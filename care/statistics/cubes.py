"""What is counted and by what: the closed list of facts, their dimensions, and how deep each level is broken down."""

from collections.abc import Iterator
from dataclasses import dataclass
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
# Platform default: no document gives a number. A count below it, other than none, is never shown.
LEAST: Final = 5
# Platform default: before kindergarten, there, primary and junior secondary school, youth; first and last year of age.
AGES: Final = ((0, 2), (3, 5), (6, 11), (12, 14), (15, 17))
GROWN: Final = "18+"
UNKNOWN: Final = "UNKNOWN"
# In difficulty for reasons of which everybody may know who sees classes; who reads the restricted ones sees the whole.
OPENLY_IN_DIFFICULTY: Final = "OPENLY_IN_DIFFICULTY"
IN_TIME: Final = "IN_TIME"
TRAINED: Final = "TRAINED"
YES, NO = "Y", "N"

VALUES: Final[dict[str, tuple[str, ...]]] = {
    Dimension.CLASS: (*(one.value for one in ChildClass), OPENLY_IN_DIFFICULTY),
    Dimension.CATEGORY: tuple(one.value for one in DifficultyCategory),
    Dimension.RISK_LEVEL: tuple(one.value for one in RiskLevel),
    Dimension.SEX: tuple(one.value for one in Sex),
    Dimension.AGE_BAND: (*(f"{first}-{last}" for first, last in AGES), GROWN),
    Dimension.SCHOOL_STATUS: (*(one.value for one in SchoolStatus), UNKNOWN),
    Dimension.CIRCUMSTANCE: tuple(one.value for one in ReportCircumstance),
    Dimension.POST: tuple(one.value for one in TraineePost),
    IN_TIME: (YES, NO),
    TRAINED: (YES, NO),
}
# A child may have several values of these at once, or none.
MANY: Final = frozenset({Dimension.CLASS.value, Dimension.CATEGORY.value})
RESTRICTED_VALUES: Final = frozenset(one.value for one in RESTRICTED)

_OF_CHILD = (Dimension.CLASS, Dimension.RISK_LEVEL, Dimension.SEX, Dimension.AGE_BAND)


@dataclass(frozen=True)
class Fact:
    """What is counted: its dimensions, and a part of it that is a measure of its own (`part`, such as in time).

    A stock stands at the end of a month, another fact happens in one.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    part: str | None = None
    stock: bool = False

    def tables(self, level: int) -> Iterator[tuple[str, ...]]:
        """Give the tables of a place of a level, each by the names of its dimensions, the total first."""
        for size in range(min(DEPTH[level], len(self.dimensions)) + 1):
            for chosen in combinations(self.dimensions, size):
                yield tuple(one.value for one in chosen)
                if self.part is not None:
                    yield (*(one.value for one in chosen), self.part)


CHILDREN = Fact("children", (*_OF_CHILD, Dimension.CATEGORY, Dimension.SCHOOL_STATUS), stock=True)
VISITS = Fact("visits", _OF_CHILD, IN_TIME)
CONTACTS = Fact("contacts", _OF_CHILD, IN_TIME)
REPORTS = Fact("reports", (Dimension.CIRCUMSTANCE,), IN_TIME)
STAFF = Fact("staff", (Dimension.POST,), TRAINED, stock=True)
NEEDS = Fact("needs", _OF_CHILD, stock=True)
OVERDUE = Fact("overdue", _OF_CHILD, stock=True)
FACTS: Final = (CHILDREN, VISITS, CONTACTS, REPORTS, STAFF, NEEDS, OVERDUE)

# Each measure is a fact, or the part of one. Those that are not here are not counted.
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
    Measure.DUTIES_OVERDUE: (OVERDUE, False),
}
