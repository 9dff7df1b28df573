"""Revision 0035 judges what was on file before it: as deriving would where that is known, else for readers alone."""

from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg

from care.actions.freeze_statistics import FreezeStatistics, freeze_statistics
from care.actions.review_class import ReviewClass, review_class
from care.actions.roll_up_statistics import roll_up_all
from migrations.tenant import versions
from policies.scope import EVERYTHING
from records.codes import DifficultyCategory
from tenants.house import House
from tenants.registry import Tenant
from tests.support.derived_rows import at, settled
from tests.support.desks import ADMIN, COUNTY, ZHONGSHAN
from tests.support.lawful import populate

HIV, POOR = "HIV_INFECTED", "POVERTY_LIVING_MEDICAL_SCHOOL"
GROUNDS = ([HIV], [HIV, "PRIVATELY_ADOPTED"], [HIV, POOR], [POOR], ["GUARDIANSHIP_HARMED"])
ALONE = [True, True, False, False, True]
TABLES = ("cell", "count", "table", "frozen")
SQL = (Path(versions.__path__[0]) / "0035_restricted_duties.sql").read_text(encoding="utf-8")


async def judged_anew(owner: asyncpg.Connection) -> None:
    """Forget what rows say of themselves, and let the revision say it."""
    for table in ("standing", "duty"):
        await owner.execute(f"UPDATE t_fujian.{table} SET restricted = false")
    for statement in SQL.split(";\n"):
        if (
            any(f"UPDATE {{schema}}.{table} " in statement for table in ("standing", "duty"))
            and "TRIGGER" not in statement
        ):
            await owner.execute(statement.replace("{schema}", "t_fujian"))


async def restricted(owner: asyncpg.Connection, table: str, keys: list[UUID]) -> list[list[bool]]:
    """Give of each child what its rows say."""
    sql = f"SELECT restricted FROM t_fujian.{table} WHERE child_id = $1"
    if table == "duty":
        sql += " AND kind = 'CLASS_REVIEW'"
    return [[row["restricted"] for row in await owner.fetch(sql, key)] for key in keys]


async def test_what_was_on_file_is_judged(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    keys = await populate(house, fujian, owner, *[ZHONGSHAN] * len(GROUNDS))
    for key, grounds in zip(keys, GROUNDS, strict=True):
        for one in grounds:
            sql = "INSERT INTO t_fujian.child_category (child_id, division, category) VALUES ($1, $2, $3)"
            await owner.execute(sql, key, ZHONGSHAN, one)
    await settled(house, fujian, *keys)
    derived = await restricted(owner, "standing", keys)
    assert derived == [[one] for one in ALONE]
    await judged_anew(owner)
    assert await restricted(owner, "standing", keys) == derived
    # What has ended is not on file any more.
    at(house, "2026-11-23")
    for key, grounds in zip(keys, GROUNDS, strict=True):
        for one in grounds:
            command = ReviewClass(key, False, date(2026, 11, 23), "走访核实", category=DifficultyCategory[one])
            async with house.work(fujian, scope=COUNTY.scope, subject=COUNTY.subject) as work:
                await review_class(work, COUNTY, command)
    assert await restricted(owner, "standing", keys) == await restricted(owner, "duty", keys) == derived
    await judged_anew(owner)
    every = [[True]] * len(keys)
    assert await restricted(owner, "standing", keys) == await restricted(owner, "duty", keys) == every
    # Who has come of age still has what it was.
    await owner.execute("UPDATE t_fujian.class_review SET holds = true")
    await owner.execute("DELETE FROM t_fujian.duty WHERE kind = 'CLASS_REVIEW'")
    await settled(house, fujian, *keys)
    await owner.execute("UPDATE t_fujian.child SET birth_date = '2008-01-01'")
    await settled(house, fujian, *keys)
    assert await restricted(owner, "duty", keys) == derived
    await judged_anew(owner)
    assert await restricted(owner, "standing", keys) == await restricted(owner, "duty", keys) == derived


async def cells(owner: asyncpg.Connection, table: str, fact: str) -> list[str]:
    """Give the cells of all places as they are kept, in an order of its own."""
    column = {"cell": "cells", "count": "counts"}.get(table, "shown")
    rows = await owner.fetch(f"SELECT {column}::text AS kept FROM t_fujian.stat_{table} WHERE fact = $1", fact)
    return sorted(row["kept"] for row in rows)


async def test_figures_that_are_told_openly_lose_the_category(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    keys = await populate(house, fujian, owner, *[ZHONGSHAN] * 6)
    for key in keys:
        for one in ("GUARDIANSHIP_HARMED", POOR):
            sql = "INSERT INTO t_fujian.child_category (child_id, division, category) VALUES ($1, $2, $3)"
            await owner.execute(sql, key, ZHONGSHAN, one)
    await settled(house, fujian, *keys)
    await roll_up_all(house, fujian)
    async with house.work(fujian, scope=EVERYTHING, subject=ADMIN.subject) as work:
        await freeze_statistics(work, ADMIN, FreezeStatistics(f"{house.clock():%Y-%m}"))
    openly = {table: await cells(owner, table, "children_openly") for table in TABLES}
    whole = {table: await cells(owner, table, "children") for table in TABLES}
    for table in TABLES:  # as they were counted while the category was told to all
        assert any("GUARDIANSHIP_HARMED" in one for one in whole[table]), table
        await owner.execute(f"DELETE FROM t_fujian.stat_{table} WHERE fact = 'children_openly'")
        row = 'jsonb_populate_record(s, \'{"fact": "children_openly"}\')'
        await owner.execute(
            f"INSERT INTO t_fujian.stat_{table} SELECT ({row}).* FROM t_fujian.stat_{table} s WHERE fact = 'children'"
        )
    for statement in SQL.split(";\n"):
        if any(word in statement for word in ("FUNCTION pg_temp", "{schema}.stat_")):
            await owner.execute(statement.replace("{schema}", "t_fujian"))
    assert {table: await cells(owner, table, "children") for table in TABLES} == whole
    assert "GUARDIANSHIP_HARMED" not in str([await cells(owner, table, "children_openly") for table in TABLES])
    assert await cells(owner, "cell", "children_openly") == openly["cell"]
    assert await owner.fetchval("SELECT bool_and(stale) FROM t_fujian.stat_village")
    await roll_up_all(house, fujian)
    for table in ("cell", "count", "table"):
        assert await cells(owner, table, "children_openly") == openly[table], table
