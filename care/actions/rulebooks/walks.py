"""Walks through all children of a place, batch by batch: what they stand at is on file, so that any of them goes on."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Select, func, insert, select, update

from care.actions.common.sight import opened
from care.divisions.scope import column, covers, multirange
from records.child import child
from records.ids import uuid7
from records.rulebook import rederivation
from tenants.work import Work

RUNNING = rederivation.c.finished_at.is_(None)


async def begin(work: Work, divisions: Iterable[int], reason: str) -> None:
    """Begin to walk through places: none inside another one, and instead of the walks under way inside them.

    A province is walked by its prefectures, so that several may walk side by side.
    """
    places = widest(divisions)
    for row in await work.all(select(rederivation.c.id, rederivation.c.division).where(RUNNING)):
        if any(covers([place], row["division"]) for place in places):
            await finish(work, row["id"])
    parts = [part for place in places for part in await _parts(work, place)]
    rows = [{"id": uuid7(), "division": part, "reason": reason, "started_at": work.now} for part in parts]
    await work.many(insert(rederivation), rows)


async def under_way(work: Work) -> asyncpg.Record | None:
    """Give a walk that is not finished and that nobody holds, the oldest of them, held by this transaction.

    Whoever finds all of them held waits for the oldest.
    """
    oldest = select(rederivation).where(RUNNING).order_by(rederivation.c.id).limit(1)
    if free := await work.one(oldest.with_for_update(skip_locked=True)):
        return free
    while await work.one(oldest):
        # Whoever waited reads the row anew: at the cursor where the other stopped, or not at all if that was the end.
        if held := await work.one(oldest.with_for_update()):
            return held
    return None


async def next_children(work: Work, division: int, after: UUID | None, size: int) -> list[UUID]:
    """Give the next children of a place in the order of their keys; the place must be in sight."""
    return [row["id"] for row in await work.all(_next(division, after, size))]


async def lock_children(work: Work, division: int, after: UUID | None, size: int) -> list[UUID]:
    """Give the next children as `next_children` does, held by this transaction until its end."""
    return [row["id"] for row in await work.all(_next(division, after, size).with_for_update())]


async def count_children(work: Work, division: int, after: UUID | None = None) -> int:
    """Count the children of a place, or those still before a walk; the place must be in sight."""
    asked = _of(division, func.count())
    count: int = await work.value(asked.where(child.c.id > after) if after else asked)
    return count


async def count_left(work: Work) -> int:
    """Count the children that are still before the walks under way; all their places must be in sight."""
    walks = await work.all(select(rederivation.c.division, rederivation.c.cursor).where(RUNNING))
    return sum([await count_children(work, walk["division"], walk["cursor"]) for walk in walks])


async def advance(work: Work, walk: UUID, children: Sequence[UUID], moved: int) -> None:
    """Write down that a walk is past some more children, so many of whose duties moved."""
    columns = rederivation.c
    await work.run(
        update(rederivation)
        .where(columns.id == walk)
        .values(cursor=children[-1], children=columns.children + len(children), moved=columns.moved + moved)
    )


async def finish(work: Work, walk: UUID) -> None:
    """Write down that a walk is at its end."""
    await work.run(update(rederivation).where(rederivation.c.id == walk).values(finished_at=work.now))


def widest(divisions: Iterable[int]) -> list[int]:
    """Leave out the places that lie in another one of them."""
    asked = sorted(set(divisions))
    return [one for one in asked if not any(other != one and covers([other], one) for other in asked)]


async def _parts(work: Work, place: int) -> list[int]:
    if column(place) is not None:
        return [place]
    prefecture = child.c.prefecture
    async with opened(work, multirange([place])):
        return [row["prefecture"] for row in await work.all(select(prefecture).distinct().order_by(prefecture))]


def _next(division: int, after: UUID | None, size: int) -> Select[Any]:
    asked = _of(division, child.c.id).order_by(child.c.id).limit(size)
    return asked.where(child.c.id > after) if after else asked


def _of(division: int, what: Any) -> Select[Any]:
    level = column(division)
    # Nothing is derived from what is left of an erased child.
    asked = select(what).select_from(child).where(child.c.erased_at.is_(None))
    # By the level's own column, whose index holds the keys in order.
    return asked if level is None else asked.where(child.c[level] == division)
