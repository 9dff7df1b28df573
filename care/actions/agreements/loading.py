"""Loading an agreement that an action changes, with the child that it is about."""

from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.sight import expect_version, load
from policies.caller import Caller
from records.agreement import agreement
from records.child import child
from tenants.work import Work


async def load_agreement(work: Work, caller: Caller, key: UUID, version: int) -> tuple[asyncpg.Record, asyncpg.Record]:
    """Load and lock an agreement in sight and its child. Raises `Refused` NOT_FOUND, CONFLICT for another version."""
    row = await load(work, caller, agreement, key, ("agreementId",))
    expect_version(row, version)
    its = await work.one(select(child).where(child.c.id == row["child_id"]))
    assert its is not None  # noqa: S101 (its agreement refers to it)
    return row, its
