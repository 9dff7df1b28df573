"""Which household a child of the ledger belongs to: a parent's other children's in the village, or a new one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
from records.ids import uuid7
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

Key = tuple[int, bytes]


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


@dataclass(slots=True)
class Homes:
    """The households of one batch, by key and by parent."""

    by_id: dict[UUID, Home] = field(default_factory=dict)
    by_parent: dict[Key, UUID] = field(default_factory=dict)


async def find_homes(work: Work, stored: Sequence[Stored], blinds: Sequence[bytes]) -> Homes:
    """Load the households of children on file, and those of the parents whose blind indexes are given."""
    homes = Homes()
    for row in await work.all(_HOMES, blinds=list(blinds)):
        homes.by_parent.setdefault((row["division"], row["resident_id_blind"]), row["household_id"])
    keys = {one.household for one in stored if one.household} | set(homes.by_parent.values())
    for key, (division, facts) in (await load_households(work, sorted(keys))).items():
        homes.by_id[key] = Home(key, division, facts, facts)
    return homes


def settle(
    homes: Homes, memory: Memory, row: LedgerRow, stored: Stored | None, parents: Sequence[bytes]
) -> tuple[UUID, list[Fault]]:
    """Give the household of a row's child, with the row's facts laid over it, or what speaks against it.

    A child that has a household keeps it; else the father's is taken, else the mother's, else a new one.
    """
    keys = [(row.child.division, parent) for parent in parents]
    key = stored.household if stored else None
    if key is None:
        key = next((homes.by_parent[one] for one in keys if one in homes.by_parent), None)
    home = homes.by_id.get(key) if key else None
    if home is None:
        home = Home(uuid7(), row.child.division, None, Household())
        homes.by_id[home.id] = home
    faults = _contradictions(memory, home, row)
    if not faults:
        told = memory.households.get(home.id)
        facts = household_over(told.facts, row.household) if told else row.household
        memory.households[home.id] = Told(told.row if told else row.number, facts)
        home.after = household_over(home.after, row.household)
        for one in keys:
            homes.by_parent.setdefault(one, home.id)
    return home.id, faults


def _contradictions(memory: Memory, home: Home, row: LedgerRow) -> list[Fault]:
    told = memory.households.get(home.id)
    if told is None:
        return []
    pairs = {name: (getattr(told.facts, name), getattr(row.household, name)) for name in _COLUMNS}
    return [
        fault(FaultCode.HOUSEHOLD_DIFFERS, BY_KEY[_COLUMNS[name]].heading, row=told.row)
        for name, (earlier, now) in pairs.items()
        if earlier not in (None, ()) and now not in (None, ()) and earlier != now
    ]
