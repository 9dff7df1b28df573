"""A child that goes into the archive is on nobody's list any longer."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from care.actions.common.sight import opened
from policies.scope import EVERYTHING
from records.access import access_link
from records.case import care_case
from records.need import need
from tenants.work import Work


async def unlist(work: Work, children: Sequence[UUID]) -> None:
    """End every listing of the children, their needs and their cases, whatever its ground."""
    theirs = (
        access_link.c.object.in_(children),
        access_link.c.object.in_(select(need.c.id).where(need.c.child_id.in_(children))),
        access_link.c.object.in_(select(care_case.c.id).where(care_case.c.child_id.in_(children))),
    )
    async with opened(work, EVERYTHING):
        for its in theirs:
            await work.run(delete(access_link).where(its))
