"""Counting a county: its villages that changed are counted, and what that tells otherwise is added up anew."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Column, ColumnElement, Delete, Table, and_, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from care.divisions.digits import SIZES
from care.divisions.tree import prefecture_of
from care.duties.law import law_of
from care.statistics import cubes
from care.statistics.assembly import packed
from care.statistics.counting import Cells, counting, tabulated, villages
from care.statistics.months import back
from care.statistics.rows import Asked
from records.codes import AdminLevel, StatisticsBasis
from records.statistics import stat_cell, stat_count, stat_cube, stat_village
from tenants.work import Work

# A county that was never counted is counted for a year, one that changed for the month and the one before, in which
# what is late is still written down.
FIRST, AGAIN = 12, 2
_Cube = tuple[str, str, date]
_CUBE = ("fact", "basis", "month")


@dataclass(frozen=True)
class _Told:
    """The cells of the villages of a county in one cube, as they were kept and as they are now."""

    fact: cubes.Fact
    cube: _Cube
    before: Mapping[int, Cells]
    cells: Mapping[int, Cells]

    def row(self, **more: Any) -> dict[str, Any]:
        """Give a row of a table of the cube's."""
        return {**dict(zip(_CUBE, self.cube, strict=True)), **more}


async def count(work: Work, county: int) -> None:
    """Count the villages of a county that are marked; the tables of what changes by that are marked in their turn."""
    today, its = work.now.date(), stat_village.c
    here = await work.all(select(stat_village).where(_inside(its.division, county)).order_by(its.division))
    known = any(row["counted_on"] is not None for row in here)
    marked = [row for row in here if row["stale"] or row["counted_on"] != today]
    places = tuple(row["division"] for row in marked)
    months = tuple(back(today, AGAIN if known else FIRST))[::-1]
    own = tuple(layer.id for layer in (await law_of(work)).layers(work.tenant.division))
    before = await _kept(work, county)
    told: list[_Told] = []
    for fact in cubes.FACTS:
        asked = Asked(county, places, months[-1:] if fact.stock else months, work.now, own)
        told += _told(asked, fact, before, await work.all(counting(fact, asked)))
    changed = [one for one in told if not known or one.cells != one.before]
    await _keep(work, county, changed, since=months[-AGAIN])
    await _mark(work, told, changed)
    gone = [row["division"] for row in marked if row["looks"] is None]
    await work.run(delete(stat_village).where(its.division.in_(gone)))
    await work.run(update(stat_village).where(its.division.in_(places)).values(stale=False, counted_on=today))


def county_of(place: int) -> int:
    """Give the county that a place is counted in; for what belongs to a wider place itself, that place."""
    return place // SIZES[AdminLevel.COUNTY] * SIZES[AdminLevel.COUNTY]


def _inside(column: Column[int], county: int) -> ColumnElement[bool]:
    return and_(column >= county, column < county + SIZES[AdminLevel.COUNTY])


async def _kept(work: Work, county: int) -> dict[_Cube, dict[int, Cells]]:
    kept: dict[_Cube, dict[int, Cells]] = {}
    for row in await work.all(select(stat_cell).where(_inside(stat_cell.c.division, county))):
        kept.setdefault((row["fact"], row["basis"], row["month"]), {})[row["division"]] = orjson.loads(row["cells"])
    return kept


def _told(
    asked: Asked, fact: cubes.Fact, kept: Mapping[_Cube, Mapping[int, Cells]], rows: list[Any]
) -> Iterator[_Told]:
    """Put the villages that were counted in the place of what was kept of them."""
    found = villages(fact, rows)
    for basis in StatisticsBasis:
        for month in asked.months:
            cube = fact.name, basis.value, month
            before = kept.get(cube, {})
            others = {place: cells for place, cells in before.items() if place not in asked.villages}
            yield _Told(fact, cube, before, others | found.get((basis, month), {}))


async def _keep(work: Work, county: int, changed: list[_Told], since: date) -> None:
    """Write what changed; of months in which nothing changes any more only the sums are kept."""
    cells, gone = list[dict[str, Any]](), list[dict[str, Any]]()
    for one in changed:
        gone += [one.row(division=place) for place in one.before.keys() - one.cells.keys()]
        new = {place: its for place, its in one.cells.items() if its != one.before.get(place)}
        if one.cube[2] >= since:
            cells += [one.row(division=place, cells=orjson.dumps(its).decode()) for place, its in new.items()]
    await work.run(delete(stat_cell).where(_inside(stat_cell.c.division, county), stat_cell.c.month < since))
    await work.many(_deleting(stat_cell), gone)
    await work.many(_replacing(stat_cell, "cells"), cells)
    # Long arithmetic: in a thread, since the loop has others to serve.
    some = [one for one in changed if one.cells]
    texts = await asyncio.to_thread(lambda: [packed(tabulated(one.fact, one.cells)) for one in some])
    prefecture = prefecture_of(county) or county
    counts = [
        one.row(division=county, prefecture=prefecture, counts=text) for one, text in zip(some, texts, strict=True)
    ]
    await work.many(_deleting(stat_count), [one.row(division=county) for one in changed if not one.cells])
    await work.many(_replacing(stat_count, "prefecture", "counts"), counts)


async def _mark(work: Work, told: list[_Told], changed: list[_Told]) -> None:
    begun = {"as_at": work.now, "stale": True, "rule_version": ""}
    await work.many(upsert(stat_cube).on_conflict_do_nothing(), [one.row(**begun) for one in told])
    await work.many(_replacing(stat_cube, "stale"), [one.row(**begun) for one in changed])


def _replacing(table: Table, *names: str) -> Any:
    row = upsert(table)
    return row.on_conflict_do_update(constraint=table.primary_key, set_={name: row.excluded[name] for name in names})


def _deleting(table: Table) -> Delete:
    return delete(table).where(*(table.c[name] == bindparam(name) for name in (*_CUBE, "division")))
