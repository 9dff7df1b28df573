"""Rows that an action is about: those in sight are loaded and locked; hidden and missing ones are one NOT_FOUND."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import Select, Table, Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from care.actions.common.findings import Path, camel, refusal
from care.divisions.scope import multirange
from care.duties.law import DIGESTS, tell_digests
from policies.broken_glass import ordinary
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refusal, Refused
from policies.scope import EVERYTHING, within
from policies.vocabulary import SEES_ARCHIVED
from records.access import access_link
from records.child import child
from records.codes import FileStatus
from records.household import household
from records.keeping import REGISTER
from tenants.fixed import Fixed
from tenants.work import Work

IN_USE: Final = child.c.file_status != FileStatus.ARCHIVED.value


# With the law that stands, which nearly everything that is done with a child asks for.
_CHILDREN: Final = Fixed(
    select(child, DIGESTS.label("digests"))
    .where(child.c.id == any_(bindparam("keys", type_=ARRAY(Uuid))))
    .order_by(child.c.id)
    .with_for_update(of=child)
)


def not_found(path: Path) -> Refusal:
    """Say that a row does not exist or is out of sight, in the same words."""
    return refusal(ErrorCode.NOT_FOUND, path, "不存在或不在您的管辖范围内", "does not exist or is out of your sight")


async def load(work: Work, caller: Caller, table: Table, key: UUID, path: Path = ("id",)) -> asyncpg.Record:
    """Load and lock one row of a table with a division, for a caller who sees rows by place.

    The child that a row belongs to is locked before it: a move does so too, and then updates what hangs on the child.
    Nothing is done with what is archived. Raises `Refused` NOT_FOUND.
    """
    row, archived = await _load(work, caller, table, key, path)
    if archived:
        raise Refused(not_found(path))
    return row


async def load_child(
    work: Work, caller: Caller, key: UUID, path: Path = ("id",), *, archived: bool = False
) -> asyncpg.Record:
    """Load and lock one child in sight; with `archived` one in the archive, too, for who sees those.

    Raises `Refused` NOT_FOUND.
    """
    if not archived:
        return await load(work, caller, child, key, path)
    row, _ = await _load(work, caller, child, key, path)
    if not in_use(caller, row):
        raise Refused(not_found(path))
    return row


def in_use(caller: Caller, row: asyncpg.Record) -> bool:
    """Tell whether a child's file is not archived, or archived in the caller's sight and not erased."""
    kept: bool = SEES_ARCHIVED in caller.permit.actions and row["erased_at"] is None
    return kept or row["file_status"] != FileStatus.ARCHIVED


async def _load(work: Work, caller: Caller, table: Table, key: UUID, path: Path) -> tuple[asyncpg.Record, bool]:
    """Load and lock a row, and tell whether it is in the archive with its child."""
    its = None
    if "child_id" in table.c:
        of = select(table.c.child_id).where(table.c.id == key).scalar_subquery()
        its = await work.one(select(child.c.file_status).where(child.c.id == of).with_for_update())
    row = await work.one(select(table).where(table.c.id == key).with_for_update())
    by_place = caller.permit.row(camel(table.name)) is RowKind.AREA
    if row is None or not by_place or not within(work.scope, row["division"]):
        raise Refused(not_found(path))
    if table is household:
        kin = select(child.c.file_status).where(child.c.household_id == key)
        return row, {one["file_status"] for one in await work.all(kin)} == {FileStatus.ARCHIVED}
    status = row["file_status"] if table is child else its and its["file_status"]
    return row, status == FileStatus.ARCHIVED and (table is child or REGISTER[table.name].follows)


async def load_children(work: Work, caller: Caller, keys: Sequence[UUID], path: Path) -> list[asyncpg.Record]:
    """Load and lock children in the order of their keys, for callers who see them by place or by list.

    Raises `Refused` with a NOT_FOUND for each one out of sight.
    """
    by_place = caller.permit.row("child") is RowKind.AREA
    seen = set(keys) if by_place else await open_listed(work, caller, keys)
    # One order for everybody, so that two visits to the same children wait for each other instead of deadlocking.
    rows = await work.all(_CHILDREN, keys=list(seen)) if seen else []
    if rows:
        tell_digests(work, rows[0]["digests"])
    found = {row["id"]: row for row in rows if within(work.scope, row["division"]) and _open(row)}
    missing = [not_found((*path, str(place))) for place, key in enumerate(keys) if key not in found]
    if missing:
        raise Refused(*missing)
    return [found[key] for key in keys]


def _open(row: asyncpg.Record) -> bool:
    return bool(row["file_status"] != FileStatus.ARCHIVED)


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
            IN_USE,
        )
    )
    rows = await beyond_scope(work, listed.order_by(child.c.id).with_for_update(of=child))
    await work.widen(multirange({row["division"] for row in rows}))
    return {row["id"] for row in rows}
