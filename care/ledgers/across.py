"""What the rows of one ledger must agree on among themselves: no child twice, and one household told in one way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from care.ledgers.columns import BY_KEY
from care.ledgers.faults import Fault, FaultCode, fault
from care.ledgers.reading import Reading
from care.ledgers.row import LedgerRow

_HOUSEHOLD_COLUMNS = tuple(
    BY_KEY[key].heading for key in ("household.income", "household.benefits", "household.socialHelp", "household.risk")
)


@dataclass(slots=True)
class _Household:
    row: int
    facts: list[int | None]


@dataclass(frozen=True, slots=True)
class _Person:
    row: int
    day: int | None
    numbered: bool


@dataclass(slots=True)
class _Seen:
    """What earlier rows said; only hashes are kept, so that a long ledger takes little memory."""

    numbers: dict[int, int] = field(default_factory=dict)
    persons: dict[int, list[_Person]] = field(default_factory=dict)
    parents: dict[int, _Household] = field(default_factory=dict)


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
    home = homes[0] if homes else _Household(row.number, [None] * len(_HOUSEHOLD_COLUMNS))
    if len(homes) > 1 and homes[1] is not home:
        heading = BY_KEY["mother.residentId"].heading
        yield fault(FaultCode.HOUSEHOLDS_MEET, heading, row=home.row, other=homes[1].row)
    told = row.household
    facts = (told.income_per_head, told.benefits or None, told.social_help, told.risk)
    hashes = [None if fact is None else hash(fact) for fact in facts]
    differing = [
        heading
        for heading, old, new in zip(_HOUSEHOLD_COLUMNS, home.facts, hashes, strict=True)
        if old is not None and new is not None and old != new
    ]
    for heading in differing:
        yield fault(FaultCode.HOUSEHOLD_DIFFERS, heading, row=home.row)
    if not differing:
        home.facts = [old if new is None else new for old, new in zip(home.facts, hashes, strict=True)]
        for key in keys:
            seen.parents.setdefault(key, home)
