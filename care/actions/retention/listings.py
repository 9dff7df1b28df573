"""A child that goes into the archive is on nobody's list any longer, nor before another place."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update

from care.actions.common.sight import opened
from policies.scope import EVERYTHING
from records.access import access_link
from records.case import care_case
from records.commission import commission
from records.division_of_duties import division_of_duties
from records.need import need
from tenants.work import Work

# Rows that a second place sees, which does not see their child.
_SHARED: Final = (commission, division_of_duties)


async def unlist(work: Work, children: Sequence[UUID]) -> None:
    """End every listing of the children, their needs and their cases, whatever its ground; hide what others share."""
    theirs = (
        access_link.c.object.in_(children),
        access_link.c.object.in_(select(need.c.id).where(need.c.child_id.in_(children))),
        access_link.c.object.in_(select(care_case.c.id).where(care_case.c.child_id.in_(children))),
    )
    async with opened(work, EVERYTHING):
        for its in theirs:
            await work.run(delete(access_link).where(its))
        for table in _SHARED:
            await work.run(update(table).where(table.c.child_id.in_(children)).values(archived=True))


async def share_again(work: Work, key: UUID) -> None:
    """Show the other place again what it shares, once the file is opened; lists stay as they are."""
    async with opened(work, EVERYTHING):
        for table in _SHARED:
            await work.run(update(table).where(table.c.child_id == key).values(archived=False))
