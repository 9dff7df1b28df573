"""Children on file as rows of the ledger: what the export writes, and what the import compares with."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Select, Table, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from care.actions.ledgers.benefits import read_benefits
from care.actions.ledgers.draft import NO_PAPERS, Papers
from care.actions.ledgers.needs import read_needs
from care.duties.received import told_by_ledgers
from care.ledgers.kinds.dates import Known, known
from care.ledgers.row import (
    Carer,
    Child,
    HealthState,
    Household,
    LedgerRow,
    Pairing,
    Parent,
    Visit,
)
from records.benefit import benefit
from records.child import child, child_category, child_class, child_health
from records.codes import (
    Boarding,
    CarerRelation,
    ChildClass,
    DifficultyCategory,
    DisabilityGrade,
    EntrustReason,
    GuardianRelation,
    GuardianshipCondition,
    Health,
    HukouType,
    NeedStatus,
    ParentHealth,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
    Sex,
    SingleParent,
    VisitMode,
)
from records.guardian import carer, guardian, pairing
from records.household import household
from records.need import need
from records.organisation import organisation
from records.visit import visit
from tenants.work import Work

Sealed = tuple[bytes | None, str | None]


@dataclass(slots=True)
class Stored:
    """A child on file: its facts as a ledger row, and the keys of the rows that hold them."""

    id: UUID
    row: LedgerRow
    household: UUID | None
    school: UUID | None
    risk: RiskLevel
    sealed_id: bytes | None
    papers: Papers
    fathers: list[UUID] = field(default_factory=list)
    mothers: list[UUID] = field(default_factory=list)
    carer: UUID | None = None
    pairing: UUID | None = None
    visits: dict[Known, asyncpg.Record] = field(default_factory=dict)


async def load_households(work: Work, keys: Sequence[UUID]) -> dict[UUID, tuple[int, Household]]:
    """Load households in sight: the village and the facts of each."""
    rows = await _grouped(work, _of(household, "id"), list(keys), "id")
    told = told_by_ledgers(benefit, work.now.date())
    benefits = await _grouped(work, _of(benefit, "household_id").where(told), list(keys), "household_id")
    return {key: (found[0]["division"], household_facts(found, benefits.get(key, ()))) for key, found in rows.items()}


def _of(table: Table, column: str = "child_id") -> Select[Any]:
    keys = bindparam("keys", type_=ARRAY(Uuid))
    return select(table).where(table.c[column] == any_(keys))


_CHILDREN = (
    select(child, organisation.c.name.label("school_name"))
    .outerjoin(organisation, organisation.c.id == child.c.school_id)
    .where(child.c.id == any_(bindparam("keys", type_=ARRAY(Uuid))))
)
_PARENTS = _of(guardian).where(guardian.c.relation.in_([GuardianRelation.FATHER.value, GuardianRelation.MOTHER.value]))
_VISITS = (
    _of(visit)
    .where(visit.c.mode == VisitMode.HOUSEHOLD.value, visit.c.corrected_by.is_(None))
    .order_by(visit.c.occurred_at, visit.c.id)
)
Grouped = dict[UUID, list[asyncpg.Record]]


async def load_stored(work: Work, keys: Sequence[UUID]) -> dict[UUID, Stored]:
    """Load children in sight with all that the ledger tells of them; whole numbers are opened."""
    children = {row["id"]: row for row in await work.all(_CHILDREN, keys=list(keys))}
    if not children:
        return {}
    found = list(children)
    homes = sorted({row["household_id"] for row in children.values() if row["household_id"]})
    told = told_by_ledgers(benefit, work.now.date())
    parts = _Parts(
        health=await _grouped(work, _of(child_health), found),
        classes=await _grouped(work, _of(child_class), found),
        categories=await _grouped(work, _of(child_category), found),
        parents=await _grouped(work, _PARENTS.order_by(guardian.c.id), found),
        carers=await _grouped(work, _of(carer), found),
        pairings=await _grouped(work, _of(pairing), found),
        visits=await _grouped(work, _VISITS, found),
        needs=await _grouped(work, _of(need).where(need.c.status != NeedStatus.CLOSED.value), found),
        benefits=await _grouped(work, _of(benefit).where(told), found),
        households=await _grouped(work, _of(household, "id"), homes, "id"),
        family_benefits=await _grouped(work, _of(benefit, "household_id").where(told), homes, "household_id"),
    )
    return {key: _stored(work, row, parts) for key, row in children.items()}


@dataclass(frozen=True, slots=True)
class _Parts:
    health: Grouped
    classes: Grouped
    categories: Grouped
    parents: Grouped
    carers: Grouped
    pairings: Grouped
    visits: Grouped
    needs: Grouped
    benefits: Grouped
    households: Grouped
    family_benefits: Grouped


async def _grouped(work: Work, statement: Select[Any], keys: list[UUID], by: str = "child_id") -> Grouped:
    grouped: Grouped = defaultdict(list)
    if keys:
        for row in await work.all(statement, keys=keys):
            grouped[row[by]].append(row)
    return grouped


def _stored(work: Work, row: asyncpg.Record, parts: _Parts) -> Stored:
    key, home = row["id"], row["household_id"]
    parents = parts.parents.get(key, ())
    fathers = [one for one in parents if one["relation"] == GuardianRelation.FATHER]
    mothers = [one for one in parents if one["relation"] == GuardianRelation.MOTHER]
    carers, pairings, visits = parts.carers.get(key, ()), parts.pairings.get(key, ()), parts.visits.get(key, ())
    times = [known(one["occurred_at"].astimezone(work.now.tzinfo).date(), one["precision"]) for one in visits]
    return Stored(
        id=key,
        row=LedgerRow(
            child=_child(work, row, parts),
            father=_parent(work, fathers[0]) if fathers else None,
            mother=_parent(work, mothers[0]) if mothers else None,
            household=household_facts(parts.households.get(home, ()), parts.family_benefits.get(home, ())),
            carer=_carer(work, carers[0]) if carers else None,
            pairing=next(
                (Pairing(one["name"], _opened(work, one, "pairing", "phone") or "", one["unit"]) for one in pairings),
                None,
            ),
            visits=_visits(times, visits),
            care_needs=row["care_needs"],
            needs=read_needs(parts.needs.get(key, ())),
            notes=row["notes"],
            filed_by=row["filed_by"],
            filed_on=row["filed_on"],
        ),
        household=home,
        school=row["school_id"],
        risk=RiskLevel[row["risk_level"]],
        papers=_papers(parts.health.get(key, ())),
        sealed_id=row["resident_id"],
        fathers=[one["id"] for one in fathers],
        mothers=[one["id"] for one in mothers],
        carer=carers[0]["id"] if carers else None,
        pairing=pairings[0]["id"] if pairings else None,
        visits=dict(zip(times, visits, strict=True)),
    )


def _coded(codes: type[Any], value: str | None) -> Any:
    return None if value is None else codes[value]


def _in_order(codes: tuple[Any, ...], rows: Iterable[asyncpg.Record], column: str) -> tuple[Any, ...]:
    held = {row[column] for row in rows}
    return tuple([code for code in codes if code in held])


_STATES = {kind.value: place for place, kind in enumerate(Health)}
# The form prints the classes in this order.
_CLASSES = tuple(ChildClass[name] for name in ("RURAL_LEFT_BEHIND", "IN_DIFFICULTY", "LEFT_BEHIND", "SCATTERED_ORPHAN"))
_CATEGORIES = tuple(DifficultyCategory)
_SPECIAL = tuple(ParentSpecialStatus)


def household_facts(rows: Sequence[asyncpg.Record], benefits: Iterable[asyncpg.Record]) -> Household:
    """Give what a household's rows say."""
    if not rows:
        return Household()
    risk = _coded(RiskLevel, rows[0]["guardianship_risk"])
    return Household(
        income_per_head=rows[0]["income_per_head"],
        benefits=read_benefits(benefits),
        social_help=rows[0]["social_help"],
        risk=None if risk is RiskLevel.UNRATED else risk,
    )


def _papers(health: Sequence[asyncpg.Record]) -> Papers:
    found = next((one for one in health if one["kind"] == Health.DISABLED), None)
    return (found["disability"], found["card"]) if found else NO_PAPERS


def _child(work: Work, row: asyncpg.Record, parts: _Parts) -> Child:
    key = row["id"]
    states = sorted(parts.health.get(key, ()), key=lambda one: _STATES[one["kind"]])
    number = row["resident_id"]
    if number is not None:
        number = work.keys.decrypt(number, table="child", row=key, field="resident_id")
    return Child(
        name=row["name"],
        sex=Sex[row["sex"]],
        birth=known(row["birth_date"], row["birth_date_precision"]),
        division=row["division"],
        hukou_type=HukouType[row["hukou_type"]],
        classes=_in_order(_CLASSES, parts.classes.get(key, ()), "class"),
        resident_id=number,
        resident_id_missing=_coded(ResidentIdMissing, row["resident_id_missing"]),
        ethnicity=row["ethnicity"],
        address=row["address"],
        hukou_division=row["hukou_division"],
        categories=_in_order(_CATEGORIES, parts.categories.get(key, ()), "category"),
        category_detail=row["category_detail"],
        single_parent=_coded(SingleParent, row["single_parent"]),
        schooling=row["schooling"],
        school_status=_coded(SchoolStatus, row["school_status"]),
        school_name=row["school_name"],
        boarding=_coded(Boarding, row["boarding"]),
        guardianship_condition=_coded(GuardianshipCondition, row["guardianship_condition"]),
        guardianship_detail=row["guardianship_detail"],
        health=tuple(
            HealthState(Health[one["kind"]], one["detail"], _coded(DisabilityGrade, one["grade"])) for one in states
        ),
        mind_and_behaviour=row["mind_and_behaviour"],
        benefits=read_benefits(parts.benefits.get(key, ())),
        education_aid=row["education_aid"],
        medical_aid=row["medical_aid"],
        other_aid=row["other_aid"],
    )


def _opened(work: Work, row: asyncpg.Record, table: str, field_name: str) -> str | None:
    cell = row[field_name]
    return None if cell is None else work.keys.decrypt(cell, table=table, row=row["id"], field=field_name)


def _parent(work: Work, row: asyncpg.Record) -> Parent:
    held = set(row["special_status"])
    return Parent(
        name=row["name"],
        resident_id=_opened(work, row, "guardian", "resident_id"),
        phone=_opened(work, row, "guardian", "phone"),
        address=row["address"],
        division=row["address_division"],
        health=_coded(ParentHealth, row["health"]),
        health_detail=row["health_detail"],
        special_status=tuple([status for status in _SPECIAL if status in held]),
        special_detail=row["special_detail"],
    )


def _carer(work: Work, row: asyncpg.Record) -> Carer:
    return Carer(
        relation=CarerRelation[row["relation"]],
        name=row["name"],
        phone=_opened(work, row, "carer", "phone"),
        reason=_coded(EntrustReason, row["reason"]),
    )


def _visits(times: Sequence[Known], rows: Sequence[asyncpg.Record]) -> tuple[Visit, ...]:
    """Give the visits in order; of two on one day (or known to one month) the later one tells what was found."""
    visits = {on: Visit(on, row["problems"], row["solutions"]) for on, row in zip(times, rows, strict=True)}
    return tuple(visits[on] for on in sorted(visits, key=lambda on: (on.first, on.day is not None)))
