"""The migrated tables are the records: whatever the one says, the other says."""

import pkgutil
import re
from collections.abc import Callable
from importlib import import_module

import pytest
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine

import records
from records.metadata import platform, tenant
from tenants.logins import connect

for _module in pkgutil.iter_modules(records.__path__, "records."):
    import_module(_module.name)  # a table is known once its file was read

CATALOG = {
    "columns": """
        select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || case when a.attnotnull then ' not null' else '' end || ' ' || a.attidentity::text
            || a.attgenerated::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')
            and not c.relispartition and a.attnum > 0 and not a.attisdropped
    """,
    "constraints": """
        select c.relname || '.' || k.conname || ' ' || pg_get_constraintdef(k.oid)
        from pg_constraint k join pg_class c on c.oid = k.conrelid
        where k.connamespace = $1::regnamespace and not c.relispartition
    """,
    "indexes": """
        select indexdef from pg_indexes join pg_class c on c.oid = format('%I.%I', schemaname, tablename)::regclass
        where schemaname = $1 and not c.relispartition
    """,
}


@pytest.mark.parametrize("kind", CATALOG)
@pytest.mark.parametrize(
    ("metadata", "schema"), [(platform, "platform"), (tenant, "t_fujian")], ids=["platform", "tenant"]
)
async def test_the_migrations_make_what_the_records_say(
    place: str, empty: str, metadata: MetaData, schema: str, kind: str
) -> None:
    await _create(empty, metadata, schema)
    assert await _catalog(place, schema, kind) == await _catalog(empty, schema, kind)


async def test_the_comparison_sees_a_difference(place: str, empty: str) -> None:
    await _create(empty, tenant, "t_fujian")
    connection = await connect(empty)
    await connection.execute("ALTER TABLE t_fujian.child DROP CONSTRAINT ck_child_sex")
    await connection.execute("ALTER TABLE t_fujian.child ALTER notes SET NOT NULL")
    await connection.execute("DROP INDEX t_fujian.ix_child_household_id")
    await connection.close()
    for kind in CATALOG:
        assert await _catalog(place, "t_fujian", kind) != await _catalog(empty, "t_fujian", kind)


async def _catalog(url: str, schema: str, kind: str) -> list[str]:
    connection = await connect(url)
    try:
        rows = await connection.fetch(CATALOG[kind], schema)
    finally:
        await connection.close()
    lines = sorted(re.sub(r"\s+", " ", row[0]) for row in rows)
    return [line for line in lines if "alembic_version" not in line]


async def _create(url: str, metadata: MetaData, schema: str) -> None:
    async def opened() -> object:
        return await connect(url)

    make: Callable[[Connection], None] = metadata.create_all
    engine = create_async_engine("postgresql+asyncpg://", async_creator=opened)
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
            translated = await connection.execution_options(schema_translate_map={"tenant": schema})
            await translated.run_sync(make)
    finally:
        await engine.dispose()
