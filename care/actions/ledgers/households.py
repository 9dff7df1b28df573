"""Which household a child of the ledger belongs to: a parent's other children's in the village, or a new one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import LargeBinary, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from care.actions.ledgers.memory import Memory, Told
from care.actions.ledgers.overlay import household_over
from care.actions.ledgers.stored import Stored, load_households
from care.ledgers.columns import BY_KEY
from care.ledgers.faults import Fault, FaultCode, fault
from care.ledgers.row import Household, LedgerRow
from records.child import child
from records.codes import GuardianRelation
from records.guardian import guardian
from tenants.work import Work

_HOMES = (
    select(guardian.c.resident_id_blind, child.c.division, child.c.household_id)
    .join(child, child.c.id == guardian.c.child_id)
    .where(
        guardian.c.resident_id_blind == any_(bindparam("blinds", type_=ARRAY(LargeBinary))),
        guardian.c.relation.in_([GuardianRelation.FATHER.value, GuardianRelation.MOTHER.value]),
        child.c.household_id.is_not(None),
    )
    .order_by(child.c.id)
)
_COLUMNS = {
    "income_per_head": "household.income",
    "benefits": "household.benefits",
    "social_help": "household.socialHelp",
    "risk": "household.risk",
}


@dataclass(slots=True)
class Home:
    """A household: its facts before and after the rows so far; `before` is None for a new one."""

    id: UUID
    division: int
    before: Household | None
    after: Household

    @property
    def changed(self) -> bool:
        """Tell whether the rows say something new of a household on file."""
        return self.before is not None and self.before != self.after


Homes = dict[UUID, Home]


async def find_homes(
    work: Work, memory: Memory, stored: Sequence[Stored], parents: Mapping[int, Sequence[bytes]]
) -> Homes:
    """Load the households of children on file, and those of the parents whose blind indexes are given by village.

    What earlier rows of the import told is laid over them: it may not be committed yet.
    """
    blinds = {one for some in parents.values() for one in some}
    for row in await work.all(_HOMES, blinds=sorted(blinds)):
        memory.remember_home(row["division"], row["resident_id_blind"], row["household_id"])
    known = {memory.home_of(village, one) for village, some in parents.items() for one in some}
    keys = {one.household for one in stored if one.household} | {key for key in known if key}
    homes: Homes = {}
    for key, (division, facts) in (await load_households(work, sorted(keys))).items():
        told = memory.households.get(key)
        facts = household_over(facts, told.facts) if told else facts
        homes[key] = Home(key, division, facts, facts)
    for key in keys - homes.keys():
        told = memory.households.get(key)
        if told:
            homes[key] = Home(key, told.division, told.facts, told.facts)
    return homes


def settle(
    homes: Homes, memory: Memory, row: LedgerRow, stored: Stored | None, parents: Sequence[bytes], keys: Iterator[UUID]
) -> tuple[UUID, list[Fault]]:
    """Give the household of a row's child, with the row's facts laid over it, or what speaks against it.

    A child that has a household keeps it; else the father's is taken, else the mother's, else a new one.
    """
    village = row.child.division
    key = stored.household if stored else None
    if key is None:
        key = next((found for one in parents if (found := memory.home_of(village, one)) in homes), None)
    home = homes.get(key) if key else None
    if home is None:
        home = Home(next(keys), village, None, Household())
        homes[home.id] = home
    told = memory.households.get(home.id)
    faults = _contradictions(told, row)
    if not faults:
        facts = household_over(told.facts, row.household) if told else row.household
        memory.households[home.id] = Told(told.row if told else row.number, home.division, facts)
        home.after = household_over(home.after, row.household)
        for one in parents:
            memory.remember_home(village, one, home.id)
    return home.id, faults


def _contradictions(told: Told | None, row: LedgerRow) -> list[Fault]:
    if told is None:
        return []
    pairs = {name: (getattr(told.facts, name), getattr(row.household, name)) for name in _COLUMNS}
    return [
        fault(FaultCode.HOUSEHOLD_DIFFERS, BY_KEY[_COLUMNS[name]].heading, row=told.row)
        for name, (earlier, now) in pairs.items()
        if earlier not in (None, ()) and now not in (None, ()) and earlier != now
    ]
