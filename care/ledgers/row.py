"""What one row of the ledger says: a child and the people, the household and the visits around it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from care.ledgers.kinds.dates import Known
from records.codes import (
    BenefitKind,
    Boarding,
    CarerRelation,
    ChildClass,
    DifficultyCategory,
    DisabilityGrade,
    EntrustReason,
    GuardianshipCondition,
    Health,
    HukouType,
    ParentHealth,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
    Service,
    Sex,
    SingleParent,
)


@dataclass(frozen=True, slots=True)
class HealthState:
    """A state of a child's health; `detail` names an illness or the kind of a disability."""

    kind: Health
    detail: str | None = None
    grade: DisabilityGrade | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit in yuan per month; no amount where the form has none or it was left blank."""

    kind: BenefitKind
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """The child itself. `village_name` is only needed for a village that no list knows, and is not compared."""

    name: str
    sex: Sex
    birth: Known
    division: int
    hukou_type: HukouType
    classes: tuple[ChildClass, ...]
    resident_id: str | None = None
    resident_id_missing: ResidentIdMissing | None = None
    ethnicity: str | None = None
    address: str | None = None
    village_name: str | None = field(default=None, compare=False)
    hukou_division: int | None = None
    categories: tuple[DifficultyCategory, ...] = ()
    category_detail: str | None = None
    single_parent: SingleParent | None = None
    schooling: str | None = None
    school_status: SchoolStatus | None = None
    school_name: str | None = None
    boarding: Boarding | None = None
    guardianship_condition: GuardianshipCondition | None = None
    guardianship_detail: str | None = None
    health: tuple[HealthState, ...] = ()
    mind_and_behaviour: str | None = None
    benefits: tuple[Benefit, ...] = ()
    education_aid: str | None = None
    medical_aid: str | None = None
    other_aid: str | None = None


@dataclass(frozen=True, slots=True)
class Parent:
    """The father or the mother; the name may be unknown."""

    name: str | None = None
    resident_id: str | None = None
    phone: str | None = None
    address: str | None = None
    division: int | None = None
    health: ParentHealth | None = None
    health_detail: str | None = None
    special_status: tuple[ParentSpecialStatus, ...] = ()
    special_detail: str | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """What the siblings of one household share. Income is yuan per head and year, benefits are yuan per month."""

    income_per_head: Decimal | None = None
    benefits: tuple[Benefit, ...] = ()
    social_help: str | None = None
    risk: RiskLevel | None = None


@dataclass(frozen=True, slots=True)
class Carer:
    """The entrusted carer; the relation NONE says that there is none."""

    relation: CarerRelation
    name: str | None = None
    phone: str | None = None
    reason: EntrustReason | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """The paired person."""

    name: str
    phone: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to the household, as exactly as its date is known."""

    on: Known
    problems: str | None = None
    solutions: str | None = None


@dataclass(frozen=True, slots=True)
class Director:
    """The village's child director as the ledger prints it; kept in the register of staff, never changed from here."""

    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row. `number` is the row of the sheet it stood in (from 1), and is not compared."""

    child: Child
    father: Parent | None = None
    mother: Parent | None = None
    household: Household = Household()
    carer: Carer | None = None
    pairing: Pairing | None = None
    director: Director | None = None
    visits: tuple[Visit, ...] = ()
    care_needs: str | None = None
    needs: tuple[Service, ...] = ()
    notes: str | None = None
    filed_by: str | None = None
    filed_on: date | None = None
    number: int = field(default=0, compare=False)
