"""Carers whom an agreement in force names: a ledger that names somebody else changes nothing of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import select

from care.actions.agreements.carers import in_force
from care.actions.ledgers.overlay import laid_over
from care.actions.ledgers.stored import Stored
from care.ledgers.columns import BY_KEY
from care.ledgers.faults import Fault, FaultCode, fault
from care.ledgers.row import LedgerRow
from records.agreement import agreement
from tenants.work import Work

_COLUMN: Final = "carer.relation"

Doubts = list[tuple[LedgerRow, list[Fault]]]


async def keep_agreed_carers(
    work: Work, rows: Sequence[LedgerRow], found: Mapping[int, UUID], stored: Mapping[UUID, Stored]
) -> tuple[list[LedgerRow], Doubts]:
    """Take the carer out of rows whose child has an agreement in force; gives the rows, and a doubt where they differ.

    `found` gives the child on file of each row by its number.
    """
    asked = select(agreement.c.child_id).where(agreement.c.child_id.in_(stored), in_force(work.now.date()))
    agreed = {row["child_id"] for row in await work.all(asked)} if stored else set()
    kept: list[LedgerRow] = []
    doubts: Doubts = []
    for row in rows:
        key = found.get(row.number)
        on_file = stored.get(key) if key is not None and key in agreed else None
        if on_file is None or row.carer is None or on_file.row.carer is None:
            kept.append(row)
            continue
        if laid_over(on_file.row, row).carer != on_file.row.carer:
            doubts.append((row, [fault(FaultCode.CARER_AGREED, BY_KEY[_COLUMN].heading)]))
        kept.append(replace(row, carer=None))
    return kept, doubts
