"""What a batch will write: rows for each table, gathered first and written at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from care.duties.masks import phone_mask, resident_id_mask
from care.duties.priority import priority
from care.duties.search_keys import name_key, search_keys
from care.ledgers.kinds.dates import Known
from care.ledgers.row import Carer, Child, LedgerRow, Pairing, Parent
from records.codes import GuardianRelation, Health, RiskLevel
from tenants.keys import TenantKeys

Row = tuple[Any, ...]
Rows = list[Row]
Papers = tuple[str | None, bool | None]
NO_PAPERS: Papers = (None, None)

CHILD_FACTS = (
    "id", "name", "name_key", "sex", "ethnicity", "birth_date", "birth_date_precision", "resident_id",
    "resident_id_masked", "resident_id_blind", "resident_id_missing", "address", "hukou_division", "hukou_type",
    "category_detail", "single_parent", "boarding", "school_id", "schooling", "school_status", "guardianship_condition",
    "guardianship_detail", "mind_and_behaviour", "education_aid", "medical_aid", "other_aid", "care_needs", "notes",
    "filed_by", "filed_on", "household_id", "risk_level", "priority", "updated_at",
    "changes_on",
)  # fmt: skip
CHILD = (*CHILD_FACTS, "division", "prefecture", "registered_on", "created_at")
GUARDIAN_FACTS = (
    "id", "name", "resident_id", "resident_id_masked", "resident_id_blind", "phone", "phone_masked", "address",
    "address_division", "health", "health_detail", "special_status", "special_detail", "updated_at",
)  # fmt: skip
GUARDIAN = (*GUARDIAN_FACTS, "child_id", "division", "relation", "created_at")
CARER_FACTS = ("id", "relation", "name", "phone", "phone_masked", "reason", "updated_at")
PAIRING_FACTS = ("id", "name", "phone", "phone_masked", "unit", "updated_at")
OF_CHILD = ("child_id", "division", "created_at")
HOUSEHOLD_FACTS = ("id", "income_per_head", "social_help", "guardianship_risk", "updated_at")
HOUSEHOLD = (*HOUSEHOLD_FACTS, "division", "created_at")
HEALTH = ("child_id", "division", "kind", "detail", "grade", "disability", "card")
CLASS = ("child_id", "division", "class")
CATEGORY = ("child_id", "division", "category")
SEARCH = ("child_id", "division", "key")
VISIT = (
    "id", "child_id", "division", "occurred_division", "occasion", "mode", "outcome", "occurred_at", "precision",
    "visitor_id", "recorded_by", "problems", "solutions", "recorded_at", "corrects",
)  # fmt: skip
SCHOOL = ("id", "name", "kind", "division", "prefecture", "created_at", "updated_at")
AUDIT = ("id", "subject", "role", "action", "kind", "object", "division", "fields", "policy_version")
EVENT = ("event_id", "kind", "severity", "subject_kind", "subject", "division", "occurred_at")


@dataclass(slots=True)
class Draft:
    """Rows to insert, rows to update (`..._changed`), the keys whose old rows go first (`..._of`), and those of which
    newer rows take the place (`..._over`).
    """

    schools: Rows = field(default_factory=list)
    households: Rows = field(default_factory=list)
    households_changed: Rows = field(default_factory=list)
    children: Rows = field(default_factory=list)
    children_changed: Rows = field(default_factory=list)
    health: Rows = field(default_factory=list)
    health_of: list[UUID] = field(default_factory=list)
    classes: Rows = field(default_factory=list)
    classes_of: list[UUID] = field(default_factory=list)
    search: Rows = field(default_factory=list)
    search_of: list[UUID] = field(default_factory=list)
    categories: Rows = field(default_factory=list)
    guardians: Rows = field(default_factory=list)
    guardians_changed: Rows = field(default_factory=list)
    carers: Rows = field(default_factory=list)
    carers_changed: Rows = field(default_factory=list)
    pairings: Rows = field(default_factory=list)
    pairings_changed: Rows = field(default_factory=list)
    needs: Rows = field(default_factory=list)
    benefits: Rows = field(default_factory=list)
    benefits_over: Rows = field(default_factory=list)
    family_benefits_over: Rows = field(default_factory=list)
    visits: Rows = field(default_factory=list)
    corrected: Rows = field(default_factory=list)
    touched: list[UUID] = field(default_factory=list)
    rated: list[UUID] = field(default_factory=list)
    audit: Rows = field(default_factory=list)
    events: Rows = field(default_factory=list)


sort_key = lru_cache(maxsize=8192)(name_key)


@lru_cache(maxsize=8192)
def found_by(name: str) -> tuple[str, ...]:
    """Give the keys that a name is found by; names come again and again."""
    return tuple(sorted(search_keys(name)))


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals numbers for their place; `blind` is looked up where it was computed before."""

    keys: TenantKeys
    blind: Callable[[str], bytes]

    def number(self, table: str, row: UUID, value: str | None) -> tuple[bytes | None, str | None, bytes | None]:
        """Give the columns of a resident ID number."""
        if value is None:
            return None, None, None
        cell = self.keys.encrypt(value, table=table, row=row, field="resident_id")
        return cell, resident_id_mask(value), self.blind(value)

    def phone(self, table: str, row: UUID, value: str | None) -> tuple[bytes | None, str | None]:
        """Give the columns of a phone number."""
        if value is None:
            return None, None
        return self.keys.encrypt(value, table=table, row=row, field="phone"), phone_mask(value)


def child_facts(
    key: UUID,
    row: LedgerRow,
    now: datetime,
    *,
    number: tuple[bytes | None, str | None, bytes | None],
    school: UUID | None,
    home: UUID,
    risk: RiskLevel,
) -> Row:
    """Make the columns `CHILD_FACTS`."""
    child = row.child
    return (
        key, child.name, sort_key(child.name), child.sex, child.ethnicity, child.birth.last, child.birth.precision,
        *number, child.resident_id_missing, child.address, child.hukou_division, child.hukou_type,
        child.category_detail, child.single_parent, child.boarding, school, child.schooling, child.school_status,
        child.guardianship_condition, child.guardianship_detail, child.mind_and_behaviour, child.education_aid,
        child.medical_aid, child.other_aid, row.care_needs, row.notes, row.filed_by, row.filed_on, home, risk,
        priority(risk, child.guardianship_condition), now, now.date(),
    )  # fmt: skip


def guardian_facts(key: UUID, parent: Parent, sealer: Sealer, now: datetime) -> Row:
    """Make the columns `GUARDIAN_FACTS`."""
    return (
        key, parent.name, *sealer.number("guardian", key, parent.resident_id),
        *sealer.phone("guardian", key, parent.phone), parent.address, parent.division, parent.health,
        parent.health_detail, "{" + ",".join(parent.special_status) + "}", parent.special_detail, now,
    )  # fmt: skip


def carer_facts(key: UUID, carer: Carer, sealer: Sealer, now: datetime) -> Row:
    """Make the columns `CARER_FACTS`."""
    return (key, carer.relation, carer.name, *sealer.phone("carer", key, carer.phone), carer.reason, now)


def pairing_facts(key: UUID, pairing: Pairing, sealer: Sealer, now: datetime) -> Row:
    """Make the columns `PAIRING_FACTS`."""
    return (key, pairing.name, *sealer.phone("pairing", key, pairing.phone), pairing.unit, now)


def many_of_child(draft: Draft, key: UUID, child: Child, papers: Papers = NO_PAPERS) -> None:
    """Add the rows that a child has several of: states of health, classes, categories.

    `papers` are the type and the card of a disability on file, which the form does not ask for.
    """
    at = (key, child.division)
    draft.health += [
        (*at, state.kind, state.detail, state.grade, *(papers if state.kind is Health.DISABLED else NO_PAPERS))
        for state in child.health
    ]
    draft.classes += [(*at, one) for one in child.classes]
    draft.categories += [(*at, one) for one in child.categories]


@lru_cache(maxsize=4096)
def moment(on: Known, now: datetime) -> datetime:
    """Give the moment a visit is kept at: the beginning of the day, or of the month, in the clock's zone."""
    return datetime.combine(on.first, time(), tzinfo=now.tzinfo)


FATHER, MOTHER = GuardianRelation.FATHER, GuardianRelation.MOTHER
