"""What is owed by a place: a pure function of its facts, of the law and of the day."""

from datetime import date

from care.duties.derived import Owed
from care.duties.law import Law
from care.duties.places.facts import Place
from care.duties.places.patrols import patrol_duties
from care.duties.places.visits import commissioned_visits
from records.codes import DutyKind

# Of these kinds a place has the duties that are derived here, and no others.
KINDS = frozenset({DutyKind.TOWNSHIP_PATROL, DutyKind.HOUSEHOLD_VISIT})


def place_duties(place: Place, law: Law, on: date) -> tuple[Owed, ...]:
    """Give what a township owes, owed and did up to a day, by the law of the place."""
    return (*patrol_duties(place, law, on), *commissioned_visits(place))
