"""What the database knows near the child of a case: people, places, addresses, offices, days of birth."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Column, or_, select, union

from care.actions.cases.sight import InHand
from care.actions.common.sight import opened
from care.actions.publications.traces import Known
from care.divisions.tree import chain, level_of
from policies.scope import EVERYTHING
from records.agreement import agreement
from records.child import child
from records.codes import AdminLevel
from records.commission import commission
from records.division import division
from records.guardian import absence, carer, guardian, pairing
from records.organisation import organisation
from records.placement import placement
from records.trainee import trainee
from tenants.work import Work

_LOW = (AdminLevel.VILLAGE, AdminLevel.TOWNSHIP)
_NAMES = (
    guardian.c.name,
    carer.c.name,
    pairing.c.name,
    agreement.c.carer_name,
    agreement.c.entruster_name,
    placement.c.carer_name,
)
_ADDRESSES = (guardian.c.address, absence.c.workplace, agreement.c.entruster_workplace, commission.c.child_address)
_PLACES = (guardian.c.address_division, absence.c.away_division)


async def known_of(work: Work, one: InHand) -> Known:
    """Gather what would give away the child of a case or a child of its household, wherever it is kept.

    The caller learns of it no more than which kind a text holds.
    """
    async with opened(work, EVERYTHING):
        children = await _children(work, one)
        keys = [row["id"] for row in children]
        codes = {row[name] for row in children for name in ("division", "hukou_division", "lives_at")}
        low, wide = await _places(work, codes | set(await _of(work, _PLACES, keys)))
        return Known(
            names=frozenset([row["name"] for row in children] + await _of(work, _NAMES, keys)),
            staff=await _staff(work, children),
            places=low,
            wider=wide,
            addresses=frozenset([row["address"] for row in children if row["address"]])
            | frozenset(await _of(work, _ADDRESSES, keys)),
            organisations=await _offices(work, children),
            births=frozenset(row["birth_date"] for row in children),
        )


async def _children(work: Work, one: InHand) -> list[asyncpg.Record]:
    same_home = child.c.household_id == one.child["household_id"]
    return await work.all(select(child).where(or_(child.c.id == one.child["id"], same_home)))


async def _of(work: Work, columns: Iterable[Column[object]], keys: list[UUID]) -> list[Any]:
    """Give the distinct values of columns in tables of a child's rows."""
    asked = union(*(select(one.label("it")).where(one.table.c.child_id.in_(keys), one.is_not(None)) for one in columns))
    return [row["it"] for row in await work.all(asked)]


async def _places(work: Work, codes: set[object]) -> tuple[frozenset[str], frozenset[str]]:
    """Give the names of the townships and villages of codes, and those of the places they lie in."""
    around = {place for code in codes if isinstance(code, int) for place in chain(code)}
    rows = await work.all(select(division.c.code, division.c.name).where(division.c.code.in_(sorted(around))))
    low = frozenset(row["name"] for row in rows if level_of(row["code"]) in _LOW)
    return low, frozenset(row["name"] for row in rows) - low


async def _staff(work: Work, children: list[asyncpg.Record]) -> frozenset[str]:
    near = trainee.c.township.in_({row["township"] for row in children})
    return frozenset(row["name"] for row in await work.all(select(trainee.c.name).where(near)))


async def _offices(work: Work, children: list[asyncpg.Record]) -> frozenset[str]:
    """Name the offices of the child's township, its school, and where it was placed; those of the county are wider."""
    placed = select(placement.c.organisation_id).where(placement.c.child_id.in_([row["id"] for row in children]))
    near = or_(
        organisation.c.township.in_({row["township"] for row in children}),
        organisation.c.id.in_([row["school_id"] for row in children if row["school_id"]]),
        organisation.c.id.in_(placed),
    )
    return frozenset(row["name"] for row in await work.all(select(organisation.c.name).where(near)))
