"""Whether a database was written to: by what Postgres itself counts of it."""

import asyncio
import time

import asyncpg

Written = tuple[object, ...]
PATIENCE = 1.0  # seconds for the processes of closed connections to end
# Rows written, of Postgres' own tables too, rolled back or not; and what a database has outside of itself.
COUNTED = """
SELECT pg_stat_get_db_tuples_inserted(oid), pg_stat_get_db_tuples_updated(oid), pg_stat_get_db_tuples_deleted(oid),
    datacl::text, (SELECT array_agg(s::text) FROM pg_db_role_setting AS s WHERE setdatabase = d.oid)
FROM pg_database AS d WHERE datname = $1
"""
USED = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = $1)"


async def written(server: asyncpg.Connection, database: str) -> Written:
    """Give what changes when anybody writes to a database; while somebody still uses it, what nothing is equal to.

    A process counts for itself, and tells it when it ends.
    """
    deadline = time.monotonic() + PATIENCE
    while await server.fetchval(USED, database):
        if time.monotonic() > deadline:
            return (object(),)
        await asyncio.sleep(0.002)
    return tuple(await server.fetchrow(COUNTED, database))
