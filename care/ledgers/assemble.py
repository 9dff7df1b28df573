"""The parts of a row made from the values of its cells, by the keys of the columns."""

from collections.abc import Mapping, Sequence
from typing import Any

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


def assemble(values: Values, number: int) -> LedgerRow:
    """Make a row from cells that passed all rules; a missing key is an empty cell."""
    return LedgerRow(
        child=_child(values),
        father=_parent(values, "father"),
        mother=_parent(values, "mother"),
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
        notes=values.get("notes"),
        filed_by=values.get("filedBy"),
        filed_on=values.get("filedOn"),
        number=number,
    )


def _code(pick: Pick | None) -> Any:
    return pick.code if pick else None


def _benefits(picks: Sequence[Pick] | None) -> tuple[Benefit, ...]:
    return tuple(Benefit(pick.code, pick.amount) for pick in picks or ())  # type: ignore[arg-type]


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
        classes=tuple(pick.code for pick in classes),  # type: ignore[misc]
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
        health=tuple(HealthState(pick.code, pick.text, pick.grade) for pick in values.get("child.health", ())),
        mind_and_behaviour=values.get("child.mindAndBehaviour"),
        benefits=_benefits(values.get("child.benefits")),
        education_aid=values.get("child.educationAid"),
        medical_aid=values.get("child.medicalAid"),
        other_aid=values.get("child.otherAid"),
    )


def _parent(values: Values, key: str) -> Parent | None:
    health: Pick | None = values.get(f"{key}.health")
    special: Sequence[Pick] = values.get(f"{key}.special") or ()
    parent = Parent(
        name=values.get(f"{key}.name"),
        resident_id=values.get(f"{key}.residentId"),
        phone=values.get(f"{key}.phone"),
        address=values.get(f"{key}.address"),
        division=values.get(f"{key}.division"),
        health=_code(health),
        health_detail=health.text if health else None,
        special_status=tuple(pick.code for pick in special),  # type: ignore[misc]
        special_detail=next((pick.text for pick in special if pick.code is ParentSpecialStatus.OTHER), None),
    )
    return None if parent == _NOBODY else parent


_NOBODY = Parent()


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
    for quarter in "1234":
        times = values.get(f"q{quarter}.time")
        if times:
            told = values.get(f"q{quarter}.problems"), values.get(f"q{quarter}.solutions")
            visits += join_visits(times, *told)
    return tuple(visits)
