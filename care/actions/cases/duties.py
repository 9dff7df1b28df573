"""The duties that a case makes: what a conference decided, and the application to the court once it is owed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from care.actions.cases.sight import InHand
from care.actions.common.places import prefecture
from care.duties.schedule.moments import end_of
from records.codes import DutyBasis, DutyKind, TraineePost
from records.duty import duty
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class Owed:
    """One duty of a case: `about` is the row it follows from, `base_on` the day it is counted from."""

    kind: DutyKind
    about: UUID
    base_on: date
    due_on: date
    rule: str
    citation: str
    basis: DutyBasis
    rule_version: str
    post: TraineePost | None = None
    reasons: tuple[str, ...] = ()


async def owe(work: Work, one: InHand, *duties: Owed) -> None:
    """Write duties of a case; they show to those alone who see the case."""
    division = one.case["division"]
    rows: list[dict[str, Any]] = [
        {
            "id": uuid7(),
            "kind": each.kind,
            "natural_key": f"{each.kind}:{each.about}",
            "child_id": one.of_child,
            "division": division,
            "prefecture": prefecture(division),
            "priority": one.child["priority"],
            "subject_kind": "case",
            "subject": one.key,
            "base_on": each.base_on,
            "due_at": end_of(each.due_on),
            "due_on": each.due_on,
            "post": each.post,
            "reasons": list(each.reasons),
            "basis": each.basis,
            "rule": each.rule,
            "citation": each.citation,
            "rule_version": each.rule_version,
            "created_at": work.now,
            "updated_at": work.now,
        }
        for each in duties
    ]
    await work.many(insert(duty), rows)


async def fulfil(work: Work, one: InHand, kind: DutyKind, about: UUID, on: date) -> None:
    """Mark a duty of a case as done on a day; one that is done or not owed stays as it is."""
    row = update(duty).where(duty.c.natural_key == f"{kind}:{about}", duty.c.done_at.is_(None))
    done_at = min(end_of(on), work.now)
    done = {"done_on": on, "done_at": done_at, "satisfied_by": one.key, "satisfied_kind": "case"}
    await work.run(row.values(updated_at=work.now, **done))
