"""Which benefits are received on a day: granted, begun and not ended, in the row that stands."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, func

from records.codes import BenefitKind, BenefitStatus


def stands(row: Any) -> ColumnElement[bool]:
    """Ask that no newer row has taken a benefit's place (`row` has the columns of `benefit`)."""
    found: ColumnElement[bool] = row.c.superseded_at.is_(None)
    return found


def received(row: Any, on: date) -> ColumnElement[bool]:
    """Ask that a benefit is received on a day (Asia/Shanghai); without days it is received throughout."""
    day = bindparam(None, on, Date, unique=True)
    begun = row.c.since.is_(None) | (row.c.since <= day)
    lasts = row.c.until.is_(None) | (row.c.until >= day)
    found: ColumnElement[bool] = stands(row) & (row.c.status == BenefitStatus.GRANTED.value) & begun & lasts
    return found


def held_by(row: Any, child: Any, household: Any, kinds: Any, on: date) -> ColumnElement[bool]:
    """Ask that a benefit of one of some kinds is received on a day by a child or by its household."""
    holder = (row.c.child_id == child) | (row.c.household_id == household)
    found: ColumnElement[bool] = holder & (row.c.kind == func.any(kinds)) & received(row, on)
    return found


def told_by_ledgers(row: Any, on: date) -> ColumnElement[bool]:
    """Ask that a ledger tells of a benefit: it is received, or it is the word that there is none."""
    nothing: ColumnElement[bool] = stands(row) & (row.c.kind == BenefitKind.NONE.value)
    return received(row, on) | nothing
