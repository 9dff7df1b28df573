"""What the migrations make is what the records say: columns, constraints and indexes, to the letter.

Months of the trail are made as time goes on, and are as their table is.
"""

import importlib
import pkgutil
import re

import asyncpg
import pytest
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import records
from records.metadata import platform, tenant

PLAIN = "by_the_records"
PART = re.compile(r"event_log_y\d{4}m\d{2}")
COLUMNS = """
SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    || CASE WHEN a.attgenerated <> '' THEN ' generated' ELSE '' END
    || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '') || coalesce(' ' || l.collname, '')
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation AND l.collname <> 'default'
WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND a.attnum > 0 AND NOT a.attisdropped
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
WHERE connamespace = $1::regnamespace AND contype <> 'n' AND NOT c.relispartition
"""
INDEXES = """
SELECT indexdef FROM pg_indexes JOIN pg_class c ON c.oid = format('%I.%I', schemaname, tablename)::regclass
WHERE schemaname = $1 AND NOT c.relispartition
"""

for module in pkgutil.walk_packages(records.__path__, "records."):
    importlib.import_module(module.name)


@pytest.mark.parametrize(
    ("metadata", "symbol", "migrated"),
    [
        pytest.param(platform, "platform", "platform", id="platform"),
        pytest.param(tenant, "tenant", "t_fujian", id="tenant"),
    ],
)
@pytest.mark.parametrize("query", [COLUMNS, CONSTRAINTS, INDEXES], ids=["columns", "constraints", "indexes"])
async def test_migrations_and_records_agree(
    fresh_url: str, metadata: MetaData, symbol: str, migrated: str, query: str
) -> None:
    connection = await asyncpg.connect(fresh_url)
    try:
        await connection.execute(f"CREATE SCHEMA {PLAIN}")
        await create(fresh_url, metadata, symbol)
        made = await catalogue(connection, query, migrated)
        said = await catalogue(connection, query, PLAIN)
    finally:
        await connection.close()
    assert len(said) >= len(metadata.tables)
    assert made == said


async def create(url: str, metadata: MetaData, symbol: str) -> None:
    async def opened() -> asyncpg.Connection:
        return await asyncpg.connect(url)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=opened, poolclass=NullPool)
    try:
        async with engine.connect() as plain:
            translated = await plain.execution_options(schema_translate_map={symbol: PLAIN})
            await translated.run_sync(metadata.create_all, checkfirst=False)
            await translated.commit()
    finally:
        await engine.dispose()


async def catalogue(connection: asyncpg.Connection, query: str, schema: str) -> set[str]:
    """Give what the catalogue says of a schema, without its name, Alembic's own table and the parts of the log."""
    rows = {str(row[0]).replace(f"{schema}.", "") for row in await connection.fetch(query, schema)}
    return {row for row in rows if "alembic_version" not in row and not PART.search(row)}
