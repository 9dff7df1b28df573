"""A row of the ledger laid over what is on file: an empty cell says nothing, and clears nothing."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from care.ledgers.cells import PRINTED_BENEFITS, PRINTED_FAMILY_BENEFITS
from care.ledgers.row import Benefit, Carer, Child, Household, LedgerRow, Pairing, Parent
from records.codes import BenefitKind, Service

T = TypeVar("T", Child, Parent, Household, Pairing)

# Facts of which one explains the other: a new first one takes its own explanation along, or none.
_EXPLAINED: dict[type, dict[str, tuple[str, ...]]] = {
    Child: {"classes": ("categories", "category_detail"), "guardianship_condition": ("guardianship_detail",)},
    Parent: {"health": ("health_detail",), "special_status": ("special_detail",)},
    Household: {},
    Pairing: {},
}
_PRINTED: dict[type, frozenset[BenefitKind]] = {Child: PRINTED_BENEFITS, Household: PRINTED_FAMILY_BENEFITS}
_NAMES = {kind: tuple(one.name for one in fields(kind)) for kind in (Child, Parent, Household, Pairing)}


def laid_over(old: LedgerRow, new: LedgerRow) -> LedgerRow:
    """Give the facts of a child after a row of the ledger was taken over; visits and needs are only added."""
    return replace(
        new,
        child=_child(old.child, new.child),
        father=_laid(old.father, new.father),
        mother=_laid(old.mother, new.mother),
        household=household_over(old.household, new.household),
        carer=_carer(old.carer, new.carer),
        pairing=_laid(old.pairing, new.pairing),
        care_needs=new.care_needs or old.care_needs,
        needs=tuple(kind for kind in Service if kind in old.needs or kind in new.needs),
        notes=new.notes or old.notes,
        filed_by=new.filed_by or old.filed_by,
        filed_on=new.filed_on or old.filed_on,
    )


def household_over(old: Household, new: Household) -> Household:
    """Give the facts of a household after a row was taken over."""
    return _facts(old, new)


def _laid(old: T | None, new: T | None) -> T | None:
    return old if new is None else new if old is None else _facts(old, new)


def _facts(old: T, new: T) -> T:
    explained = _EXPLAINED[type(old)]
    values: dict[str, Any] = {}
    for name in _NAMES[type(new)]:
        value = getattr(new, name)
        values[name] = getattr(old, name) if value is None or value == () else value
        if name == "benefits" and value:
            values[name] = _benefits(getattr(old, name), value, _PRINTED[type(new)])
    for name, details in explained.items():
        source = new if getattr(new, name) else old
        for detail in details:
            values[detail] = getattr(source, detail)
    return type(new)(**values)


def _benefits(old: Sequence[Benefit], new: Sequence[Benefit], printed: frozenset[BenefitKind]) -> tuple[Benefit, ...]:
    """Give the benefits after a filled cell was taken over.

    What the form has no box for stays, unless the cell says that there is none; a box without an amount keeps it.
    """
    before, after = {one.kind: one for one in old}, {one.kind: one for one in new}
    if BenefitKind.NONE not in after:
        after |= {kind: one for kind, one in before.items() if kind not in printed and kind not in after}
    return tuple(
        before[kind] if after[kind].amount is None and kind in before else after[kind]
        for kind in BenefitKind
        if kind in after
    )


def _child(old: Child, new: Child) -> Child:
    laid = _facts(old, new)
    birth = laid.birth
    known_better = birth.day is None and (old.birth.year, old.birth.month) == (birth.year, birth.month)
    return replace(
        laid,
        birth=old.birth if known_better else birth,
        # A number that is on file outlives a ledger that does not know it yet.
        resident_id_missing=None if laid.resident_id else laid.resident_id_missing,
    )


def _carer(old: Carer | None, new: Carer | None) -> Carer | None:
    if old is None or new is None or new.reason is not None or new.relation is not old.relation:
        return new or old
    return replace(new, reason=old.reason)
