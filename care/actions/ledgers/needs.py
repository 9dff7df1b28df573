"""What a ledger tells of needs: a kind that its row names and that is not on the list of needs is opened."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from care.actions.common.findings import Findings
from care.actions.needs.asked import citation_of
from care.ledgers.row import LedgerRow
from records.codes import NeedStatus, Service

if TYPE_CHECKING:
    from care.actions.ledgers.changes import Pen

NEED = (
    "id", "child_id", "division", "kind", "status", "found_on", "citation", "opened_by", "created_at", "updated_at",
)  # fmt: skip


def read_needs(rows: Iterable[asyncpg.Record]) -> tuple[Service, ...]:
    """Give the kinds of running needs, each once, in the order of the form."""
    held = {row["kind"] for row in rows}
    return tuple(kind for kind in Service if kind in held)


def write_needs(pen: "Pen", child: UUID, row: LedgerRow, before: Collection[Service]) -> None:
    """Draft a need for each kind of a row that was not running; a kind that it leaves out runs on.

    Closing one takes an outcome, which no ledger tells.
    """
    today, division = pen.now.date(), row.child.division
    for kind in row.needs:
        if kind in before:
            continue
        # That no document names the service is a doubt about the documents, not about the row.
        why = citation_of(Findings(), kind, pen.law.at(division, today))
        facts = (kind, NeedStatus.OPEN, today, why, pen.caller.subject, pen.now, pen.now)
        pen.draft.needs.append((next(pen.keys), child, division, *facts))
