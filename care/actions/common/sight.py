"""Rows that an action is about: those in sight are loaded and locked; hidden and missing ones are one NOT_FOUND."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Select, Table, func, select

from care.actions.common.findings import Path, refusal
from care.divisions.scope import multirange
from policies.broken_glass import ordinary
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refusal, Refused
from policies.scope import EVERYTHING, within
from records.access import access_link
from records.child import child
from tenants.work import Work


def not_found(path: Path) -> Refusal:
    """Say that a row does not exist or is out of sight, in the same words."""
    return refusal(ErrorCode.NOT_FOUND, path, "不存在或不在您的管辖范围内", "does not exist or is out of your sight")


async def load(work: Work, caller: Caller, table: Table, key: UUID, path: Path = ("id",)) -> asyncpg.Record:
    """Load and lock one row of a table with a division, for a caller who sees rows by place.

    The child that a row belongs to is locked before it: a move does so too, and then updates what hangs on the child.
    Raises `Refused` NOT_FOUND.
    """
    if "child_id" in table.c:
        its = select(table.c.child_id).where(table.c.id == key).scalar_subquery()
        await work.run(select(child.c.id).where(child.c.id == its).with_for_update())
    row = await work.one(select(table).where(table.c.id == key).with_for_update())
    by_place = caller.permit.row(table.name) is RowKind.AREA
    if row is None or not by_place or not within(work.scope, row["division"]):
        raise Refused(not_found(path))
    return row


async def load_child(work: Work, caller: Caller, key: UUID, path: Path = ("id",)) -> asyncpg.Record:
    """Load and lock one child in sight. Raises `Refused` NOT_FOUND."""
    return await load(work, caller, child, key, path)


async def load_children(work: Work, caller: Caller, keys: Sequence[UUID], path: Path) -> list[asyncpg.Record]:
    """Load and lock children in the order of their keys, for callers who see them by place or by list.

    Raises `Refused` with a NOT_FOUND for each one out of sight.
    """
    by_place = caller.permit.row("child") is RowKind.AREA
    seen = set(keys) if by_place else await open_listed(work, caller, keys)
    # One order for everybody, so that two visits to the same children wait for each other instead of deadlocking.
    asked = select(child).where(child.c.id.in_(seen)).order_by(child.c.id).with_for_update()
    rows = await work.all(asked) if seen else []
    found = {row["id"]: row for row in rows if within(work.scope, row["division"])}
    missing = [not_found((*path, str(place))) for place, key in enumerate(keys) if key not in found]
    if missing:
        raise Refused(*missing)
    return [found[key] for key in keys]


def expect_version(row: asyncpg.Record, version: int) -> None:
    """Check that a row is as the client read it. Raises `Refused` CONFLICT."""
    if row["version"] != version:
        now = row["version"]
        zh, en = f"已被他人修改（当前版本{now}），请刷新后重试", f"has changed since (it is {now} now); read it again"
        raise Refused(refusal(ErrorCode.CONFLICT, ("version",), zh, en))


async def beyond_scope(work: Work, statement: Select[Any]) -> list[asyncpg.Record]:
    """Run one statement with everything in sight, and take that sight back: for rows bound by the caller's own name."""
    async with opened(work, EVERYTHING):
        return await work.all(statement)


@asynccontextmanager
async def opened(work: Work, scope: str) -> AsyncIterator[None]:
    """Add divisions to the scope for the block alone; a statement that fails ends the transaction and the scope."""
    before = work.scope
    await work.widen(scope)
    yield
    await work.value(select(func.set_config("app.scope", before, True)))
    work.scope = before


async def open_listed(work: Work, caller: Caller, keys: Sequence[UUID]) -> set[UUID]:
    """Give those of the children that the caller's own list names, and open their villages to this transaction.

    A listed caller has no places, and the writer's policies know no lists: so the list is read beyond the scope, and
    the children are locked with it, lest one move away from the village that is opened for it. Nothing happens for
    whoever sees no children by list.
    """
    if caller.permit.row("child") is not RowKind.LISTED:
        return set()
    listed = (
        select(child.c.id, child.c.division)
        .join(access_link, access_link.c.object == child.c.id)
        .where(
            access_link.c.subject == caller.subject,
            access_link.c.kind == "child",
            access_link.c.object.in_(keys),
            access_link.c.until > work.now,
            ordinary(access_link.c.ground),
        )
    )
    rows = await beyond_scope(work, listed.order_by(child.c.id).with_for_update(of=child))
    await work.widen(multirange({row["division"] for row in rows}))
    return {row["id"] for row in rows}
