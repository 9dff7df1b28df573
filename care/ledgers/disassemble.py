"""The cells of a row, written so that they read back equal; used by the export and the generator."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from care.ledgers.categories import write_categories
from care.ledgers.columns import BY_KEY
from care.ledgers.kinds.options import Pick
from care.ledgers.quarters import split_visits
from care.ledgers.row import Benefit, Carer, Child, Director, Household, LedgerRow, Pairing, Parent
from records.codes import BenefitKind, ChildClass, Code, ParentSpecialStatus, RiskLevel

_FAMILY_BENEFITS = frozenset(
    {BenefitKind.MINIMUM_LIVING, BenefitKind.DESTITUTE_SUPPORT, BenefitKind.DISABILITY_SUBSIDY, BenefitKind.OTHER}
)


def disassemble(row: LedgerRow) -> dict[str, str | Decimal]:
    """Give the written cells of a row by the keys of their columns; empty cells are left out."""
    values = _child(row.child)
    if row.father:
        values |= _parent("father", row.father)
    if row.mother:
        values |= _parent("mother", row.mother)
    values |= _household(row.household) | _carer(row.carer) | _pairing(row.pairing, row.director) | _visits(row)
    values |= {
        "careNeeds": row.care_needs,
        "needs": _picks(row.needs),
        "notes": row.notes,
        "filedBy": row.filed_by,
        "filedOn": row.filed_on,
    }
    return {key: _WRITERS[key](value) for key, value in values.items() if value is not None and value != ()}


_WRITERS: dict[str, Callable[[Any], str | Decimal]] = {key: column.kind.write for key, column in BY_KEY.items()}


def _pick(code: Code | None, text: str | None = None) -> Pick | None:
    return Pick(code, text) if code else None


def _picks(codes: Iterable[Code], texts: dict[Code, str | None] | None = None) -> tuple[Pick, ...]:
    return tuple(Pick(code, (texts or {}).get(code)) for code in codes)


def _benefits(benefits: Sequence[Benefit]) -> tuple[Pick, ...]:
    return tuple(Pick(benefit.kind, amount=benefit.amount) for benefit in benefits)


def _child(child: Child) -> dict[str, Any]:
    category = write_categories(child.categories, child.category_detail)
    return {
        "child.name": child.name,
        "child.sex": _pick(child.sex),
        "child.ethnicity": child.ethnicity,
        "child.birth": child.birth,
        "child.residentId": child.resident_id,
        "child.residentIdMissing": _pick(child.resident_id_missing),
        "child.address": child.address,
        "child.division": child.division,
        "child.villageName": child.village_name,
        "child.hukouDivision": child.hukou_division,
        "child.hukouType": _pick(child.hukou_type),
        "child.classes": _picks(child.classes, {ChildClass.IN_DIFFICULTY: category}),
        "child.singleParent": _pick(child.single_parent),
        "child.schooling": child.schooling,
        "child.schoolStatus": _pick(child.school_status),
        "child.schoolName": child.school_name,
        "child.boarding": _pick(child.boarding),
        "child.guardianship": _pick(child.guardianship_condition, child.guardianship_detail),
        "child.health": tuple(Pick(state.kind, state.detail, grade=state.grade) for state in child.health),
        "child.mindAndBehaviour": child.mind_and_behaviour,
        "child.benefits": _benefits(child.benefits),
        "child.educationAid": child.education_aid,
        "child.medicalAid": child.medical_aid,
        "child.otherAid": child.other_aid,
    }


def _parent(key: str, parent: Parent) -> dict[str, Any]:
    return {
        f"{key}.name": parent.name,
        f"{key}.residentId": parent.resident_id,
        f"{key}.phone": parent.phone,
        f"{key}.address": parent.address,
        f"{key}.division": parent.division,
        f"{key}.health": _pick(parent.health, parent.health_detail),
        f"{key}.special": _picks(parent.special_status, {ParentSpecialStatus.OTHER: parent.special_detail}),
    }


def _household(household: Household) -> dict[str, Any]:
    return {
        "household.income": household.income_per_head,
        "household.benefits": _benefits([one for one in household.benefits if one.kind in _FAMILY_BENEFITS]),
        "household.socialHelp": household.social_help,
        "household.risk": _pick(household.risk) if household.risk is not RiskLevel.UNRATED else None,
    }


def _carer(carer: Carer | None) -> dict[str, Any]:
    if carer is None:
        return {}
    return {
        "carer.relation": _pick(carer.relation),
        "carer.name": carer.name,
        "carer.phone": carer.phone,
        "carer.reason": _pick(carer.reason),
    }


def _pairing(pairing: Pairing | None, director: Director | None) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    if pairing:
        cells |= {"pairing.name": pairing.name, "pairing.phone": pairing.phone, "pairing.unit": pairing.unit}
    if director:
        cells |= {"director.name": director.name, "director.phone": director.phone}
    return cells


def _visits(row: LedgerRow) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for quarter in range(1, 5):
        visits = [visit for visit in row.visits if (visit.on.month + 2) // 3 == quarter]
        if visits:
            problems, solutions = split_visits(visits)
            cells[f"q{quarter}.time"] = tuple(visit.on for visit in visits)
            cells[f"q{quarter}.problems"] = problems
            cells[f"q{quarter}.solutions"] = solutions
    return cells
