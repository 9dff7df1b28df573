"""What a ledger changes of benefits: a new row for each kind that differs, and the end of one that it no longer has."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from care.ledgers.row import Benefit
from records.codes import BenefitKind, BenefitStatus

if TYPE_CHECKING:
    from care.actions.ledgers.changes import Pen

BENEFIT = (
    "id", "child_id", "household_id", "division", "kind", "status", "amount", "reason", "recorded_by", "created_at",
    "updated_at",
)  # fmt: skip
GONE = "导入的台账不再填写"


_ORDER = {kind.value: place for place, kind in enumerate(BenefitKind)}


def read_benefits(rows: Iterable[asyncpg.Record]) -> tuple[Benefit, ...]:
    """Give what rows of benefits tell a ledger, in the order of the form."""
    ordered = sorted(rows, key=lambda row: _ORDER[row["kind"]])
    return tuple(Benefit(BenefitKind[row["kind"]], row["amount"]) for row in ordered)


def write_benefits(
    pen: "Pen",
    before: Sequence[Benefit],
    after: Sequence[Benefit],
    division: int,
    *,
    child: UUID | None = None,
    household: UUID | None = None,
) -> None:
    """Draft the rows of a holder (`child` or `household`) whose benefits were these and are those now.

    What stood of a kind that differs is superseded, also an application or a refusal of it; nothing is overwritten.
    """
    old, new = {one.kind: one for one in before}, {one.kind: one for one in after}
    held, draft = (child, household), pen.draft
    for kind in BenefitKind:
        was, now = old.get(kind), new.get(kind)
        if was == now:
            continue
        if child is not None:
            draft.benefits_over.append((child, kind, pen.now))
        elif household is not None:
            draft.family_benefits_over.append((household, kind, pen.now))
        if now is None and kind is BenefitKind.NONE:
            continue
        status = BenefitStatus.ENDED if now is None else BenefitStatus.GRANTED
        facts = (None if kind is BenefitKind.NONE else status, now and now.amount, GONE if now is None else None)
        draft.benefits.append((next(pen.keys), *held, division, kind, *facts, pen.caller.subject, pen.now, pen.now))
