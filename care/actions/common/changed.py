"""Children whose files have changed since a moment: what a system of record has to be told."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, or_, select

from records.benefit import benefit
from records.child import child
from records.codes import ExternalSystem
from records.guardian import guardian
from records.household import household
from records.system_update import system_update
from tenants.work import Work


async def last_taken(work: Work, county: int, system: ExternalSystem) -> datetime | None:
    """Give the moment of the latest workbook that was entered into a system for a county; None before the first."""
    theirs = (system_update.c.county == county, system_update.c.system == system.value)
    moment: datetime | None = await work.value(select(func.max(system_update.c.taken_at)).where(*theirs))
    return moment


def changed_at(row: FromClause = child) -> ColumnElement[Any]:
    """Give when a child's file last changed, with its guardians, its household and what it receives."""
    its = [
        select(func.max(guardian.c.updated_at)).where(guardian.c.child_id == row.c.id),
        select(func.max(household.c.updated_at)).where(household.c.id == row.c.household_id),
        select(func.max(benefit.c.updated_at)).where(
            or_(benefit.c.child_id == row.c.id, benefit.c.household_id == row.c.household_id)
        ),
    ]
    return func.greatest(row.c.updated_at, *(one.correlate(row).scalar_subquery() for one in its))
