"""Names in texts that are somebody else's: where an erased child and its guardians are named, the name is struck out.

What a text tells beside the name stays, since it is another child's, or a place's.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, Table, Text, and_, func, or_, select, update

from records.case import care_case
from records.child import child
from records.guardian import guardian
from records.keeping import STRUCK, Apart, Emptied, Found, Gone, tables
from tenants.work import Work

_COUNTY: Final = 1_000_000
# A name of one character would be struck out of words.
_SHORTEST: Final = 2
# Names that are searched by, accounts, and what a row is called itself.
_NEVER: Final = frozenset({"name", "name_key", "key", "natural_key", "recorded_by"})


async def strike_names(work: Work, row: asyncpg.Record, keys: dict[str, set[UUID]]) -> dict[str, int]:
    """Strike the names of a child and of its guardians; gives the number of rows by table.

    They are struck out of what was written of places in the child's county, of its siblings (the guardians' only where
    they are not theirs, too), of a household that others go on living in, and of reports that name other children.
    """
    home = row["household_id"]
    kin = select(child.c.id).where(child.c.household_id == home, child.c.id != row["id"]).order_by(child.c.id)
    siblings = [] if home is None else [one["id"] for one in await work.all(kin)]
    names = await _names(work, row, siblings)
    first = row["division"] // _COUNTY * _COUNTY
    count: dict[str, int] = {}
    for table, kept in tables():
        name = str(table.name)
        where: list[ColumnElement[bool]] = []
        columns: Iterable[str] = texts(table)
        if isinstance(kept, Apart):
            columns = kept.texts
            where = [table.c.division.between(first, first + _COUNTY - 1)] if columns else []
        elif isinstance(kept, Gone) and Found.CHILD in kept.found and "child_id" in table.c and siblings:
            where = [table.c.child_id.in_(siblings)]
        elif isinstance(kept, Gone) and Found.CASE in kept.found and siblings:
            where = [table.c.case_id.in_(select(care_case.c.id).where(care_case.c.child_id.in_(siblings)))]
        elif name == "child" and siblings:
            where = [table.c.id.in_(siblings)]
        if name in ("household", "benefit") and siblings:
            where.append(table.c["id" if name == "household" else "household_id"] == home)
        if isinstance(kept, Emptied) and kept.found in (Found.REPORT, Found.REPORTED):
            where = [table.c[kept.found.value[0]].in_(sorted(keys.get("shared", set())))]
        columns = tuple(columns)
        if where and columns and names and (rows := await _strike(work, table, columns, or_(*where), names)):
            count[name] = rows
    return count


def texts(table: Table) -> Iterator[str]:
    """Name the columns of a table in which somebody writes freely."""
    for column in table.c:
        coded = "codes" in column.info or column.foreign_keys
        if isinstance(column.type, Text) and not coded and column.name not in _NEVER:
            yield column.name


async def _names(work: Work, row: asyncpg.Record, siblings: list[UUID]) -> list[str]:
    of = select(guardian.c.name).where(guardian.c.name.is_not(None))
    mine = {one["name"] for one in await work.all(of.where(guardian.c.child_id == row["id"]))}
    theirs = {one["name"] for one in await work.all(of.where(guardian.c.child_id.in_(siblings)))}
    # The longest first: a name may begin another.
    return sorted((one for one in {row["name"], *(mine - theirs)} if len(one) >= _SHORTEST), key=len, reverse=True)


async def _strike(
    work: Work, table: Table, columns: tuple[str, ...], where: ColumnElement[bool], names: list[str]
) -> int:
    holding = or_(*(func.strpos(table.c[column], name) > 0 for column in columns for name in names))
    new: dict[str, Any] = {}
    for column in columns:
        struck: Any = table.c[column]
        for name in names:
            struck = func.replace(struck, name, STRUCK)
        new[column] = struck
    return await work.run(update(table).where(and_(where, holding)).values(**new))
