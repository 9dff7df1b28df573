"""The parts of a row made from the values of its cells, by the keys of the columns."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from care.ledgers.categories import read_categories
from care.ledgers.kinds.dates import Known
from care.ledgers.kinds.options import Pick
from care.ledgers.quarters import join_visits
from care.ledgers.row import (
    Benefit,
    Carer,
    Child,
    Director,
    HealthState,
    Household,
    LedgerRow,
    Pairing,
    Parent,
    Visit,
)
from records.codes import ChildClass, ParentSpecialStatus

Values = Mapping[str, Any]


class _ParentKeys(NamedTuple):
    name: str
    resident_id: str
    phone: str
    address: str
    division: str
    health: str
    special: str


_FATHER, _MOTHER = (
    _ParentKeys(
        *(f"{parent}.{key}" for key in ("name", "residentId", "phone", "address", "division", "health", "special"))
    )
    for parent in ("father", "mother")
)
_QUARTERS = [tuple(f"q{quarter}.{key}" for key in ("time", "problems", "solutions")) for quarter in range(1, 5)]


def assemble(values: Values, number: int) -> LedgerRow:
    """Make a row from cells that passed all rules; a missing key is an empty cell."""
    return LedgerRow(
        child=_child(values),
        father=_parent(values, _FATHER),
        mother=_parent(values, _MOTHER),
        household=Household(
            income_per_head=values.get("household.income"),
            benefits=_benefits(values.get("household.benefits")),
            social_help=values.get("household.socialHelp"),
            risk=_code(values.get("household.risk")),
        ),
        carer=_carer(values),
        pairing=_pairing(values),
        director=_director(values),
        visits=_visits(values),
        care_needs=values.get("careNeeds"),
        needs=tuple([pick.code for pick in values.get("needs") or ()]),
        notes=values.get("notes"),
        filed_by=values.get("filedBy"),
        filed_on=values.get("filedOn"),
        number=number,
    )


def _code(pick: Pick | None) -> Any:
    return pick.code if pick else None


def _benefits(picks: Sequence[Pick] | None) -> tuple[Benefit, ...]:
    return tuple([Benefit(pick.code, pick.amount) for pick in picks or ()])  # type: ignore[arg-type]


def _child(values: Values) -> Child:
    classes: Sequence[Pick] = values["child.classes"]
    category = next((pick.text for pick in classes if pick.code is ChildClass.IN_DIFFICULTY), None)
    categories, detail = read_categories(category) if category else ((), None)
    guardianship: Pick | None = values.get("child.guardianship")
    number = values.get("child.residentId")
    birth: Known = values["child.birth"]
    if number:
        birth = Known(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return Child(
        name=values["child.name"],
        sex=_code(values["child.sex"]),
        birth=birth,
        division=values["child.division"],
        hukou_type=_code(values["child.hukouType"]),
        classes=tuple([pick.code for pick in classes]),  # type: ignore[misc]
        resident_id=number,
        resident_id_missing=_code(values.get("child.residentIdMissing")),
        ethnicity=values.get("child.ethnicity"),
        address=values.get("child.address"),
        village_name=values.get("child.villageName"),
        hukou_division=values.get("child.hukouDivision"),
        categories=categories,
        category_detail=detail,
        single_parent=_code(values.get("child.singleParent")),
        schooling=values.get("child.schooling"),
        school_status=_code(values.get("child.schoolStatus")),
        school_name=values.get("child.schoolName"),
        boarding=_code(values.get("child.boarding")),
        guardianship_condition=_code(guardianship),
        guardianship_detail=guardianship.text if guardianship else None,
        health=tuple([HealthState(pick.code, pick.text, pick.grade) for pick in values.get("child.health", ())]),
        mind_and_behaviour=values.get("child.mindAndBehaviour"),
        benefits=_benefits(values.get("child.benefits")),
        education_aid=values.get("child.educationAid"),
        medical_aid=values.get("child.medicalAid"),
        other_aid=values.get("child.otherAid"),
    )


def _parent(values: Values, keys: _ParentKeys) -> Parent | None:
    if not any(map(values.get, keys)):
        return None
    health: Pick | None = values.get(keys.health)
    special: Sequence[Pick] = values.get(keys.special) or ()
    return Parent(
        name=values.get(keys.name),
        resident_id=values.get(keys.resident_id),
        phone=values.get(keys.phone),
        address=values.get(keys.address),
        division=values.get(keys.division),
        health=_code(health),
        health_detail=health.text if health else None,
        special_status=tuple([pick.code for pick in special]),  # type: ignore[misc]
        special_detail=next((pick.text for pick in special if pick.code is ParentSpecialStatus.OTHER), None),
    )


def _carer(values: Values) -> Carer | None:
    relation: Pick | None = values.get("carer.relation")
    if relation is None:
        return None
    return Carer(
        relation=relation.code,  # type: ignore[arg-type]
        name=values.get("carer.name"),
        phone=values.get("carer.phone"),
        reason=_code(values.get("carer.reason")),
    )


def _pairing(values: Values) -> Pairing | None:
    name, phone = values.get("pairing.name"), values.get("pairing.phone")
    return Pairing(name, phone, values.get("pairing.unit")) if name and phone else None


def _director(values: Values) -> Director | None:
    name, phone = values.get("director.name"), values.get("director.phone")
    return Director(name, phone) if name or phone else None


def _visits(values: Values) -> tuple[Visit, ...]:
    visits: list[Visit] = []
    for time, problems, solutions in _QUARTERS:
        times = values.get(time)
        if times:
            visits += join_visits(times, values.get(problems), values.get(solutions))
    return tuple(visits)
