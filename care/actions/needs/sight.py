"""Needs that an action is about: by place for who keeps the file, by list for whom they were referred to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.findings import Path, refusal
from care.actions.common.sight import load, not_found, opened
from care.actions.reports.sight import exactly
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refused
from policies.scope import EVERYTHING
from records.access import access_link
from records.child import child
from records.codes import NeedStatus
from records.need import need
from tenants.work import Work

AT: Path = ("needId",)


async def need_in_sight(work: Work, caller: Caller, key: UUID) -> asyncpg.Record:
    """Load and lock a need in sight, and open its village to whoever has it by list. Raises `Refused` NOT_FOUND."""
    if caller.permit.row("need") is RowKind.AREA:
        return await load(work, caller, need, key, AT)
    row = await _listed(work, caller, key)
    if row is None:
        raise Refused(not_found(AT))
    await work.widen(exactly(row["division"]))
    return row


async def reopen_need(work: Work, caller: Caller, key: UUID) -> None:
    """Open the village of a need again, so that a repeated request reads its answer as the first one did."""
    if caller.permit.row("need") is not RowKind.AREA:
        row = await _listed(work, caller, key)
        if row is not None:
            await work.widen(exactly(row["division"]))


def expect_running(row: Mapping[str, Any]) -> None:
    """Check that a need is not closed. Raises `Refused` CONFLICT."""
    if row["status"] == NeedStatus.CLOSED:
        raise Refused(refusal(ErrorCode.CONFLICT, AT, "已办结", "is closed already"))


async def _listed(work: Work, caller: Caller, key: UUID) -> asyncpg.Record | None:
    if caller.permit.row("need") is not RowKind.LISTED:
        return None
    mine = select(access_link.c.object).where(
        access_link.c.subject == caller.subject,
        access_link.c.kind == "need",
        access_link.c.object == key,
        access_link.c.until > work.now,
    )
    asked = select(need).where(need.c.id.in_(mine))
    async with opened(work, EVERYTHING):
        found = await work.one(asked)
        if found is None:
            return None
        # The child first, as everybody does who locks what hangs on it.
        await work.run(select(child.c.id).where(child.c.id == found["child_id"]).with_for_update())
        return await work.one(asked.with_for_update())
