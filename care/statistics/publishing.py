"""Putting tables in front of readers: of a cube that is made up anew only the rows that differ are written."""

from collections.abc import Iterable, Mapping
from typing import Any

from tenants.work import Work

_COLUMNS = ("names", "level", "division", "parent", "shown")
_MADE = """
CREATE TEMPORARY TABLE IF NOT EXISTS made (
    names text COLLATE "C", level smallint, division bigint, parent bigint, shown jsonb
) ON COMMIT DROP;
TRUNCATE pg_temp.made
"""
_GONE = """
DELETE FROM {t}.stat_table kept
WHERE kept.fact = $1 AND kept.basis = $2 AND kept.month = $3 AND NOT EXISTS (
    SELECT FROM pg_temp.made WHERE (made.names, made.level, made.division) = (kept.names, kept.level, kept.division))
"""
_CHANGED = """
INSERT INTO {t}.stat_table AS kept (fact, basis, month, names, level, division, parent, shown)
SELECT $1::text, $2::text, $3::date, made.* FROM pg_temp.made LEFT JOIN {t}.stat_table before
    ON before.fact = $1 AND before.basis = $2 AND before.month = $3 AND before.names = made.names
        AND before.level = made.level AND before.division = made.division
WHERE before.shown IS DISTINCT FROM made.shown OR before.parent <> made.parent
ON CONFLICT (fact, basis, month, names, level, division) DO UPDATE
SET parent = excluded.parent, shown = excluded.shown
"""


async def publish(work: Work, cube: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> None:
    """Put rows in the place of what is shown of a cube (`fact basis month`). They are copied, then compared."""
    connection, schema = work.connection, f'"{work.tenant.schema}"'
    key = cube["fact"], cube["basis"], cube["month"]
    await connection.execute(_MADE)
    records = [tuple(row[name] for name in _COLUMNS) for row in rows]
    await connection.copy_records_to_table("made", schema_name="pg_temp", columns=_COLUMNS, records=records)
    for statement in (_GONE, _CHANGED):
        await connection.execute(statement.format(t=schema), *key)
