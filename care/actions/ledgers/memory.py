"""What one import remembers from batch to batch: places, schools, and what it told of each household."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import BigInteger, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from care.divisions.digits import around, level_by_digits
from care.ledgers.row import Household
from records.codes import AdminLevel
from records.division import division
from tenants.work import Transaction

_CODES = bindparam("codes", type_=ARRAY(BigInteger))
_KNOWN = select(division.c.code, division.c.level, division.c.verified).where(division.c.code == any_(_CODES))


@dataclass(frozen=True, slots=True)
class Told:
    """What the import said of a household: in which row of the sheet first, of which village, and what."""

    row: int
    division: int
    facts: Household


@dataclass(slots=True)
class Memory:
    """The memory of one import: batches are planned before the ones before them are committed.

    Values of `villages` and `places` say whether a code
    is verified, or known at all; `hopeless` are codes that were refused as villages.
    """

    villages: dict[int, bool] = field(default_factory=dict)
    hopeless: set[int] = field(default_factory=set)
    places: dict[int, bool] = field(default_factory=dict)
    schools: dict[tuple[str, int], UUID] = field(default_factory=dict)
    households: dict[UUID, Told] = field(default_factory=dict)
    parents: dict[int, UUID] = field(default_factory=dict)

    def home_of(self, division: int, parent: bytes) -> UUID | None:
        """Give the household in which this import met a parent (by the blind index) in a village."""
        return self.parents.get(hash((division, parent)))

    def remember_home(self, division: int, parent: bytes, home: UUID) -> None:
        """Remember the household of a parent in a village; the first one stays."""
        self.parents.setdefault(hash((division, parent)), home)


async def learn_villages(work: Transaction, memory: Memory, codes: set[int]) -> set[int]:
    """Look up the villages that this import has not met yet, and give those that no list knows."""
    asked = codes - memory.villages.keys() - memory.hopeless
    if not asked:
        return asked
    for row in await work.all(_KNOWN, codes=sorted(asked)):
        if row["level"] == AdminLevel.VILLAGE:
            memory.villages[row["code"]] = row["verified"]
    return asked - memory.villages.keys()


async def learn_places(work: Transaction, memory: Memory, codes: set[int]) -> None:
    """Look up places anywhere in the country: one counts as known when it is listed, or its county is."""
    asked = codes - memory.places.keys()
    if not asked:
        return
    counties = {code: around(code, AdminLevel.COUNTY) for code in asked if _is_code(code)}
    rows = await work.all(_KNOWN, codes=sorted(counties.keys() | set(counties.values())))
    listed = {row["code"] for row in rows}
    for code in asked:
        memory.places[code] = code in listed or counties.get(code) in listed


def _is_code(code: int) -> bool:
    try:
        level_by_digits(code)
    except ValueError:
        return False
    return True
