"""The facts that duties of the calendar are derived from: who owes, the holidays there, what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from records.codes import CalendarDuty, CalendarHolder, HolidaySeason


@dataclass(frozen=True, slots=True)
class Holiday:
    """A school holiday, from its first to its last day (Asia/Shanghai)."""

    season: HolidaySeason
    first: date
    last: date

    @property
    def name(self) -> str:
        """Give the name of the holiday as a period: 2026-WINTER, by the year in which it ends."""
        return f"{self.last.year}-{self.season}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done: what it counts as, its row (`id` of a `kind` such as submission), and when.

    `key` is the natural key of the duty that it was done for; without it the day decides.
    """

    code: CalendarDuty
    id: UUID
    kind: str
    at: datetime
    key: str | None = None

    @property
    def on(self) -> date:
        """Give its day; `at` is in Asia/Shanghai."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Holder:
    """A place (12-digit code), or an organisation there, that may owe something.

    `kinds` is what it owes as: a special zone is a county and reports as a prefecture. It owes what falls due from
    `since` on; `begun` has the first due day of each duty that stands on file already.
    """

    division: int
    kinds: frozenset[CalendarHolder]
    since: date
    organisation: UUID | None = None
    begun: Mapping[CalendarDuty, date] = field(default_factory=dict)
    holidays: tuple[Holiday, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def name(self) -> str:
        """Give what natural keys know it by."""
        return str(self.organisation or self.division)

    def start(self, code: CalendarDuty) -> date:
        """Give the first day on which something may be due."""
        return min(self.since, self.begun.get(code, self.since))
