"""The facts that classes and duties of one child are derived from: everything the law asks about, and nothing else."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from records.codes import (
    AwayPurpose,
    Boarding,
    CarerRelation,
    ChildClass,
    DatePrecision,
    DifficultyCategory,
    DifficultyState,
    DisabilityGrade,
    DisabilityType,
    FileStatus,
    GuardianRelation,
    GuardianshipCondition,
    GuardianshipRating,
    Health,
    HukouType,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
    SingleParent,
    VisitMode,
    VisitOutcome,
)


@dataclass(frozen=True, slots=True)
class Away:
    """An absence; `until` is the first day back, `within_core` says that work and hukou lie in one core urban area."""

    since: date
    until: date | None
    purpose: AwayPurpose
    division: int | None
    abroad: bool
    within_core: bool


@dataclass(frozen=True, slots=True)
class Disability:
    """A disability by type and grade (1 is the gravest); `card` tells of the second-generation disability card."""

    type: DisabilityType | None
    grade: DisabilityGrade
    card: bool | None = None


@dataclass(frozen=True, slots=True)
class Parent:
    """A guardian, seen as the law does: away, incapable, disabled, missing by a court's declaration."""

    relation: GuardianRelation
    status: frozenset[ParentSpecialStatus] = frozenset()
    disabilities: tuple[Disability, ...] = ()
    incapacity_judged: bool = False
    declared_missing_on: date | None = None
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may satisfy a duty: a visit or contact that stands uncorrected; days in Asia/Shanghai."""

    id: UUID
    on: date
    mode: VisitMode
    outcome: VisitOutcome


@dataclass(frozen=True, slots=True)
class Level:
    """A level of risk or rating of guardianship as it was set on a day; the first of a history has no day."""

    since: date | None
    risk: RiskLevel
    rating: GuardianshipRating


@dataclass(frozen=True, slots=True)
class Judged:
    """What an officer decided of a class or a category, from which day on, and when; the latest decision counts."""

    what: ChildClass | DifficultyCategory
    holds: bool
    since: date
    decided_on: date


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement of the county of residence with another on who does what for the child (12-digit codes), its day."""

    id: UUID
    here: int
    other: int
    on: date


@dataclass(frozen=True, slots=True)
class Filed:
    """A change of the file itself, its day, and the day on which somebody helped a child on that had come of age."""

    status: FileStatus
    on: date
    aftercare_on: date | None


@dataclass(frozen=True, slots=True)
class Entrusted:
    """A concluded instrument of entrusted care, with the days of its term, and the one on which it was replaced."""

    id: UUID
    concluded_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    replaced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What an earlier derivation found to hold, or to have `ended`, and since when: what ends is not forgotten.

    A class that is `restricted` rested on restricted reasons alone.
    """

    what: ChildClass | str
    since: date
    ended: bool = False
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A category of difficulty in the state in which the last derivation found it, and since when."""

    category: DifficultyCategory
    state: DifficultyState
    since: date


@dataclass(frozen=True, slots=True)
class Node:
    """A special node of the child's place: from its first to its last day visits are raised."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """One child. Levels and events are in the order of their days; `stated` is what the ledger or an officer entered.

    `birth` is the last possible day where only the month is known. `classes` and `reasons` are those that the last
    derivation found to hold, or in the case of classes to have ended (key reasons by name); `difficulties` are all
    that it found; `derived` says whether there was one. With `since`, older events were left out, save the latest
    contact and the latest household visit before it, from which the chains go on; rounds of a quarter are derived only
    where it lies before that quarter.
    """

    id: UUID
    division: int
    birth: date
    birth_precision: DatePrecision
    registered_on: date
    file_status: FileStatus
    hukou_division: int | None
    hukou_type: HukouType
    lives_at: int | None
    resident_id_missing: ResidentIdMissing | None
    single_parent: SingleParent | None
    boarding: Boarding | None
    school_status: SchoolStatus | None
    condition: GuardianshipCondition | None
    mind_noted: bool
    health: frozenset[Health]
    disability: Disability | None
    carer: CarerRelation | None
    levels: tuple[Level, ...]
    parents: tuple[Parent, ...]
    stated_classes: frozenset[ChildClass]
    stated_categories: frozenset[DifficultyCategory]
    judged: tuple[Judged, ...]
    classes: tuple[Held, ...]
    reasons: tuple[Held, ...]
    events: tuple[Event, ...]
    difficulties: tuple[Kept, ...] = ()
    derived: bool = False
    since: date | None = None
    agreed: tuple[Agreed, ...] = ()
    filed: tuple[Filed, ...] = ()
    # The day of the first service that helped on towards life as an adult.
    helped_on: date | None = None
    # Concluded instruments in their order; the latest day on which a visit saw one; whether the carer is unfit.
    entrusted: tuple[Entrusted, ...] = ()
    seen_signed_on: date | None = None
    carer_weak: bool = False
    nodes: tuple[Node, ...] = ()
    # A difficulty is stated in words besides.
    described: bool = False

    def found_on(self, on: date) -> date:
        """Give since when something holds that was not found before: since the file was opened, later since today."""
        return on if self.derived else min(on, self.registered_on)

    def judged_of(self, what: ChildClass | DifficultyCategory, on: date) -> Judged | None:
        """Give the latest decision about a class or category that is in force on a day."""
        return next((one for one in reversed(self.judged) if one.what is what and one.since <= on), None)

    @property
    def reopened_on(self) -> date | None:
        """Give the day on which a closed file was last opened again; nothing was owed while it was closed."""
        closed, found = False, None
        for one in self.filed:
            if one.status is FileStatus.OPEN:
                closed, found = False, one.on if closed else found
            else:
                closed = closed or one.status is not FileStatus.REVIEW
        return found

    @property
    def covered_from(self) -> date:
        """Give the first day of the time in which the file has been open."""
        return max(self.registered_on, self.reopened_on or self.registered_on)

    @property
    def aftercare_on(self) -> date | None:
        """Give the day on which a child that has come of age was first helped on."""
        days = [self.helped_on, *(one.aftercare_on for one in self.filed)]
        return min((day for day in days if day), default=None)

    def closed_since(self, day: date) -> date | None:
        """Give the first day from a day on at which somebody closed the file."""
        return min((one.on for one in self.filed if one.status is FileStatus.CLOSED and one.on >= day), default=None)

    @property
    def level(self) -> Level:
        """Give the level that holds now."""
        return self.levels[-1]
