"""Which holders somebody asks about, and how their rows are found."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, or_


@dataclass(frozen=True, slots=True)
class Wanted:
    """Places (12-digit codes) and organisations (keys) that may owe something by the calendar."""

    places: frozenset[int] = frozenset()
    organisations: frozenset[UUID] = frozenset()

    @classmethod
    def named(cls, names: Iterable[str]) -> "Wanted":
        """Give those that names mean: codes of places, keys of organisations (see `Holder.name`)."""
        found = set(names)
        places = {name for name in found if name.isdecimal()}
        return cls(frozenset(map(int, places)), frozenset(map(UUID, found - places)))

    def among(self, rows: FromClause) -> ColumnElement[bool]:
        """Write the condition that a row with `division` and `organisation_id` is one of theirs."""
        of_places = and_(rows.c.organisation_id.is_(None), rows.c.division.in_(sorted(self.places)))
        return or_(of_places, rows.c.organisation_id.in_(sorted(self.organisations)))
