"""One batch of a ledger: planned from what is on file, then written by a few statements, all in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Update, case, select, update

from alerts.outbox import CHANNEL
from care.actions.common.places import prefecture
from care.actions.common.schools import SCHOOLS
from care.actions.ledgers import draft as drafts
from care.actions.ledgers.benefits import BENEFIT, write_benefits
from care.actions.ledgers.bulk import Bulk
from care.actions.ledgers.changes import Pen, add_child, change_child
from care.actions.ledgers.draft import Draft, Sealer
from care.actions.ledgers.entrusted import keep_agreed_carers
from care.actions.ledgers.households import Homes, find_homes, settle
from care.actions.ledgers.matching import match
from care.actions.ledgers.memory import Memory
from care.actions.ledgers.needs import NEED
from care.actions.ledgers.stored import Stored, load_stored
from care.actions.ledgers.turns import Turns
from care.actions.needs.lists import end_replaced, list_new_needs
from care.duties.law import law_of
from care.duties.priority import priority
from care.ledgers.faults import Fault
from care.ledgers.row import LedgerRow
from policies.caller import Caller
from records.benefit import benefit
from records.child import child, child_category, child_class, child_health, child_search
from records.codes import GuardianshipCondition, OrganisationKind, RiskLevel
from records.guardian import carer, guardian, pairing
from records.household import household
from records.journal import audit_event, outbox
from records.need import need
from records.organisation import organisation
from records.visit import visit
from tenants.work import Work

BREATH = 25  # rows planned or read between two looks at what the database has done meanwhile
NOBODY = UUID(int=0)
Refusals = list[tuple[LedgerRow, list[Fault]]]


@dataclass(slots=True)
class Outcome:
    """What became of a batch's rows: how many children are new, changed or as they were, what was refused, doubted."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: Refusals = field(default_factory=list)
    doubted: Refusals = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """A batch that is ready to be written."""

    draft: Draft = field(default_factory=Draft)
    outcome: Outcome = field(default_factory=Outcome)


async def plan_batch(
    work: Work, caller: Caller, rows: Sequence[LedgerRow], memory: Memory, keys: Iterator[UUID], turns: Turns
) -> Plan:
    """Find out what a batch changes. Nothing is written, and nothing read that the batch before may be writing."""
    plan, blinds = Plan(), _Blinds(work)
    numbers = {row.number: blinds(row.child.resident_id) for row in rows if row.child.resident_id}
    found, refused = await match(work, rows, numbers)
    plan.outcome.refused = [(row, [fault]) for row, fault in refused]
    out = {row.number for row, _ in refused}
    rows = [row for row in rows if row.number not in out]
    stored = await load_stored(work, sorted(set(found.values())))
    rows, plan.outcome.doubted = await keep_agreed_carers(work, rows, found, stored)
    homes = await find_homes(work, memory, list(stored.values()), _parents_by_village(rows, blinds))
    pen = Pen(plan.draft, Sealer(work.keys, blinds), caller, await law_of(work), work.now, keys)
    settled: list[tuple[LedgerRow, UUID]] = []
    for row in rows:
        on_file = stored.get(found.get(row.number, NOBODY))
        home, faults = settle(homes, memory, row, on_file, blinds.parents(row), keys)
        if faults:
            plan.outcome.refused.append((row, faults))
        else:
            settled.append((row, home))
    await _schools(work, memory, pen, [row for row, _ in settled])
    for number, (row, home) in enumerate(settled):
        _plan(pen, memory, homes, row, home, stored.get(found.get(row.number, NOBODY)), plan.outcome)
        if number % BREATH == 0:
            await turns.breathe()
    _plan_homes(pen, homes, {home for _, home in settled})
    return plan


def _parents_by_village(rows: Sequence[LedgerRow], blinds: "_Blinds") -> dict[int, list[bytes]]:
    parents: dict[int, list[bytes]] = {}
    for row in rows:
        parents.setdefault(row.child.division, []).extend(blinds.parents(row))
    return parents


class _Blinds:
    """Blind indexes, each computed once in a batch."""

    def __init__(self, work: Work) -> None:
        self._blind = work.keys.blind
        self._known: dict[str, bytes] = {}

    def __call__(self, number: str) -> bytes:
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = self._blind(number)
        return known

    def parents(self, row: LedgerRow) -> list[bytes]:
        return [self(one.resident_id) for one in (row.father, row.mother) if one and one.resident_id]


async def _schools(work: Work, memory: Memory, pen: Pen, rows: Sequence[LedgerRow]) -> None:
    """Find the schools that rows name in their counties; one that nobody entered yet is entered."""
    named = {(row.child.school_name, row.child.division // 10**6 * 10**6) for row in rows if row.child.school_name}
    wanted = {(name, county) for name, county in named if name} - memory.schools.keys()
    if not wanted:
        return
    asked = select(organisation.c.id, organisation.c.name, organisation.c.county).where(
        organisation.c.name.in_({name for name, _ in wanted}), organisation.c.kind.in_(SCHOOLS)
    )
    for one in await work.all(asked.order_by(organisation.c.id)):
        memory.schools.setdefault((one["name"], one["county"]), one["id"])
    for name, county in sorted(wanted - memory.schools.keys()):
        kind = OrganisationKind.KINDERGARTEN if "幼儿园" in name else OrganisationKind.SCHOOL
        key = memory.schools[name, county] = next(pen.keys)
        pen.draft.schools.append((key, name, kind, county, prefecture(county), pen.now, pen.now))
        pen.record("organisation", key, county, "ORGANISATION_SAVED", ["name", "kind", "division"])


def _plan(
    pen: Pen, memory: Memory, homes: Homes, row: LedgerRow, home: UUID, stored: Stored | None, outcome: Outcome
) -> None:
    name = row.child.school_name
    school = memory.schools[name, row.child.division // 10**6 * 10**6] if name else None
    if stored is None:
        add_child(pen, row, home=home, school=school, risk=homes[home].after.risk)
        outcome.new += 1
        return
    if school is None or name == stored.row.child.school_name:
        school = stored.school
    if change_child(pen, stored, row, school=school, home=home, home_changed=homes[home].changed):
        outcome.changed += 1
    else:
        outcome.unchanged += 1


def _plan_homes(pen: Pen, homes: Homes, used: set[UUID]) -> None:
    draft, now = pen.draft, pen.now
    for key in sorted(used):
        home = homes[key]
        facts = (key, home.after.income_per_head, home.after.social_help, home.after.risk, now)
        if home.before is None:
            draft.households.append((*facts, home.division, now))
        elif home.changed:
            draft.households_changed.append(facts)
        if home.changed and home.before and home.before.risk != home.after.risk:
            draft.rated.append(key)
        if home.before is None or home.before.benefits != home.after.benefits:
            before = home.before.benefits if home.before else ()
            write_benefits(pen, before, home.after.benefits, home.division, household=key)


def _follow_household(homes: Sequence[UUID], work: Work) -> Update:
    """Give the children of newly rated households that rating, and the rank that goes with it."""
    rating = household.c.guardianship_risk
    inadequate = child.c.guardianship_condition == GuardianshipCondition.INADEQUATE.value
    ranks = [
        ((rating == level.value) & (inadequate if condition else inadequate.is_not(True)), priority(level, condition))
        for level in RiskLevel
        for condition in (GuardianshipCondition.INADEQUATE, None)
    ]
    return (
        update(child)
        .where(child.c.household_id == household.c.id, household.c.id.in_(homes), child.c.risk_level != rating)
        .values(
            risk_level=rating,
            priority=case(*ranks),
            version=child.c.version + 1,
            updated_at=work.now,
            changes_on=work.now.date(),
        )
    )


async def write_batch(work: Work, draft: Draft, turns: Turns) -> None:
    """Write a batch: what others point at first, the announcements last."""
    bulk = Bulk(work)
    bulk.insert(organisation, drafts.SCHOOL, draft.schools)
    bulk.insert(household, drafts.HOUSEHOLD, draft.households)
    bulk.update(household, drafts.HOUSEHOLD_FACTS, draft.households_changed)
    bulk.insert(child, drafts.CHILD, draft.children)
    bulk.update(child, drafts.CHILD_FACTS, draft.children_changed)
    bulk.delete(child_health, "child_id", draft.health_of)
    bulk.delete(child_class, "child_id", draft.classes_of)
    bulk.delete(child_category, "child_id", draft.classes_of)
    bulk.delete(child_search, "child_id", draft.search_of)
    bulk.stamp(benefit, "superseded_at", ("child_id", "kind"), draft.benefits_over)
    bulk.stamp(benefit, "superseded_at", ("household_id", "kind"), draft.family_benefits_over)
    bulk.insert(child_health, drafts.HEALTH, draft.health)
    bulk.insert(child_class, drafts.CLASS, draft.classes)
    bulk.insert(child_category, drafts.CATEGORY, draft.categories)
    bulk.insert(child_search, drafts.SEARCH, draft.search)
    bulk.insert(guardian, drafts.GUARDIAN, draft.guardians)
    bulk.update(guardian, drafts.GUARDIAN_FACTS, draft.guardians_changed)
    bulk.insert(carer, (*drafts.CARER_FACTS, *drafts.OF_CHILD), draft.carers)
    bulk.update(carer, drafts.CARER_FACTS, draft.carers_changed)
    bulk.insert(pairing, (*drafts.PAIRING_FACTS, *drafts.OF_CHILD), draft.pairings)
    bulk.update(pairing, drafts.PAIRING_FACTS, draft.pairings_changed)
    bulk.insert(benefit, BENEFIT, draft.benefits)
    bulk.insert(need, NEED, draft.needs)
    bulk.insert(visit, drafts.VISIT, draft.visits)
    bulk.update(visit, ("id", "corrected_by"), draft.corrected)
    await end_replaced(work, {row[0]: row[1] for row in draft.pairings_changed})
    await bulk.run(turns)
    await list_new_needs(work, {row[0]: row[1] for row in draft.needs})
    if draft.touched:
        await work.run(
            update(child).where(child.c.id.in_(draft.touched)).values(updated_at=work.now, changes_on=work.now.date())
        )
    if draft.rated:
        await work.run(_follow_household(draft.rated, work))
    last = Bulk(work)
    last.insert(audit_event, drafts.AUDIT, draft.audit)
    last.insert(outbox, drafts.EVENT, draft.events)
    await last.run(turns)
    work.wake(CHANNEL)
