"""Bring `platform.divisions` to the state of the shipped rows."""

import asyncpg

from care.divisions.table import Division, divisions

_STAGE = """
CREATE TEMP TABLE divisions_stage (
    code bigint, name text, level text, parent bigint, reports_to bigint,
    valid_from date, valid_to date, source text, verified boolean
) ON COMMIT DROP
"""
# Only rows that differ are written, so a second run leaves no dead rows and takes no locks.
_MERGE = """
INSERT INTO platform.divisions AS d (code, name, level, parent, reports_to, valid_from, valid_to, source, verified)
SELECT s.code, s.name, s.level, s.parent, s.reports_to, s.valid_from, s.valid_to, s.source, s.verified
FROM pg_temp.divisions_stage AS s
LEFT JOIN platform.divisions AS k USING (code)
WHERE k.code IS NULL
   OR (k.name, k.level, k.parent, k.reports_to, k.valid_from, k.valid_to, k.source, k.verified)
      IS DISTINCT FROM (s.name, s.level, s.parent, s.reports_to, s.valid_from, s.valid_to, s.source, s.verified)
ORDER BY s.code
ON CONFLICT (code) DO UPDATE SET
    name = excluded.name, level = excluded.level, parent = excluded.parent, reports_to = excluded.reports_to,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source,
    verified = excluded.verified
"""


async def load(connection: asyncpg.Connection) -> int:
    """Write new and changed shipped rows in one transaction and tell how many there were; 0 when nothing changed.

    Rows that the file does not hold stay: ledgers may refer to them. A village that a ledger made known becomes a
    verified row once a list holds it.
    """
    async with connection.transaction():
        await connection.execute(_STAGE)
        await connection.copy_records_to_table("divisions_stage", records=divisions(), columns=Division._fields)
        written = int((await connection.execute(_MERGE)).rsplit(" ", 1)[1])
        await connection.execute("DROP TABLE pg_temp.divisions_stage")
        if written:
            await connection.execute("ANALYZE platform.divisions")
    return written
