"""Townships: which one a place lies in, and what is owed by it."""

from collections.abc import Iterable

from sqlalchemy import select

from care.actions.common.sight import opened
from care.divisions.digits import around
from care.divisions.scope import multirange
from care.duties.law import law_of
from care.duties.places.patrols import INTERVAL, first_key
from care.duties.places.settle import settle_places
from records.codes import AdminLevel
from records.duty import duty
from tenants.work import Work


def township_of(code: int) -> int:
    """Give the township that a place lies in, or the place itself where it is one."""
    return around(code, AdminLevel.TOWNSHIP)


async def settle_townships(work: Work, townships: Iterable[int]) -> None:
    """Derive what townships owe anew, whatever of them the caller sees."""
    places = sorted(set(townships))
    if places:
        async with opened(work, multirange(places)):
            await settle_places(work, places)


async def begin_township(work: Work, village: int) -> None:
    """Let a township owe what begins with its first child on file; one that has begun is only looked up by its key."""
    township, law = township_of(village), await law_of(work)
    if law.at(township, work.now.date()).rule(INTERVAL) is None:
        return
    async with opened(work, multirange([township])):
        if await work.one(select(duty.c.id).where(duty.c.natural_key == first_key(township))) is None:
            await settle_places(work, [township], law=law)
