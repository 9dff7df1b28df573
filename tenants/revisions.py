"""How one schema is brought to the newest revision of its tree, in one transaction."""

from collections.abc import Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from tenants.logins import connect
from tenants.registry import Login
from tenants.roles import quoted

if TYPE_CHECKING:
    from alembic.config import Config

TREES = Path(__file__).resolve().parent.parent / "migrations"
LOCK_TIMEOUT = "5s"  # a table that is in use makes the migration fail and be run again, not the users wait
_SLOWLY = f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"


async def migrate_schema(
    url: str, tree: str, *, schema: str, roles: Mapping[Login, str] | None = None, trees: Path = TREES
) -> str:
    """Run every missing revision of `tree` (`platform` or `tenant`) in one schema; gives the revision it now has.

    Nothing is kept when one fails. `roles` are the tenant's login roles, which policies and grants name.
    """
    names = {str(login): name for login, name in (roles or {}).items()}
    connection = await connect(url)
    try:
        found = await revision_of(connection, schema)
        head = newest(tree, trees)
        if found == head:
            return head
        if found is None:
            async with connection.transaction():
                await connection.execute(_SLOWLY)
                await connection.execute(_whole(tree, trees, schema, names))
            return head
    finally:
        await connection.close()
    return await _missing(url, tree, schema, names, trees)


async def revision_of(connection: asyncpg.Connection, schema: str) -> str | None:
    """Give the revision of a schema, None where no migration ever ran."""
    versions = f"{quoted(schema)}.alembic_version"
    if await connection.fetchval("SELECT to_regclass($1)", versions) is None:
        return None
    found: str | None = await connection.fetchval(f"SELECT version_num FROM {versions}")  # noqa: S608 (our own schema)
    return found


@cache
def newest(tree: str, trees: Path = TREES) -> str:
    """Give the newest revision that this program knows of a tree: revisions are numbers that rise, in names of files.

    Alembic would load every revision, and itself, into each process that is asked whether it is ready: 20 MB.
    """
    return max(file.name.partition("_")[0] for file in (trees / tree / "versions").glob("[0-9]*_*.py"))


def _whole(tree: str, trees: Path, schema: str, roles: Mapping[str, str]) -> str:
    """Give all revisions of a tree as one text: a new schema takes 800 statements, whose round trips take longest."""
    text = _written(tree, trees)
    for name, given in {"schema": schema, **roles}.items():
        text = text.replace(f"{{{name}}}", given)
    return text


@cache
def _written(tree: str, trees: Path) -> str:
    """Write the revisions as Alembic does offline, for a schema and roles called `{schema}`, `{AREA}` and so on."""
    from alembic import command

    text = StringIO()
    config = _config(tree, trees, text)
    config.attributes.update(schema="{schema}", roles={str(login): f"{{{login}}}" for login in Login})
    command.upgrade(config, "head", sql=True)
    return text.getvalue()


async def _missing(url: str, tree: str, schema: str, roles: Mapping[str, str], trees: Path) -> str:
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import Connection, text
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    def upgrade(connection: Connection) -> str:
        connection.execute(text(_SLOWLY))
        config = _config(tree, trees)
        config.attributes.update(connection=connection, schema=schema, roles=roles)
        command.upgrade(config, "head")
        context = MigrationContext.configure(connection, opts={"version_table_schema": schema})
        return context.get_current_revision() or ""

    async def opened() -> asyncpg.Connection:
        return await connect(url)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=opened, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


def _config(tree: str, trees: Path, output: StringIO | None = None) -> "Config":
    from alembic.config import Config

    config = Config(output_buffer=output)
    config.set_main_option("script_location", str(trees / tree).replace("%", "%%"))
    return config
