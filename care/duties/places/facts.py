"""The facts that duties of a place are derived from."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from care.duties.schedule.grounds import Ground


@dataclass(frozen=True, slots=True)
class Patrol:
    """A patrol of a township; days in Asia/Shanghai."""

    id: UUID
    on: date


def commission_key(commission: UUID) -> str:
    """Give the natural key of the visit that a township owes under a commission."""
    return f"COMMISSION:{commission}"


@dataclass(frozen=True, slots=True)
class Entrusted:
    """A visit that the township has taken over for the place that keeps the child's file.

    `due_on` is the day until which the visit is owed there, `visit` and `visited_at` the visit that was made.
    """

    id: UUID
    accepted_on: date
    due_on: date
    ground: Ground
    visit: UUID | None = None
    visited_at: datetime | None = None

    @property
    def key(self) -> str:
        """Give the natural key of its duty."""
        return commission_key(self.id)


@dataclass(frozen=True, slots=True)
class Place:
    """One township, by its code. Patrols are in the order of their days.

    `since` is the first day of its first period as it stands on file; without it, the place has owed nothing so far,
    and `first_on` is the first day on which it had a child on file or was patrolled (None: neither).
    """

    division: int
    since: date | None = None
    first_on: date | None = None
    patrols: tuple[Patrol, ...] = ()
    entrusted: tuple[Entrusted, ...] = ()
