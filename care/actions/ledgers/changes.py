"""What a row of the ledger changes: nothing on file, or a child that looks otherwise now."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from care.actions.common.findings import camel
from care.actions.common.places import prefecture
from care.actions.ledgers import draft as drafts
from care.actions.ledgers.benefits import write_benefits
from care.actions.ledgers.draft import Draft, Sealer
from care.actions.ledgers.needs import write_needs
from care.actions.ledgers.overlay import laid_over
from care.actions.ledgers.stored import Stored
from care.duties.law import Law
from care.ledgers.row import Child, LedgerRow, Parent, Visit
from policies.caller import Caller
from records.codes import GuardianRelation, RiskLevel, Severity, VisitMode, VisitOutcome

_PARTS = ("father", "mother", "household", "carer", "pairing", "visits", "needs")
_BESIDE = ("care_needs", "notes", "filed_by", "filed_on")
ACTION = "ledger:import"
_COMPARED = tuple(one.name for one in fields(Child) if one.compare)


@lru_cache(maxsize=4096)
def _listed(changed: tuple[str, ...]) -> str:
    """Write names of facts as clients know them, in the form of a Postgres array."""
    return "{" + ",".join(sorted(map(camel, changed))) + "}"


@dataclass(frozen=True, slots=True)
class Pen:
    """What every entry of a batch is written with."""

    draft: Draft
    sealer: Sealer
    caller: Caller
    law: Law
    now: datetime
    keys: Iterator[UUID]

    def record(self, kind: str, object_: UUID, division: int, event: str, changed: list[str]) -> None:
        """Add the trail and the announcement of one object."""
        names = _listed(tuple(changed))
        key, who = next(self.keys), self.caller
        self.draft.audit.append(
            (key, who.subject, who.role, ACTION, kind, object_, division, names, who.permit.version)
        )
        self.draft.events.append((next(self.keys), event, Severity.ORDINARY, kind, object_, division, self.now))


def add_child(pen: Pen, row: LedgerRow, *, home: UUID, school: UUID | None, risk: RiskLevel | None) -> UUID:
    """Enter a child that is not on file."""
    key, child, now, draft = next(pen.keys), row.child, pen.now, pen.draft
    number = pen.sealer.number("child", key, child.resident_id)
    facts = drafts.child_facts(key, row, now, number=number, school=school, home=home, risk=risk or RiskLevel.UNRATED)
    draft.children.append((*facts, child.division, prefecture(child.division), row.filed_on or now.date(), now))
    drafts.many_of_child(draft, key, child)
    draft.search += [(key, child.division, found) for found in drafts.found_by(child.name)]
    write_benefits(pen, (), child.benefits, child.division, child=key)
    for parent, relation in ((row.father, drafts.FATHER), (row.mother, drafts.MOTHER)):
        if parent:
            _add_guardian(pen, key, child.division, parent, relation)
    _write_carer(pen, key, row, None)
    _write_pairing(pen, key, row, None)
    write_needs(pen, key, row, ())
    for visit in row.visits:
        _add_visit(pen, key, child.division, visit)
    pen.record("child", key, child.division, "CHILD_REGISTERED", _told(row))
    return key


def change_child(
    pen: Pen, stored: Stored, row: LedgerRow, *, school: UUID | None, home: UUID, home_changed: bool
) -> bool:
    """Lay a row over a child on file; True when anything changed."""
    new, old, draft, key = laid_over(stored.row, row), stored.row, pen.draft, stored.id
    changed = _differing(old.child, new.child) + [name for name in _BESIDE if getattr(old, name) != getattr(new, name)]
    if stored.household != home:
        changed.append("household")
    if changed:
        _rewrite(pen, stored, new, changed, school=school, home=home)
    beside = _guardians(pen, stored, new)
    if new.carer != old.carer:
        _write_carer(pen, key, new, stored.carer)
        beside.append("carer")
    if new.pairing != old.pairing:
        _write_pairing(pen, key, new, stored.pairing)
        beside.append("pairing")
    if new.needs != old.needs:
        write_needs(pen, key, new, old.needs)
        beside.append("needs")
    if _visits(pen, stored, row):
        beside.append("visits")
    if home_changed and "household" not in changed:
        beside.append("household")
    if beside and not changed:
        draft.touched.append(key)
    if changed or beside:
        pen.record("child", key, new.child.division, "CHILD_UPDATED", list(dict.fromkeys(changed + beside)))
    return bool(changed or beside)


def _rewrite(pen: Pen, stored: Stored, new: LedgerRow, changed: list[str], *, school: UUID | None, home: UUID) -> None:
    draft, key, child = pen.draft, stored.id, new.child
    if child.resident_id == stored.row.child.resident_id and child.resident_id is not None:
        # The sealed value stays as it is: a new one would look like a change.
        _, mask, blind = pen.sealer.number("child", key, child.resident_id)
        number = stored.sealed_id, mask, blind
    else:
        number = pen.sealer.number("child", key, child.resident_id)
    draft.children_changed.append(
        drafts.child_facts(key, new, pen.now, number=number, school=school, home=home, risk=stored.risk)
    )
    if {"health", "classes", "categories"} & set(changed):
        draft.health_of.append(key)
        draft.classes_of.append(key)
        drafts.many_of_child(draft, key, child, stored.papers)
    if "name" in changed:
        draft.search_of.append(key)
        draft.search += [(key, child.division, found) for found in drafts.found_by(child.name)]
    if "benefits" in changed:
        write_benefits(pen, stored.row.child.benefits, child.benefits, child.division, child=key)


def _differing(old: Child, new: Child) -> list[str]:
    return [name for name in _COMPARED if getattr(old, name) != getattr(new, name)]


def _told(row: LedgerRow) -> list[str]:
    told = [name for name in _COMPARED if getattr(row.child, name)]
    return told + [name for name in (*_PARTS, *_BESIDE) if getattr(row, name)]


def _guardians(pen: Pen, stored: Stored, new: LedgerRow) -> list[str]:
    changed = []
    sides: tuple[tuple[str, GuardianRelation, list[UUID]], ...] = (
        ("father", drafts.FATHER, stored.fathers),
        ("mother", drafts.MOTHER, stored.mothers),
    )
    for name, relation, keys in sides:
        parent: Parent | None = getattr(new, name)
        if parent is None or parent == getattr(stored.row, name):
            continue
        changed.append(name)
        if keys:
            pen.draft.guardians_changed.append(drafts.guardian_facts(keys[0], parent, pen.sealer, pen.now))
        else:
            _add_guardian(pen, stored.id, new.child.division, parent, relation)
    return changed


def _add_guardian(pen: Pen, child: UUID, division: int, parent: Parent, relation: GuardianRelation) -> None:
    facts = drafts.guardian_facts(next(pen.keys), parent, pen.sealer, pen.now)
    pen.draft.guardians.append((*facts, child, division, relation, pen.now))


def _write_carer(pen: Pen, child: UUID, row: LedgerRow, key: UUID | None) -> None:
    if row.carer:
        facts = drafts.carer_facts(key or next(pen.keys), row.carer, pen.sealer, pen.now)
        _either(pen.draft.carers, pen.draft.carers_changed, facts, key, (child, row.child.division, pen.now))


def _write_pairing(pen: Pen, child: UUID, row: LedgerRow, key: UUID | None) -> None:
    if row.pairing:
        facts = drafts.pairing_facts(key or next(pen.keys), row.pairing, pen.sealer, pen.now)
        _either(pen.draft.pairings, pen.draft.pairings_changed, facts, key, (child, row.child.division, pen.now))


def _either(new: drafts.Rows, changed: drafts.Rows, facts: drafts.Row, key: UUID | None, of_child: drafts.Row) -> None:
    if key:
        changed.append(facts)
    else:
        new.append((*facts, *of_child))


def _visits(pen: Pen, stored: Stored, row: LedgerRow) -> bool:
    """Add visits that are not on file; one whose findings differ is corrected by a new record, like by anybody."""
    known = {visit.on: visit for visit in stored.row.visits}
    some = False
    for visit in row.visits:
        before = known.get(visit.on)
        if before is None:
            _add_visit(pen, stored.id, row.child.division, visit)
            some = True
            continue
        problems, solutions = visit.problems or before.problems, visit.solutions or before.solutions
        if (problems, solutions) != (before.problems, before.solutions):
            _correct_visit(pen, stored.visits[visit.on], problems, solutions)
            some = True
    return some


def _add_visit(pen: Pen, child: UUID, division: int, visit: Visit) -> None:
    key, at = next(pen.keys), drafts.moment(visit.on, pen.now)
    what = (VisitMode.HOUSEHOLD, VisitOutcome.MET, at, visit.on.precision)
    by = (None, pen.caller.subject, visit.problems, visit.solutions, pen.now, None)
    pen.draft.visits.append((key, child, division, division, key, *what, *by))


def _correct_visit(pen: Pen, old: Any, problems: str | None, solutions: str | None) -> None:
    key = next(pen.keys)
    kept = ("child_id", "division", "occurred_division", "occasion", "mode", "outcome", "occurred_at", "precision")
    by = (old["visitor_id"], pen.caller.subject, problems, solutions, pen.now, old["id"])
    pen.draft.visits.append((key, *(old[name] for name in kept), *by))
    pen.draft.corrected.append((old["id"], key))
