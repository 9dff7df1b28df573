"""What the rows of one ledger must agree on among themselves: no child twice, and one household told in one way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from care.ledgers.columns import BY_KEY
from care.ledgers.faults import Fault, FaultCode, fault
from care.ledgers.reading import Reading
from care.ledgers.row import Household, LedgerRow

_HOUSEHOLD = {
    "income_per_head": BY_KEY["household.income"].heading,
    "benefits": BY_KEY["household.benefits"].heading,
    "social_help": BY_KEY["household.socialHelp"].heading,
    "risk": BY_KEY["household.risk"].heading,
}


@dataclass(slots=True)
class _Home:
    row: int
    told: Household


@dataclass(frozen=True, slots=True)
class _Person:
    row: int
    day: int | None
    numbered: bool


@dataclass(slots=True)
class _Seen:
    """What earlier rows said; of numbers and names only hashes are kept."""

    numbers: dict[int, int] = field(default_factory=dict)
    persons: dict[int, list[_Person]] = field(default_factory=dict)
    parents: dict[int, _Home] = field(default_factory=dict)


def check_across(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Pass rows on, and refuse those that contradict an earlier row of the same ledger."""
    seen = _Seen()
    for reading in readings:
        if reading.row is None:
            yield reading
            continue
        faults = [*_repeated(reading.row, seen), *_same_household(reading.row, seen)]
        bad = any(not one.warning for one in faults)
        if faults:
            yield replace(reading, row=None if bad else reading.row, faults=(*reading.faults, *faults))
        else:
            yield reading


def _repeated(row: LedgerRow, seen: _Seen) -> Iterator[Fault]:
    child = row.child
    if child.resident_id:
        first = seen.numbers.setdefault(hash(child.resident_id), row.number)
        if first != row.number:
            yield fault(FaultCode.RESIDENT_ID_REPEATED, BY_KEY["child.residentId"].heading, row=first)
            return
    # Two children of one name and birth are two only when their numbers say so.
    birth, told = (
        child.birth,
        seen.persons.setdefault(hash((child.name, child.birth.year, child.birth.month, child.division)), []),
    )
    for one in told:
        same_day = birth.day is None or one.day is None or birth.day == one.day
        if same_day and not (one.numbered and child.resident_id):
            yield fault(FaultCode.CHILD_REPEATED, BY_KEY["child.name"].heading, row=one.row)
            return
    told.append(_Person(row.number, birth.day, child.resident_id is not None))


def _same_household(row: LedgerRow, seen: _Seen) -> Iterator[Fault]:
    keys = [
        hash((row.child.division, parent.resident_id))
        for parent in (row.father, row.mother)
        if parent and parent.resident_id
    ]
    if not keys:
        return
    homes = [seen.parents[key] for key in keys if key in seen.parents]
    if not homes:
        home = _Home(row.number, row.household)
    else:
        home = homes[0]
        if len(homes) > 1 and homes[1] is not home:
            heading = BY_KEY["mother.residentId"].heading
            yield fault(FaultCode.HOUSEHOLDS_MEET, heading, row=home.row, other=homes[1].row)
        differing = list(_differing(home.told, row.household))
        yield from (fault(FaultCode.HOUSEHOLD_DIFFERS, heading, row=home.row) for heading in differing)
        if differing:
            return
        home.told = _both(home.told, row.household)
    for key in keys:
        seen.parents.setdefault(key, home)


def _differing(old: Household, new: Household) -> Iterator[str]:
    for name, heading in _HOUSEHOLD.items():
        earlier, now = getattr(old, name), getattr(new, name)
        if earlier not in (None, ()) and now not in (None, ()) and earlier != now:
            yield heading


def _both(old: Household, new: Household) -> Household:
    def either(name: str) -> Any:
        now = getattr(new, name)
        return getattr(old, name) if now is None or now == () else now

    return Household(**{name: either(name) for name in _HOUSEHOLD})
