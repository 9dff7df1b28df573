"""What the law makes of the facts of one child on a day: classes, categories, key reasons, duties."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from records.codes import (
    CalendarDuty,
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    DutyBasis,
    DutyKind,
    FactSource,
    FileSection,
    KeyChildReason,
    StandingState,
    TraineePost,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A class with its state, since when, and on what it rests; `layers` hold it by their own definition alone.

    One that is `restricted` rests on restricted reasons alone, or did until it ended.
    """

    child_class: ChildClass
    state: StandingState
    source: FactSource
    since: date
    reasons: tuple[str, ...]
    citation: str
    layers: tuple[str, ...]
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Difficulty:
    """A category of difficulty with its state, since when, and on what it rests."""

    category: DifficultyCategory
    state: DifficultyState
    source: FactSource
    since: date
    reasons: tuple[str, ...]
    citation: str


@dataclass(frozen=True, slots=True)
class KeyReason:
    """A reason that makes the child a key child, since when, and where that is written."""

    reason: KeyChildReason
    since: date
    citation: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty as it is to stand: `key` is its natural key, found again by every derivation.

    `base_on` is the day that the due time counts from, `closes_on` the last day on which it can be done,
    `quarter_missed_from` the day from which its calendar quarter has passed. `done_on` and `satisfied_by` are the day
    and the key of the visit that satisfied it. One that is `restricted` tells of restricted reasons by being there.
    `rule` is the name of the deciding rule (`key[case]`). Duties of the calendar say besides what they are there, and
    the moment and the kind of the row that satisfied them.
    """

    kind: DutyKind
    key: str
    base_on: date
    due_at: datetime
    due_on: date
    reasons: tuple[str, ...]
    basis: DutyBasis
    rule: str
    citation: str
    post: TraineePost | None
    period: str | None = None
    closes_on: date | None = None
    quarter_missed_from: date | None = None
    satisfied_by: UUID | None = None
    done_on: date | None = None
    done_at: datetime | None = None
    satisfied_kind: str | None = None
    calendar: CalendarDuty | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Classified:
    """The classes, categories and key reasons of a child on a day; `changes_on` is when time alone changes them."""

    standings: tuple[Standing, ...]
    difficulties: tuple[Difficulty, ...]
    key_reasons: tuple[KeyReason, ...]
    changes_on: date | None

    def holds(self, child_class: ChildClass) -> bool:
        """Tell whether a class holds."""
        return any(one.child_class is child_class and one.state is StandingState.HELD for one in self.standings)


@dataclass(frozen=True, slots=True)
class Derived:
    """All that is derived of a child; `changes_on` is the next day on which time alone changes something.

    `file_parts` are those that the law asks of the file, in the order of their list.
    A derived duty that stands open on file and is not among `duties` is cancelled; what was done or missed stays.
    """

    classified: Classified
    duties: tuple[Owed, ...]
    priority: int
    next_contact_due: date | None
    next_visit_due: date | None
    changes_on: date | None
    rule_version: str
    file_parts: tuple[FileSection, ...] = ()
