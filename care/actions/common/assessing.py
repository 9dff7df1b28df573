"""What recording an assessment and asking for one share."""

from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import Select, select

from care.actions.common.sight import IN_USE, load_child, not_found, open_listed
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import Refused
from records.assessment import assessment
from records.child import child
from records.codes import AssessmentKind
from tenants.work import Work


async def load_family(work: Work, caller: Caller, key: UUID) -> tuple[asyncpg.Record, list[asyncpg.Record]]:
    """Load and lock a child in sight, and all children of its household with it, in one order for everybody.

    Who sees children by list gets that child alone. Raises `Refused` NOT_FOUND.
    """
    if caller.permit.row("child") is RowKind.LISTED:
        return await _listed(work, caller, key)
    home = select(child.c.household_id).where(child.c.id == key).scalar_subquery()
    family = select(child).where((child.c.household_id == home) | (child.c.id == key), IN_USE)
    kin = await work.all(family.order_by(child.c.id).with_for_update())
    return await load_child(work, caller, key, ("childId",)), kin


async def _listed(work: Work, caller: Caller, key: UUID) -> tuple[asyncpg.Record, list[asyncpg.Record]]:
    mine = await open_listed(work, caller, [key])
    row = await work.one(select(child).where(child.c.id == key)) if mine else None
    if row is None:
        raise Refused(not_found(("childId",)))
    return row, [row]


def asked_for(key: UUID, kind: AssessmentKind) -> Select[tuple[UUID]]:
    """Ask for the assessment of a kind that somebody asked for and nobody has made yet, the oldest first."""
    return (
        select(assessment.c.id)
        .where(assessment.c.child_id == key, assessment.c.kind == kind, assessment.c.assessed_on.is_(None))
        .order_by(assessment.c.id)
        .limit(1)
        .with_for_update()
    )


async def level_before(work: Work, row: asyncpg.Record, column: str, on: date) -> tuple[str, bool]:
    """Give the level that a child had until a day, and whether nothing later than that day has been found."""
    rows = await work.all(
        select(assessment.c.assessed_on, assessment.c[column], assessment.c[f"{column}_before"])
        .where(assessment.c.child_id == row["id"], assessment.c[column].is_not(None))
        .order_by(assessment.c.assessed_on, assessment.c.id)
    )
    earlier = [one[column] for one in rows if one["assessed_on"] <= on]
    if len(earlier) == len(rows):
        return row[column], True
    return earlier[-1] if earlier else rows[0][f"{column}_before"], False
