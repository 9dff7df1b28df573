"""The organisations that a caller acts for, and those that lie where the caller works."""

from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.findings import Path
from care.actions.common.sight import not_found
from care.divisions.scope import multirange
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import Refused
from policies.scope import within
from records.organisation import organisation
from tenants.work import Work


async def open_own(work: Work, caller: Caller, kind: str) -> None:
    """Open to this transaction the places of the organisations that a caller acts for who sees of a type its own rows.

    Such a caller has no place of its own; that the rows are its organisations' is for the action to ask.
    """
    if caller.permit.row(kind) is RowKind.OWN and caller.organisations:
        asked = select(organisation.c.division).where(organisation.c.id.in_(caller.organisations))
        await work.widen(multirange({row["division"] for row in await work.all(asked)}))


async def load_office(
    work: Work, caller: Caller, key: UUID, kind: str, path: Path = ("organisationId",)
) -> asyncpg.Record:
    """Load an organisation that rows of a type may be written for: one's own, or any where one works.

    Raises `Refused` NOT_FOUND.
    """
    row = await work.one(select(organisation).where(organisation.c.id == key))
    by_place = caller.permit.row(kind) is RowKind.AREA
    if row is None or not (within(work.scope, row["division"]) if by_place else key in caller.organisations):
        raise Refused(not_found(path))
    return row
